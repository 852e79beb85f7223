package e2e_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/program"
	"myphoto/e2e/sandboxclient"
	"myphoto/e2e/tree"
	caller "myphoto/e2e/visitor" // the name visitor is taken by the browser's
)

const (
	storeFolder  = "store" // below the data folder: database, files, erasure list
	sandboxWord  = "demo-secret"
	clientID     = "driving-licences"
	clientSecret = "demo-driving-licences"
	purpose      = "driving-licence-renewal"
	nikosMobile  = "+306900000003"
	mariaMobile  = "+306900000001"
	mariaTaxID   = "123456783"
	comesWithin  = time.Minute // slow machines too
	lookEvery    = 20 * time.Millisecond
)

// surroundings are the government systems, which run through all stories.
type surroundings struct {
	*sandboxclient.Client
	url, smtp string
}

func surround(t *testing.T) *surroundings {
	t.Helper()
	p, smtp := program.Sandbox(t)
	return &surroundings{sandboxclient.New(p.SandboxURL), p.SandboxURL, smtp}
}

// prepare returns a service that is configured for the surroundings and not yet
// started.
func (s *surroundings) prepare(t *testing.T) *program.Program {
	t.Helper()
	p := program.Prepare(t,
		"MYPHOTO_DATABASE_URL=sqlite:"+storeFolder+"/myphoto.db", "MYPHOTO_FILES_URL=file:"+storeFolder+"/files",
		"MYPHOTO_MASTER_KEY=file:master.key", "MYPHOTO_HASH_KEYS=file:hash.keys",
		"MYPHOTO_LOGIN_URL="+s.url+"/oauth2server", "MYPHOTO_LOGIN_CLIENT_ID=myphoto", "MYPHOTO_LOGIN_CLIENT_SECRET_FILE=word",
		"MYPHOTO_CONTACTS_URL="+s.url+"/esb/notificationCenterElementsService",
		"MYPHOTO_CONTACTS_USER=myphoto", "MYPHOTO_CONTACTS_PASSWORD_FILE=word",
		"MYPHOTO_BUSINESS_REGISTER_URL="+s.url+"/wsaade/RgWsPublic2/RgWsPublic2",
		"MYPHOTO_BUSINESS_REGISTER_USER=myphoto", "MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE=word",
		"MYPHOTO_CUSTODY_URL="+s.url+"/esb", "MYPHOTO_CUSTODY_USER=myphoto", "MYPHOTO_CUSTODY_PASSWORD_FILE=word",
		"MYPHOTO_SUPPORT_CONTACT=210 0000000, help@example.gr",
		"MYPHOTO_SMS_URL="+s.url+"/cgi-bin/sendsms", "MYPHOTO_SMS_SENDER=MINDG GSIS",
		"MYPHOTO_SMTP_URL=smtp://"+s.smtp, "MYPHOTO_MAIL_FROM=myphoto@example.gr",
	)
	if err := os.WriteFile(filepath.Join(p.Data, "word"), []byte(sandboxWord), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// furnish does what an operator does before the first start: it makes keys and
// registers an application with its secret.
func furnish(t *testing.T, p *program.Program) {
	t.Helper()
	for _, command := range [][]string{
		{"", "admin", "keys", p.Data},
		{"", "admin", "register", tree.Path(t, "cmd", "myphoto", "demo.json")},
		{clientSecret + "\n", "admin", "secret", clientID},
	} {
		if out := p.Command(t, command[0], command[1:]...); out.Code != 0 {
			t.Fatalf("%v: %s", command[1:], out.Stderr)
		}
	}
}

// story is one photo from the counter to its erasure, without a browser. It notes
// what the service acknowledged: those are its promises.
type story struct {
	t      *testing.T
	around *surroundings
	p      *program.Program

	nikos, maria, machine *caller.Visitor
	texts                 int // number of texts on Maria's phone before the upload

	upload, code, token, retrieval string
	promised                       map[string]bool // by step, once it was acknowledged
	items                          []item
}

// item is one file of a retrieval.
type item struct {
	SHA256 string `json:"sha256"`
	Href   string `json:"href"`
}

func begin(t *testing.T, around *surroundings, p *program.Program) *story {
	t.Helper()
	return &story{
		t: t, around: around, p: p, promised: map[string]bool{}, texts: len(around.Messages(t, mariaMobile)),
		nikos: caller.New(t, p.URL), maria: caller.New(t, p.URL), machine: caller.New(t, p.URL),
	}
}

// step is one act of somebody; repeated, it still has its effect once. It fails
// with caller.ErrCut when the service dies meanwhile.
type step struct {
	name string
	do   func(*story, context.Context) error
}

func steps() []step {
	return []step{
		{"photographer", (*story).photographer},
		{"upload", (*story).send},
		{"message", (*story).message},
		{"citizen", (*story).citizen},
		{"submit", (*story).submit},
		{"approve", (*story).approve},
		{"associate", (*story).associate},
		{"grant", (*story).grant},
		{"token", (*story).authenticate},
		{"retrieve", (*story).retrieve},
		{"bytes", (*story).bytes},
		{"erase", (*story).erase},
	}
}

func (s *story) photographer(ctx context.Context) error {
	return s.nikos.SignIn(ctx, "nikos", "photographer", s.otp(nikosMobile))
}

func (s *story) citizen(ctx context.Context) error {
	return s.maria.SignIn(ctx, "maria", "citizen", s.otp(mariaMobile))
}

var otpLine = regexp.MustCompile(`#(\d{6})\s*$`)

// otp returns a function that waits for the next one-time code on a phone.
func (s *story) otp(mobile string) func() (string, error) {
	before := len(s.otps(mobile))
	return func() (string, error) {
		var codes []string
		err := s.await("one-time code", func() bool {
			codes = s.otps(mobile)
			return len(codes) > before
		})
		if err != nil {
			return "", err
		}
		return codes[len(codes)-1], nil
	}
}

func (s *story) otps(mobile string) (codes []string) {
	for _, message := range s.around.Messages(s.t, mobile) {
		if found := otpLine.FindStringSubmatch(message.Text); found != nil {
			codes = append(codes, found[1])
		}
	}
	return codes
}

// await waits until so reports true; it fails when the service dies or after
// comesWithin.
func (s *story) await(what string, so func() bool) error {
	for deadline := time.Now().Add(comesWithin); !so(); <-time.After(lookEvery) {
		select {
		case <-s.p.Ended():
			return fmt.Errorf("wait for %s: %w", what, caller.ErrCut)
		default:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("no %s within %v", what, comesWithin)
		}
	}
	return nil
}

func (s *story) send(ctx context.Context) error {
	id, err := s.sendAs(ctx, "KEY1")
	if err != nil {
		return err
	}
	if s.upload != "" && s.upload != id {
		return fmt.Errorf("the same form gave %s and then %s", s.upload, id)
	}
	s.upload = id
	return nil
}

// sendAs sends the form with an idempotency key and returns the upload.
func (s *story) sendAs(ctx context.Context, key string) (string, error) {
	at, err := s.nikos.Upload(ctx, "/studio/new", s.fields(key, "6900000001"), s.pictures())
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(at.Location, "/studio/u/"), led("upload", at, "/studio/u/upl_")
}

func (s *story) fields(key, mobile string) url.Values {
	return url.Values{
		"documents": {"driving-licence"}, "mobile": {mobile}, "channels": {"sms"},
		"agreed": {"yes"}, "acknowledged": {"yes"}, "idempotency_key": {key},
	}
}

func (s *story) pictures() map[string][]byte {
	s.t.Helper()
	return map[string][]byte{"photo": read(s.t, portrait(s.t)), "signature": read(s.t, signature(s.t))}
}

// summary finds the error summary of a page.
var summary = regexp.MustCompile(`(?s)role="alert".*?</ul>`)

// led returns an error unless an answer redirects to a path that begins with to.
func led(what string, at caller.Answer, to string) error {
	if at.Status != http.StatusSeeOther || !strings.HasPrefix(at.Location, to) {
		return fmt.Errorf("%s: %d to %q %s", what, at.Status, at.Location, summary.Find(at.Body))
	}
	return nil
}

// message waits for the code on the phone. It may arrive twice; both must be the
// same.
func (s *story) message(context.Context) error {
	return s.await("code on the phone", func() bool {
		for _, m := range s.around.Messages(s.t, mariaMobile)[s.texts:] {
			lines := strings.Split(m.Text, "\n")
			if len(lines) < 4 || otpLine.MatchString(m.Text) {
				continue
			}
			if s.code != "" && s.code != lines[1] {
				s.t.Errorf("one upload has sent two different codes")
			}
			s.code = lines[1]
		}
		return s.code != ""
	})
}

func (s *story) submit(ctx context.Context) error {
	return s.press(ctx, "/citizen/code", url.Values{"code": {s.code}}, "/citizen/preview")
}

// shownPictures finds the version of the pictures in the form below them.
var shownPictures = regexp.MustCompile(`name="seen" value="([^"]+)"`)

func (s *story) approve(ctx context.Context) error {
	at, err := s.maria.Get(ctx, "/citizen/preview")
	if err != nil || at.Location == "/citizen/photo" { // already associated before the kill
		return err
	}
	shown := shownPictures.FindSubmatch(at.Body)
	if shown == nil {
		return fmt.Errorf("preview: %d to %q shows no pictures", at.Status, at.Location)
	}
	return s.press(ctx, "/citizen/preview", url.Values{"seen": {string(shown[1])}}, "/citizen/link")
}

func (s *story) associate(ctx context.Context) error {
	return s.press(ctx, "/citizen/link", nil, "/citizen/photo")
}

func (s *story) press(ctx context.Context, path string, form url.Values, to string) error {
	at, err := s.maria.Post(ctx, path, form)
	if err != nil {
		return err
	}
	return led(path, at, to)
}

func (s *story) grant(ctx context.Context) error {
	at, err := s.maria.Post(ctx, "/citizen/apps/new/"+clientID, url.Values{
		"purpose": {purpose}, "mode": {"once"}, "items": {"photo", "signature"}, "consent": {"yes"},
	})
	if err != nil || at.Status == http.StatusConflict { // already granted before the kill
		return err
	}
	return led("grant", at, "/citizen/apps?given=grn_")
}

func (s *story) authenticate(ctx context.Context) error {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	request := http.Request{Header: header}
	request.SetBasicAuth(clientID, clientSecret)
	at, err := s.machine.Ask(ctx, "/oauth2/token", header, "grant_type=client_credentials")
	if err != nil {
		return err
	}
	var got struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(at.Body, &got); err != nil || got.Token == "" {
		return fmt.Errorf("token: %d %w", at.Status, err)
	}
	s.token = got.Token
	return nil
}

func (s *story) retrieve(ctx context.Context) error { return s.retrieveAs(ctx, "KEY1") }

// retrieveAs makes a retrieval with an idempotency key.
func (s *story) retrieveAs(ctx context.Context, key string) error {
	header := http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + s.token}, "Idempotency-Key": {key}}
	at, err := s.machine.Ask(ctx, "/api/v1/retrievals", header, `{"subject":{"afm":"`+mariaTaxID+`"},"items":["photo","signature"],
		"purpose":"`+purpose+`","case":"A-1","audit":{"transaction_id":"1","transaction_date":"2026-11-21T10:42:00Z",
		"unit":"Licences","protocol":"1","user_id":"1","user_ip":"192.0.2.1"}}`)
	if err != nil {
		return err
	}
	if at.Status != http.StatusCreated {
		return &problemError{at.Status, at.Header.Get("Retry-After"), string(at.Body)}
	}
	var got struct {
		ID    string `json:"id"`
		Items []item `json:"items"`
	}
	if err := json.Unmarshal(at.Body, &got); err != nil || len(got.Items) != 2 {
		return fmt.Errorf("retrieve: %d %.300s %w", at.Status, at.Body, err)
	}
	if s.retrieval != "" && s.retrieval != got.ID {
		return fmt.Errorf("the same request gave %s and then %s", s.retrieval, got.ID)
	}
	s.retrieval, s.items = got.ID, got.Items
	return nil
}

// problemError is a refusal by the API.
type problemError struct {
	status      int
	after, body string
}

func (p *problemError) Error() string {
	return fmt.Sprintf("%d after %s: %.300s", p.status, p.after, p.body)
}

func (s *story) bytes(ctx context.Context) error {
	for _, one := range s.items {
		at, err := s.machine.Ask(ctx, one.Href, http.Header{"Authorization": {"Bearer " + s.token}}, "")
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(at.Body); at.Status != http.StatusOK || hex.EncodeToString(sum[:]) != one.SHA256 {
			return fmt.Errorf("bytes of %s: %d, and not those of the receipt", one.Href, at.Status)
		}
	}
	return nil
}

func (s *story) erase(ctx context.Context) error {
	at, err := s.maria.Post(ctx, "/citizen/erase", url.Values{"upload": {s.upload}, "confirm": {"yes"}})
	if err != nil || at.Status == http.StatusNotFound { // already erased before the kill
		return err
	}
	return led("erase", at, "/citizen?erased=1")
}

// walk does the steps from the one named from up to, but not including, the one
// named to, and notes what was promised. It returns the step at which the service
// died; empty when it did not. An empty name means the first step or the end.
func (s *story) walk(from, to string) (died string) {
	s.t.Helper()
	started := from == ""
	for _, one := range steps() {
		started = started || one.name == from
		if one.name == to {
			return ""
		}
		if !started {
			continue
		}
		err := one.do(s, s.t.Context())
		if errors.Is(err, caller.ErrCut) {
			return one.name
		}
		if err != nil {
			s.t.Fatalf("%s: %v", one.name, err)
		}
		s.promised[one.name] = true
	}
	return ""
}
