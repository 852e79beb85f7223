package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/sandbox"
)

// start runs a whole sandbox on ports of its own for one test.
func start(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	return startWith(t, time.Now)
}

func startWith(t *testing.T, now func() time.Time) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("run: %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Error("the sandbox does not stop")
		}
	})
	return s
}

// request sends one request without keeping the connection; err is the
// connection's, everything else fails the test.
func request(t *testing.T, method, address, body string, headers ...string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	all, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(all), nil
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, body, err := request(t, http.MethodGet, address, "")
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func sendSMS(t *testing.T, s *sandbox.Sandbox, more url.Values) (int, error) {
	t.Helper()
	q := url.Values{"from": {"GSIS"}, "to": {"+306900000001"}, "text": {"Γειά <b>"}, "coding": {"2"}, "charset": {"UTF-8"}}
	for name := range more {
		q.Set(name, more.Get(name))
	}
	resp, _, err := request(t, http.MethodGet, s.URL()+"/cgi-bin/sendsms?"+q.Encode(), "")
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func setFault(t *testing.T, s *sandbox.Sandbox, system, mode string) {
	t.Helper()
	resp, body, err := request(t, http.MethodPost, s.URL()+"/api/faults", `{"system":"`+system+`","mode":"`+mode+`","seconds":60}`, "Content-Type", "application/json")
	if err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatalf("fault: %v %s", err, body)
	}
}

func TestMessagesAreListedAsDocumented(t *testing.T) {
	t.Parallel()
	s := start(t)
	if _, body := get(t, s.URL()+"/api/messages"); strings.TrimSpace(body) != "[]" {
		t.Errorf("without messages: %s", body)
	}
	for _, text := range []string{"ένα", "δύο"} {
		if code, err := sendSMS(t, s, url.Values{"text": {text}}); code != http.StatusAccepted {
			t.Fatal(code, err)
		}
	}
	resp, body := get(t, s.URL()+"/api/messages?to=%2B306900000001")
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("type %s", kind)
	}
	var list []map[string]string
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0]["text"] != "ένα" || list[1]["text"] != "δύο" || list[0]["from"] != "GSIS" || list[0]["to"] != "+306900000001" || list[0]["id"] == "" || len(list[0]) != 5 {
		t.Errorf("listed %s", body)
	}
	if _, err := time.Parse(time.RFC3339, list[0]["time"]); err != nil {
		t.Error(err)
	}
	if _, body := get(t, s.URL()+"/api/messages?to=%2B306900000002"); strings.TrimSpace(body) != "[]" {
		t.Errorf("another phone: %s", body)
	}
}

const mail = "From: no-reply@myphoto.example\r\nSubject: QR\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n" +
	"--b\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename=qr.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n" +
	"--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n<script>1</script>\r\n--b--\r\n"

func TestMailsAreListedAsDocumented(t *testing.T) {
	t.Parallel()
	s := start(t)
	if _, body := get(t, s.URL()+"/api/mails"); strings.TrimSpace(body) != "[]" {
		t.Errorf("without mails: %s", body)
	}
	if err := smtp.SendMail(s.SMTPAddr(), nil, "bounce@myphoto.example", []string{"maria@example.gr"}, []byte(mail)); err != nil {
		t.Fatal(err)
	}
	_, body := get(t, s.URL()+"/api/mails?to=maria@example.gr")
	var list []struct {
		ID, Time, From, To, Subject, Text, HTML string
		Attachments                             []map[string]string
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Subject != "QR" || list[0].Text != "hello" || list[0].To != "maria@example.gr" || len(list[0].Attachments) != 2 {
		t.Fatalf("listed %s", body)
	}
	if a := list[0].Attachments[0]; a["name"] != "qr.png" || a["content_type"] != "image/png" || a["content_base64"] != "iVBORw==" {
		t.Errorf("attachment %v", a)
	}

	picture := s.URL() + "/mails/" + list[0].ID + "/"
	if resp, body := get(t, picture+"0"); resp.Header.Get("Content-Type") != "image/png" || body != "\x89PNG" {
		t.Errorf("picture: %s %q", resp.Status, body)
	}
	for _, other := range []string{"1", "2", "-1", "x"} { // HTML of a sender is never served
		if resp, _ := get(t, picture+other); resp.StatusCode != http.StatusNotFound {
			t.Errorf("part %s: %s", other, resp.Status)
		}
	}
}

func TestLivePageShowsEveryPhoneAndMailbox(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, to := range []string{"+306900000001", "+306911111111"} {
		if code, err := sendSMS(t, s, url.Values{"to": {to}}); code != http.StatusAccepted {
			t.Fatal(code, err)
		}
	}
	if err := smtp.SendMail(s.SMTPAddr(), nil, "a@myphoto.example", []string{"nikos@example.gr", "client@example.com"}, []byte(mail)); err != nil {
		t.Fatal(err)
	}
	resp, body := get(t, s.URL()+"/")
	for _, want := range []string{`<html lang="el">`, "&#43;306900000013", "maria@example.gr", "Γειά &lt;b&gt;", "&#43;306911111111", "client@example.com", `alt="qr.png"`, `<script src="/live.js" defer>`, `tabindex="0"`, "ΑΜΚΑ 15061200018", "giorgos: JOINT_CUSTODY", "παλιός ΑΜΚΑ 23041100027"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	policy := resp.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", resp.Header)
	}
	for path, kind := range map[string]string{"/live.js": "text/javascript", "/sandbox.css": "text/css"} {
		if resp, body := get(t, s.URL()+path); !strings.HasPrefix(resp.Header.Get("Content-Type"), kind) || body == "" {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

// The page stands beside one that speaks of Athens; a server's clock of another
// zone would make a code look two hours old.
func TestLivePageTellsTheTimeOfAthens(t *testing.T) {
	t.Parallel()
	summer := time.Date(2026, 7, 14, 21, 5, 6, 0, time.UTC)
	s := startWith(t, func() time.Time { return summer })
	if code, err := sendSMS(t, s, nil); code != http.StatusAccepted {
		t.Fatal(code, err)
	}
	if err := smtp.SendMail(s.SMTPAddr(), nil, "a@myphoto.example", []string{"maria@example.gr"}, []byte(mail)); err != nil {
		t.Fatal(err)
	}
	_, body := get(t, s.URL()+"/")
	if n := strings.Count(body, `<time datetime="2026-07-15T00:05:06&#43;03:00">00:05:06</time>`); n != 2 {
		t.Errorf("told %d times, want twice\n%s", n, body)
	}
}

// The only story across systems: the one-time code of the provider is read from
// the phones of the sandbox.
func TestOneTimeCodeOfTheProviderArrivesOnThePhone(t *testing.T) {
	t.Parallel()
	s := start(t)
	back := "http://localhost:8080/login/callback/taxisnet"
	address := s.URL() + "/oauth2serverotp/oauth/authorize?response_type=code&scope=read&state=x&client_id=" + sandbox.ClientID + "&redirect_uri=" + url.QueryEscape(back)
	form := func(v url.Values) (*http.Response, string) {
		resp, body, err := request(t, http.MethodPost, address, v.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", s.URL(), "Sec-Fetch-Site", "same-origin")
		if err != nil {
			t.Fatal(err)
		}
		return resp, body
	}
	_, body := form(url.Values{"username": {"maria"}, "password": {"maria"}})
	ticket := regexp.MustCompile(`name="ticket" value="([^"]+)"`).FindStringSubmatch(body)
	_, messages := get(t, s.URL()+"/api/messages?to=%2B306900000001")
	otp := regexp.MustCompile(`\b\d{6}\b`).FindString(messages)
	if ticket == nil || otp == "" {
		t.Fatalf("no code asked or sent: %s", messages)
	}
	resp, _ := form(url.Values{"ticket": {ticket[1]}, "otp": {otp}})
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(to.String(), back) {
		t.Fatalf("sent to %s", to)
	}
	token := url.Values{"grant_type": {"authorization_code"}, "code": {to.Query().Get("code")}, "redirect_uri": {back}, "client_id": {sandbox.ClientID}, "client_secret": {sandbox.ClientSecret}}
	if resp, body, err := request(t, http.MethodPost, s.URL()+"/oauth2serverotp/oauth/token", token.Encode(), "Content-Type", "application/x-www-form-urlencoded"); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("token: %v %s", err, body)
	}
}

func TestDeliveryReportIsCalledBack(t *testing.T) {
	t.Parallel()
	s := start(t)
	called := make(chan string, 1)
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { called <- r.URL.Query().Get("d") }))
	defer back.Close()
	if code, err := sendSMS(t, s, url.Values{"dlr-mask": {"3"}, "dlr-url": {back.URL + "/?d=%d"}}); code != http.StatusAccepted {
		t.Fatal(code, err)
	}
	select {
	case value := <-called:
		if value != "1" {
			t.Errorf("reported %s", value)
		}
	case <-time.After(10 * time.Second):
		t.Error("no report")
	}
}

const envelope = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><m:rgWsPublic2AfmMethod xmlns:m="http://rgwspublic2/RgWsPublic2Service"/></e:Body></e:Envelope>`

// Regression: a connection that a client opened and did not need made the stop
// fail.
func TestUnusedConnectionDoesNotFailTheStop(t *testing.T) {
	t.Parallel()
	var unused net.Conn
	t.Cleanup(func() { _ = unused.Close() }) // after the sandbox has stopped
	s := start(t)
	var err error
	if unused, err = net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://")); err != nil {
		t.Fatal(err)
	}
	reply, err := http.Get(s.URL()) // answered once the connection before it is accepted
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
}
