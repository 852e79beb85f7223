package servicetest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/signin"
	"myphoto/internal/store"
)

// House is the service on real config.
type House struct {
	*service.Service
	Store   *store.Store
	Sandbox *sandbox.Sandbox
	Folder  string // database, files, erasure list
	Log     *bytes.Buffer
	Clock   *Clock

	tb       testing.TB
	config   service.Config
	gateway  *gateway
	hashKeys []byte
}

// Clock is a clock that a test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now gives the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move lets time pass.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set jumps to a time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Noon is when a house opens: Saturday, 21 November 2026, in Athens. A fixed day,
// so that no test passes on some days only.
var Noon = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// Open opens the desks with the demo's applications. Everything is closed and
// removed at the end of the test.
func Open(tb testing.TB) *House {
	tb.Helper()
	h := &House{tb: tb, Folder: tb.TempDir(), Log: &bytes.Buffer{}, Clock: &Clock{now: Noon}}
	log := slog.New(slog.NewJSONHandler(&locked{to: h.Log}, nil))
	h.runSandbox(log)
	h.config = h.connect(log)
	h.Restart()
	tb.Cleanup(func() { _ = h.Store.Close() })
	for _, r := range Registrations() {
		Must(tb, h.Admin.Register(tb.Context(), r))
		Must(tb, h.Admin.AddSecret(tb.Context(), r.ID, "demo-"+string(r.ID)))
	}
	return h
}

func (h *House) runSandbox(log *slog.Logger) {
	var err error
	h.Sandbox, err = sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: time.Now, Log: log})
	Must(h.tb, err)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = h.Sandbox.Run(ctx) })
	h.tb.Cleanup(func() { stop(); running.Wait() })
}

// public is the address the desks believe they have; nothing listens there.
const public = "http://localhost:8080"

func (h *House) connect(log *slog.Logger) service.Config {
	site := Site{Public: public, Folder: h.Folder, Now: h.Clock.Now, Log: log}
	config := site.Config(h.tb, h.Sandbox)
	h.hashKeys = seal.NewHashKeys()
	var err error
	config.Hashes, err = seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	h.gateway = &gateway{Sender: config.SMS}
	config.SMS = h.gateway
	return config
}

// Registrations are the demo's applications.
func Registrations() []photo.Registration {
	word := func(s string) photo.LocalizedText { return photo.LocalizedText{El: s, En: s} }
	return []photo.Registration{
		{
			Body: "ministry-of-transport", BodyName: word("Ministry"), ID: "driving-licences", Name: word("Licences"),
			LegalBasis: word("law"), Refusal: word("paper"), Profile: photo.DrivingLicence, SignatureApproved: true,
			Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature},
			Purposes: []photo.Purpose{
				{ID: "driving-licence-issue", Name: word("issue")}, {ID: "driving-licence-renewal", Name: word("renewal")},
			},
		},
		{
			Body: "ministry-of-education", BodyName: word("Education"), ID: "academic-id", Name: word("Academic"),
			LegalBasis: word("law"), Refusal: word("paper"), Profile: photo.AcademicID,
			Items: []photo.Item{photo.ItemPhoto}, Purposes: []photo.Purpose{{ID: "academic-id", Name: word("card")}},
		},
	}
}

var location = regexp.MustCompile(`state=([^&]+)`)

// Enter signs a demo person in through the sandbox, with the one-time code
// from the phone, up to the choice of a profile.
func (h *House) Enter(user string) signin.Visitor {
	h.tb.Helper()
	v := h.Identify(user)
	_, err := h.SignIn.SendOTP(h.tb.Context(), v)
	Must(h.tb, err)
	h.Deliver()
	v, err = h.SignIn.CheckOTP(h.tb.Context(), v, h.LastOTP(user))
	Must(h.tb, err)
	v, err = h.SignIn.ConfirmDetails(h.tb.Context(), v)
	Must(h.tb, err)
	return v
}

// Identify signs a demo person in up to the one-time code.
func (h *House) Identify(user string) signin.Visitor {
	h.tb.Helper()
	ctx := h.tb.Context()
	address, err := h.SignIn.StartSignIn(ctx, "browser")
	Must(h.tb, err)
	state, code := h.Authorize(address, user)
	v, err := h.SignIn.CompleteSignIn(ctx, "browser", state, code)
	Must(h.tb, err)
	return v
}

// Authorize fills in the provider's form and gives what it sends back.
func (h *House) Authorize(address, user string) (state, code string) {
	h.tb.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.PostForm(address, url.Values{"username": {user}, "password": {user}})
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	back, err := url.Parse(reply.Header.Get("Location"))
	Must(h.tb, err)
	if location.FindString(back.RawQuery) == "" {
		h.tb.Fatalf("the provider answered %s", reply.Status)
	}
	return back.Query().Get("state"), back.Query().Get("code")
}

// As finishes a sign-in in the given role.
func (h *House) As(user string, role photo.Role) signin.Visitor {
	h.tb.Helper()
	v := h.Enter(user)
	if v.Stage == signin.StageRole {
		profiles, err := h.SignIn.RoleChoices(h.tb.Context(), v)
		Must(h.tb, err)
		for _, p := range profiles {
			if p.Role == role {
				v, err = h.SignIn.ChooseRole(h.tb.Context(), v, p)
				Must(h.tb, err)
				break
			}
		}
	}
	if v.Stage == signin.StageTerms {
		var err error
		v, err = h.SignIn.AcceptTerms(h.tb.Context(), v)
		Must(h.tb, err)
	}
	if v.Stage != signin.StageReady || v.Role != role {
		h.tb.Fatalf("%s is at stage %d as %q", user, v.Stage, v.Role)
	}
	return v
}

// AsCitizen signs a demo person in as a citizen.
func (h *House) AsCitizen(user string) photo.Citizen {
	h.tb.Helper()
	who, err := h.SignIn.Citizen(h.tb.Context(), h.As(user, photo.RoleCitizen))
	Must(h.tb, err)
	return who
}

// AsPhotographer signs a demo person in as a photographer.
func (h *House) AsPhotographer(user string) photo.Photographer {
	h.tb.Helper()
	who, err := h.SignIn.Operator(h.tb.Context(), h.As(user, photo.RolePhotographer))
	Must(h.tb, err)
	return who.(photo.Photographer)
}

// Deliver hands all waiting messages to their senders.
func (h *House) Deliver() {
	h.tb.Helper()
	for _, lane := range outbox.Lanes() {
		for {
			n, err := h.Outbox.Deliver(h.tb.Context(), lane)
			Must(h.tb, err)
			if n == 0 {
				break
			}
		}
	}
}

// Approve accepts the pictures that the citizen sees.
func (h *House) Approve(who photo.Citizen) error {
	h.tb.Helper()
	claim, err := h.Citizen.Claimed(h.tb.Context(), who)
	if err != nil {
		return err
	}
	return h.Citizen.Approve(h.tb.Context(), who, claim.PicturesVersion)
}

// Mobile is a demo person's number.
func Mobile(user string) string {
	for _, p := range sandbox.People() {
		if p.User == user {
			return p.Mobile
		}
	}
	return ""
}

// Messages gives what the sandbox's API tells of a phone ("messages") or a
// mailbox ("mails"), as JSON.
func (h *House) Messages(kind, to string) string {
	h.tb.Helper()
	reply, err := http.Get(h.Sandbox.URL() + "/api/" + kind + "?to=" + url.QueryEscape(to))
	Must(h.tb, err)
	text, err := io.ReadAll(reply.Body)
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	return string(text)
}

// Fault makes a surrounding system misbehave.
func (h *House) Fault(system, mode string) {
	h.tb.Helper()
	body := `{"system":"` + system + `","mode":"` + mode + `","seconds":60}`
	reply, err := http.Post(h.Sandbox.URL()+"/api/faults", "application/json", strings.NewReader(body))
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	if reply.StatusCode >= 300 {
		h.tb.Fatalf("fault: %s", reply.Status)
	}
}

var (
	otpText  = regexp.MustCompile(`"text":"(\d{6}) `)
	codeText = regexp.MustCompile(`\\n([A-Za-z0-9+/]{21}[AQgw])\\n`)
)

// LastOTP reads the newest one-time code from a demo person's phone.
func (h *House) LastOTP(user string) string {
	h.tb.Helper()
	return h.last(otpText, Mobile(user))
}

// LastCode reads the newest code number from a phone.
func (h *House) LastCode(mobile string) string {
	h.tb.Helper()
	return h.last(codeText, mobile)
}

func (h *House) last(pattern *regexp.Regexp, mobile string) string {
	h.tb.Helper()
	text := h.Messages("messages", mobile)
	found := pattern.FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		h.tb.Fatalf("no message like %s in %s\n%s", pattern, text, h.Log)
	}
	match := found[len(found)-1]
	return match[len(match)-1]
}

// Must ends the test on an error.
func Must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// locked lets several goroutines log into one buffer.
type locked struct {
	mu sync.Mutex
	to io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// NewSubject enters a person who never signed in.
func (h *House) NewSubject(tb testing.TB) photo.SubjectID {
	tb.Helper()
	id := photo.NewSubjectID()
	Must(tb, h.Store.WriteUnlogged(tb.Context(), func(tx *store.Tx) error {
		return tx.CreateSubject(tb.Context(), id, store.Alias{Kind: "test", Hash: []byte(id), Sealed: []byte{1}}, h.Clock.Now())
	}))
	return id
}

// WrappedKey gives the key of an upload as the database keeps it.
func (h *House) WrappedKey(tb testing.TB, id photo.UploadID) (wrapped []byte) {
	tb.Helper()
	Must(tb, h.Store.Read(tb.Context(), func(tx *store.Tx) (err error) {
		wrapped, err = tx.UploadKey(tb.Context(), id)
		return err
	}))
	return wrapped
}
