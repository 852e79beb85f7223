package testpersons

import (
	"context"
	"crypto/rand"
	_ "embed" // the pictures of the test persons
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/sandbox"
	"myphoto/internal/service"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/studio"
)

// The application and the purpose of the grants.
const (
	application = "driving-licences"
	purpose     = "driving-licence-renewal"
)

var (
	//go:embed photo.jpg
	portrait []byte
	//go:embed signature.jpg
	signature []byte
)

// state is a state of an authorisation and how it comes about; the zero mode
// means that none was given.
type state struct {
	name   string
	mode   photo.GrantMode
	revoke bool
}

// states returns the states in the order of the sandbox's test people.
func states() []state {
	return []state{
		{"live", photo.UntilFiles, false}, {"once", photo.Once, false}, {"revoked", photo.UntilFiles, true}, {"expired", photo.UntilDate, false},
	}
}

// Seeder acts for the test persons.
type Seeder struct {
	Service *service.Service
	Sandbox *sandbox.Sandbox
	Now     func() time.Time // of the service
}

// States returns the state of each test person's authorisation, as the pages know it
// (text.api.state.<name>), in the order of [sandbox.TestPeople] without the studio.
func States() (names []string) {
	for _, s := range states() {
		names = append(names, s.name)
	}
	return names
}

// Seed fills a new database with the test persons: each has files and an authorisation in
// one state. Everything is done at the desks, with messages sent and read, as people
// would.
func (t Seeder) Seed(ctx context.Context) error {
	people := sandbox.TestPeople()
	v, err := t.enter(ctx, people[0], photo.RolePhotographer)
	if err != nil {
		return err
	}
	operator, err := t.Service.SignIn.Operator(ctx, v)
	if err != nil {
		return err
	}
	for i, s := range states() {
		if err := t.furnish(ctx, operator, people[i+1], s); err != nil {
			return fmt.Errorf("%s: %w", people[i+1].User, err)
		}
	}
	return t.Service.SignIn.SignOut(ctx, v)
}

// furnish gives one person files and an authorisation in a state.
func (t Seeder) furnish(ctx context.Context, operator photo.Operator, who sandbox.Person, s state) error {
	v, err := t.enter(ctx, who, photo.RoleCitizen)
	if err != nil {
		return err
	}
	actor, err := t.Service.SignIn.Citizen(ctx, v)
	if err != nil {
		return err
	}
	if err := t.upload(ctx, operator, who.Mobile); err != nil {
		return err
	}
	if err := t.associate(ctx, actor, who.Mobile); err != nil {
		return err
	}
	if err := t.authorise(ctx, actor, s); err != nil {
		return err
	}
	return t.Service.SignIn.SignOut(ctx, v)
}

// enter signs a person in, with the one-time code from the phone, in a role.
func (t Seeder) enter(ctx context.Context, who sandbox.Person, role photo.Role) (signin.Visitor, error) {
	desk := t.Service.SignIn
	v, err := t.identify(ctx, who)
	if err != nil {
		return v, err
	}
	session := signin.SessionRecord{Visitor: v, Until: t.Now().Add(time.Hour)}
	if err := desk.SaveSession(ctx, rand.Text(), session); err != nil {
		return v, err
	}
	if _, err := desk.SendOTP(ctx, v); err != nil {
		return v, err
	}
	code, err := t.message(ctx, who.Mobile, `^(\d{6}) `)
	if err != nil {
		return v, err
	}
	if v, err = desk.CheckOTP(ctx, v, code); err != nil {
		return v, err
	}
	if v, err = desk.ConfirmDetails(ctx, v); err != nil {
		return v, err
	}
	if v.Stage == signin.StageRole {
		choices, err := desk.RoleChoices(ctx, v)
		if err != nil {
			return v, err
		}
		i := slices.IndexFunc(choices, func(c signin.RoleChoice) bool { return c.Role == role })
		if i < 0 {
			return v, fmt.Errorf("%s cannot be %s", who.User, role)
		}
		if v, err = desk.ChooseRole(ctx, v, choices[i]); err != nil {
			return v, err
		}
	}
	return desk.AcceptTerms(ctx, v)
}

// identify fills in the forms of the login provider: the password, and the approval,
// for which a provider that remembers browsers asks once.
func (t Seeder) identify(ctx context.Context, who sandbox.Person) (signin.Visitor, error) {
	const browser = "demo"
	address, _, err := t.Service.SignIn.StartSignIn(ctx, browser)
	if err != nil {
		return signin.Visitor{}, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return signin.Visitor{}, err
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	back, err := post(ctx, client, address, url.Values{"username": {who.User}, "password": {who.User}})
	if errors.Is(err, http.ErrNoLocation) {
		back, err = post(ctx, client, address, url.Values{"user_oauth_approval": {"true"}})
	}
	if err != nil {
		return signin.Visitor{}, err
	}
	query := back.Query()
	return t.Service.SignIn.CompleteSignIn(ctx, browser, query.Get("state"), query.Get("code"))
}

// post sends a form and returns where it leads; [http.ErrNoLocation] when another page
// follows.
func post(ctx context.Context, client *http.Client, address string, form url.Values) (*url.URL, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	reply, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	back, err := reply.Location()
	return back, errors.Join(err, reply.Body.Close())
}

func (t Seeder) upload(ctx context.Context, operator photo.Operator, mobile string) error {
	_, err := t.Service.Studio.Upload(ctx, operator, studio.Form{
		Photo:        studio.FormPicture{Chosen: true, Bytes: portrait},
		Signature:    studio.FormPicture{Chosen: true, Bytes: signature},
		Documents:    []photo.ProfileID{photo.DrivingLicence},
		Contact:      photo.Contact{Mobile: mobile, Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true},
		Acknowledged: true,
	})
	return err
}

// associate submits the code that the phone received, approves and associates.
func (t Seeder) associate(ctx context.Context, who photo.Citizen, mobile string) error {
	code, err := t.message(ctx, mobile, `\n([A-Za-z0-9+/]{22})\n`)
	if err != nil {
		return err
	}
	desk := t.Service.Citizen
	if err := desk.Submit(ctx, who, code); err != nil {
		return err
	}
	claim, err := desk.Claimed(ctx, who)
	if err != nil {
		return err
	}
	if err := desk.Approve(ctx, who, claim.PicturesVersion); err != nil {
		return err
	}
	return desk.Associate(ctx, who, citizen.AssociateInput{})
}

func (t Seeder) authorise(ctx context.Context, who photo.Citizen, s state) error {
	consent := photo.Consent{
		Purpose: purpose, Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: s.mode, Given: true,
	}
	if s.mode == photo.UntilDate {
		consent.Until = t.Now().In(photo.Athens()).Format(time.DateOnly)
	}
	grant, err := t.Service.Consent.Grant(ctx, who, application, consent)
	if err != nil || !s.revoke {
		return err
	}
	return t.Service.Consent.Revoke(ctx, who, grant)
}

// message hands all waiting messages to the gateway and returns what the pattern
// finds in the newest one on a phone.
func (t Seeder) message(ctx context.Context, mobile, pattern string) (string, error) {
	for _, lane := range outbox.Lanes() {
		for sent := 1; sent > 0; {
			var err error
			if sent, err = t.Service.Outbox.Deliver(ctx, lane); err != nil {
				return "", err
			}
		}
	}
	found := regexp.MustCompile(pattern).FindStringSubmatch(t.Sandbox.LastMessage(mobile))
	if found == nil {
		return "", errors.New("the message has not arrived")
	}
	return found[1], nil
}
