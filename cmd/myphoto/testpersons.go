package main

import (
	"context"
	"crypto/rand"
	_ "embed" // the pictures of the test persons
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/sandbox"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/public"
)

// The application and the purpose of the demo's test data.
const (
	testApplication = "driving-licences"
	testPurpose     = "driving-licence-renewal"
	testAgo         = 72 * time.Hour // when the test persons did what they did: a grant has ended since
	testMark        = "test-persons" // file in the data folder, there once all is made
)

var (
	//go:embed testpersons/photo.jpg
	testPhoto []byte
	//go:embed testpersons/signature.jpg
	testSignature []byte
)

// demoClock is the clock of the demo: the real one, shifted for good by what the
// command line says and for a while into the past.
type demoClock struct {
	real  func() time.Time
	shift time.Duration
	ago   atomic.Int64 // time.Duration
}

func (c *demoClock) now() time.Time { return c.real().Add(c.shift - time.Duration(c.ago.Load())) }

// makeTestPersons fills a new house with people for developers of applications: each
// has files and an authorisation in one state. Everything is done at the desks,
// with messages sent and read, as people would.
func (d demoCommand) makeTestPersons(ctx context.Context, h *app, s *sandbox.Sandbox) error {
	if err := (testSeeder{h, s}).seed(ctx, sandbox.TestPeople()); err != nil {
		return fmt.Errorf("make the test persons: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.Data, testMark), nil, 0o600); err != nil {
		return fmt.Errorf("make the test persons: %w", err)
	}
	return nil
}

// testPersons returns the test persons of the house; nobody where it has none.
func (d demoCommand) testPersons() []public.TestPerson {
	if _, err := os.Stat(filepath.Join(d.Data, testMark)); err != nil {
		return nil
	}
	var shown []public.TestPerson
	for i, p := range sandbox.TestPeople()[1:] {
		shown = append(shown, public.TestPerson{State: testStates()[i].name, TaxID: p.AFM})
	}
	return shown
}

// testState is a state of an authorisation and how it comes about; the zero mode
// means that none was given.
type testState struct {
	name   string // as the pages know it: text.api.state.<name>
	mode   photo.GrantMode
	revoke bool
}

// testStates returns the states in the order of the sandbox's test people.
func testStates() []testState {
	return []testState{
		{"live", photo.UntilFiles, false}, {"once", photo.Once, false}, {"revoked", photo.UntilFiles, true}, {"expired", photo.UntilDate, false},
	}
}

// testSeeder acts for the test persons.
type testSeeder struct {
	*app

	surroundings *sandbox.Sandbox
}

func (t testSeeder) seed(ctx context.Context, people []sandbox.Person) error {
	v, err := t.enter(ctx, people[0], photo.RolePhotographer)
	if err != nil {
		return err
	}
	operator, err := t.service.SignIn.Operator(ctx, v)
	if err != nil {
		return err
	}
	for i, state := range testStates() {
		who := people[i+1]
		v, err := t.enter(ctx, who, photo.RoleCitizen)
		if err != nil {
			return err
		}
		actor, err := t.service.SignIn.Citizen(ctx, v)
		if err != nil {
			return err
		}
		err = errors.Join(
			t.upload(ctx, operator, who.Mobile), t.associate(ctx, actor, who.Mobile), t.authorise(ctx, actor, state),
			t.service.SignIn.SignOut(ctx, v),
		)
		if err != nil {
			return fmt.Errorf("%s: %w", who.User, err)
		}
	}
	return t.service.SignIn.SignOut(ctx, v)
}

// enter signs a person in, with the one-time code from the phone, in a role.
func (t testSeeder) enter(ctx context.Context, who sandbox.Person, role photo.Role) (signin.Visitor, error) {
	desk := t.service.SignIn
	v, err := t.identify(ctx, who)
	if err != nil {
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
	if v, err = desk.AcceptTerms(ctx, v); err != nil {
		return v, err
	}
	return v, desk.SaveSession(ctx, rand.Text(), signin.SessionRecord{Visitor: v, Until: t.now().Add(time.Hour)})
}

// identify fills in the form of the login provider.
func (t testSeeder) identify(ctx context.Context, who sandbox.Person) (signin.Visitor, error) {
	const browser = "demo"
	address, _, err := t.service.SignIn.StartSignIn(ctx, browser)
	if err != nil {
		return signin.Visitor{}, err
	}
	form := url.Values{"username": {who.User}, "password": {who.User}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form))
	if err != nil {
		return signin.Visitor{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.Do(request)
	if err != nil {
		return signin.Visitor{}, err
	}
	back, err := reply.Location()
	if err := errors.Join(err, reply.Body.Close()); err != nil {
		return signin.Visitor{}, err
	}
	query := back.Query()
	return t.service.SignIn.CompleteSignIn(ctx, browser, query.Get("state"), query.Get("code"))
}

func (t testSeeder) upload(ctx context.Context, operator photo.Operator, mobile string) error {
	_, err := t.service.Studio.Upload(ctx, operator, studio.Form{
		Photo:        studio.FormPicture{Chosen: true, Bytes: testPhoto},
		Signature:    studio.FormPicture{Chosen: true, Bytes: testSignature},
		Documents:    []photo.ProfileID{photo.DrivingLicence},
		Contact:      photo.Contact{Mobile: mobile, Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true},
		Acknowledged: true,
	})
	return err
}

// associate submits the code that the phone received, approves and associates.
func (t testSeeder) associate(ctx context.Context, who photo.Citizen, mobile string) error {
	code, err := t.message(ctx, mobile, `\n([A-Za-z0-9+/]{22})\n`)
	if err != nil {
		return err
	}
	desk := t.service.Citizen
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

func (t testSeeder) authorise(ctx context.Context, who photo.Citizen, state testState) error {
	consent := photo.Consent{
		Purpose: testPurpose, Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: state.mode, Given: true,
	}
	if state.mode == photo.UntilDate {
		consent.Until = t.now().In(photo.Athens()).Format(time.DateOnly)
	}
	grant, err := t.service.Consent.Grant(ctx, who, testApplication, consent)
	if err != nil || !state.revoke {
		return err
	}
	return t.service.Consent.Revoke(ctx, who, grant)
}

// message hands all waiting messages to the gateway and returns what the pattern
// finds in the newest one on a phone.
func (t testSeeder) message(ctx context.Context, mobile, pattern string) (string, error) {
	for _, lane := range outbox.Lanes() {
		for sent := 1; sent > 0; {
			var err error
			if sent, err = t.service.Outbox.Deliver(ctx, lane); err != nil {
				return "", err
			}
		}
	}
	found := regexp.MustCompile(pattern).FindStringSubmatch(t.surroundings.LastMessage(mobile))
	if found == nil {
		return "", errors.New("the message has not arrived")
	}
	return found[1], nil
}
