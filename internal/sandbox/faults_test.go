package sandbox_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/sandbox"
)

// every lists one plain request to each system that speaks HTTP, with a word
// of its answer in health and one of its answer in error.
func every(s *sandbox.Sandbox) map[string]struct {
	method, address, body, kind, well, ill string
} {
	return map[string]struct{ method, address, body, kind, well, ill string }{
		"sms":      {http.MethodGet, s.URL() + "/cgi-bin/sendsms?from=a&to=%2B306900000002&text=x", "", "text/plain", "0: Accepted for delivery", "Not routable. Do not try again."},
		"contacts": {http.MethodPost, s.URL() + "/esb/notificationCenterElementsService", "<Envelope/>", "text/xml", "soapenv:VersionMismatch", "GEN_COMMUNICATION_ERROR"},
		"business": {http.MethodPost, s.URL() + "/wsaade/RgWsPublic2/RgWsPublic2", envelope, "application/soap+xml", "USERNAME_NOT_DEFINED", "SERVICE_NOT_ACTIVE"},
		"custody":  {http.MethodPost, s.URL() + "/esb/custodyRestService/getCustody", "{}", "application/json", "Unauthorized", "GEN_COMMUNICATION_ERROR"},
		"amka":     {http.MethodPost, s.URL() + "/esb/amkaRestService/getPerson", "{}", "application/json", "Unauthorized", "GEN_COMMUNICATION_ERROR"},
		"login":    {http.MethodGet, s.URL() + "/oauth2server/userinfo?format=xml", "", "text/plain", "unauthorized", "server_error"},
	}
}

func TestEverySystemCanFailAndRecover(t *testing.T) {
	t.Parallel()
	s := start(t)
	for system, r := range every(s) {
		for _, step := range []struct{ mode, want string }{{"ok", r.well}, {"error", r.ill}, {"down", ""}, {"ok", r.well}} {
			setFault(t, s, system, step.mode)
			_, body, err := request(t, r.method, r.address, r.body, "Content-Type", r.kind)
			if step.mode == "down" {
				if err == nil {
					t.Errorf("%s while down answered %q", system, body)
				}
				continue
			}
			if err != nil || !strings.Contains(body, step.want) {
				t.Errorf("%s %s: %v %q", system, step.mode, err, body)
			}
		}
	}
}

func TestSlowSystemsAnswerOnceTheyRecover(t *testing.T) {
	t.Parallel()
	s := start(t)
	var waiting sync.WaitGroup
	for system, r := range every(s) {
		setFault(t, s, system, "slow")
		answered := make(chan string, 1)
		waiting.Go(func() {
			_, body, err := request(t, r.method, r.address, r.body, "Content-Type", r.kind)
			if err != nil {
				body = err.Error()
			}
			answered <- body
		})
		select {
		case body := <-answered:
			t.Errorf("%s answered at once: %s", system, body)
		case <-time.After(100 * time.Millisecond):
		}
		setFault(t, s, system, "ok")
		if body := <-answered; !strings.Contains(body, r.well) {
			t.Errorf("%s after its recovery: %q", system, body)
		}
	}
	waiting.Wait()
}

func TestMailServerThatIsDownGreetsWith421(t *testing.T) {
	t.Parallel()
	s := start(t)
	setFault(t, s, "smtp", "down")
	if err := smtp.SendMail(s.SMTPAddr(), nil, "a@x.gr", []string{"maria@example.gr"}, []byte(mail)); err == nil || !strings.Contains(err.Error(), "421") {
		t.Errorf("down: %v", err)
	}
	setFault(t, s, "smtp", "error")
	if err := smtp.SendMail(s.SMTPAddr(), nil, "a@x.gr", []string{"maria@example.gr"}, []byte(mail)); err == nil || !strings.Contains(err.Error(), "550") {
		t.Errorf("error: %v", err)
	}
}

// A page of somebody else must not be able to break the demo by a form.
func TestOtherPagesMayNotPost(t *testing.T) {
	t.Parallel()
	s := start(t)
	resp, _, err := request(t, http.MethodPost, s.URL()+"/api/faults", `{"system":"sms","mode":"down","seconds":9}`, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("%v %v", resp, err)
	}
}

func TestHugeBodiesAndWrongMethodsAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	resp, _, err := request(t, http.MethodPost, s.URL()+"/cgi-bin/sendsms", strings.Repeat("x", 65<<10), "Content-Type", "text/plain", "X-Kannel-From", "a", "X-Kannel-To", "+306900000001")
	if err != nil || resp.StatusCode != http.StatusBadRequest {
		t.Errorf("huge body: %v", err)
	}
	if resp, _ := get(t, s.URL()+"/api/faults"); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("wrong method: %s", resp.Status)
	}
	if _, body := get(t, s.URL()+"/api/messages"); strings.TrimSpace(body) != "[]" {
		t.Errorf("delivered %s", body)
	}
}

// Without this a demo in slow mode would take its whole drain time to stop,
// and report a failure.
func TestStopDoesNotWaitForASlowSystem(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	setFault(t, s, "sms", "slow")

	// The server asks for the body only once the request is in the slow system.
	inside := make(chan struct{})
	trace := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(inside) }})
	r, err := http.NewRequestWithContext(trace, http.MethodPost, s.URL()+"/cgi-bin/sendsms", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Expect": "100-continue", "Content-Type": "text/plain", "X-Kannel-From": "a", "X-Kannel-To": "+306900000001"} {
		r.Header.Set(name, value)
	}
	answered := make(chan error, 1)
	go func() {
		resp, err := (&http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Minute}).RoundTrip(r)
		if err == nil {
			err = resp.Body.Close()
		}
		answered <- err
	}()
	<-inside
	stop()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
	if err := <-answered; err != nil {
		t.Errorf("the held request: %v", err)
	}
}

func TestTakenPortIsReported(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: s.SMTPAddr(), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	if _, err := sandbox.New(c); err == nil {
		t.Error("two sandboxes share a port")
	}
	c.Listen = strings.TrimPrefix(s.URL(), "http://")
	if _, err := sandbox.New(c); err == nil {
		t.Error("two sandboxes share a port")
	}
}

func TestAddressesAreKnownBeforeRun(t *testing.T) {
	t.Parallel()
	c := sandbox.Config{Listen: ":0", SMTPListen: ":0", Now: time.Now, Log: slog.New(slog.DiscardHandler), PublicURL: "http://sandbox.example"}
	s, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Run(ctx); err != nil {
		t.Errorf("run that ends at once: %v", err)
	}
	if s.URL() != "http://sandbox.example" || !strings.HasPrefix(s.SMTPAddr(), "127.0.0.1:") {
		t.Errorf("%s, %s", s.URL(), s.SMTPAddr())
	}
}

func TestPeopleAreThoseOfTheDocumentation(t *testing.T) {
	t.Parallel()
	var users []string
	for _, p := range sandbox.People() {
		users = append(users, p.User)
	}
	if got := strings.Join(users, " "); got != "maria giorgos anna nikos eleni kostas petros dimitra stavros katerina thodoris ioanna lefteris vasso stelios danai thalia amina pavlos manolis" {
		t.Error(got)
	}
}
