package sms_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/courier"
	"myphoto/internal/courier/couriertest"
	"myphoto/internal/courier/sms"
)

// kannel is a gateway that behaves as Kannel's smsbox does: a POST is a text
// with X-Kannel headers, never a form.
type kannel struct {
	srv  *httptest.Server
	t    *testing.T
	done chan struct{}

	mu        sync.Mutex
	behaviour couriertest.Behaviour
	inbox     []couriertest.Received
	heads     []http.Header
}

func open(t *testing.T) *kannel {
	t.Helper()
	k := &kannel{t: t, done: make(chan struct{})}
	k.srv = httptest.NewServer(k)
	t.Cleanup(k.srv.Close)
	t.Cleanup(func() { close(k.done) })
	return k
}

func (k *kannel) Sender() courier.Sender {
	return k.with(strings.Replace(k.srv.URL, "http://", "http://kate:p%40ss-w0rd@", 1) + "/cgi-bin/sendsms")
}

func (k *kannel) with(address string) *sms.Client {
	k.t.Helper()
	client, err := sms.New(sms.Config{URL: address, Sender: "MINDG GSIS", Now: couriertest.Clock})
	if err != nil {
		k.t.Fatal(err)
	}
	return client
}

func (k *kannel) Addresses() []string { return []string{"+306900000001", "+447911123456"} }

func (k *kannel) Secrets() []string { return []string{"kate", "p@ss-w0rd", "p%40ss-w0rd", "sendsms"} }

func (k *kannel) SetBehaviour(m couriertest.Behaviour) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.behaviour = m
}

func (k *kannel) Inbox() []couriertest.Received {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]couriertest.Received(nil), k.inbox...)
}

func (k *kannel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	k.mu.Lock()
	behaviour := k.behaviour
	k.mu.Unlock()
	switch behaviour {
	case couriertest.Down:
		panic(http.ErrAbortHandler)
	case couriertest.Slow:
		select {
		case <-k.done:
		case <-r.Context().Done():
		}
	case couriertest.Busy:
		http.Error(w, "Temporal failure, try again later. "+r.Header.Get("X-Kannel-To"), http.StatusServiceUnavailable)
	case couriertest.Refusing:
		http.Error(w, "Not routable. Do not try again. "+r.Header.Get("X-Kannel-To"), http.StatusForbidden)
	default:
		k.take(w, r, string(body))
	}
}

func (k *kannel) take(w http.ResponseWriter, r *http.Request, text string) {
	switch {
	case r.URL.Path != "/cgi-bin/sendsms" || r.URL.RawQuery != "" || r.Method != http.MethodPost:
		http.Error(w, "Unknown request.", http.StatusNotFound)
	case r.Header.Get("Content-Type") != "text/plain; charset=UTF-8":
		http.Error(w, "Invalid content-type", http.StatusBadRequest)
	case r.Header.Get("X-Kannel-Username") != "kate" || r.Header.Get("X-Kannel-Password") != "p@ss-w0rd":
		http.Error(w, "Authorization failed for sendsms", http.StatusForbidden)
	default:
		k.mu.Lock()
		k.inbox = append(k.inbox, couriertest.Received{To: r.Header.Get("X-Kannel-To"), Text: text})
		k.heads = append(k.heads, r.Header.Clone())
		k.mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, "0: Accepted for delivery")
	}
}

func TestClientConformsToTheContract(t *testing.T) {
	t.Parallel()
	couriertest.Run(t, func(t *testing.T) couriertest.Server { return open(t) })
}

func TestGatewayReceivesSenderCodingAndReportAddress(t *testing.T) {
	t.Parallel()
	k := open(t)
	client := k.Sender()
	for _, text := range []string{"ΛΗΞΗ: {05/12}", "Λήξη"} {
		m := courier.Message{ID: "m1", To: "+306900000001", Text: text, Report: "https://myphoto.gov.gr/hooks/sms?k=v"}
		if receipt, err := client.Send(t.Context(), m); err != nil || receipt.Reference != "m1" {
			t.Fatal(receipt, err)
		}
	}
	if _, err := client.Send(t.Context(), courier.Message{ID: "m2", To: "+306900000001", Text: "OK"}); err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, h := range k.heads {
		got = append(got, []string{h.Get("X-Kannel-From"), h.Get("X-Kannel-Coding"), h.Get("X-Kannel-DLR-Mask"), h.Get("X-Kannel-DLR-Url")})
	}
	const report = "https://myphoto.gov.gr/hooks/sms?k=v&reference=m1&state=%d"
	want := [][]string{{"MINDG GSIS", "2", "31", report}, {"MINDG GSIS", "2", "31", report}, {"MINDG GSIS", "0", "", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The difference decides whether the outbox abandons a message. A wrong
// password has the same status as a number without a route.
func TestAnswersOfKannelAreClassified(t *testing.T) {
	t.Parallel()
	const taken, later, never = "taken", "later", "never"
	for _, c := range []struct {
		status int
		answer string
		want   string
	}{
		{202, "0: Accepted for delivery", taken},
		{202, "3: Queued for later delivery\n", taken},
		{202, "Sent.", taken},
		{202, "Sent. Message splits: 2", taken},
		{200, "0: Accepted for delivery", taken},
		{200, "<html>Log in</html>", later},
		{202, "", later},
		{302, "0: Accepted for delivery", later},
		{403, "Authorization failed for sendsms", later},
		{403, "Not routable. Do not try again.", never},
		{400, "Number(s) has/have been denied by white- and/or black-lists.", never},
		{400, "Sender missing and no global set, rejected", later},
		{400, "DLR-URL field misformed, rejected", later},
		{400, "Charset or body misformed, rejected", later},
		{400, "<html>Bad Request</html>", later},
		{401, "", later},
		{404, "Unknown request.", later},
		{429, "", later},
		{500, "Sending failed.", later},
		{503, "Temporal failure, try again later.", later},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/cgi-bin/elsewhere")
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.answer)
		}))
		t.Cleanup(srv.Close)
		_, err := open(t).with(srv.URL).Send(t.Context(), courier.Message{ID: "m", To: "+306900000001", Text: "x"})
		got := later
		if err == nil {
			got = taken
		} else if errors.Is(err, courier.ErrPermanent) {
			got = never
		}
		if got != c.want {
			t.Errorf("%d %q: %s (%v); want %s", c.status, c.answer, got, err, c.want)
		}
	}
}

// While the operator's connection is down, Kannel keeps the message: the studio
// must not read that the network has it.
func TestAMessageThatKannelHoldsSaysSo(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"0: Accepted for delivery": false, "3: Queued for later delivery": true, "Sent.": false} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			fmt.Fprint(w, answer)
		}))
		t.Cleanup(srv.Close)
		receipt, err := open(t).with(srv.URL).Send(t.Context(), courier.Message{ID: "m", To: "+306900000001", Text: "x"})
		if err != nil || receipt.Held != want {
			t.Errorf("%s: held %v, %v", answer, receipt.Held, err)
		}
	}
}

func TestMessagesForAnAbsentGatewayAreTriedAgain(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := open(t).with(strings.Replace(gone.URL, "http://", "http://kate:p%40ss-w0rd@", 1)).
		Send(t.Context(), courier.Message{ID: "m", To: "+306900000001", Text: "x"})
	if err == nil || errors.Is(err, courier.ErrPermanent) || err.Error() != "sms gateway: cannot connect" {
		t.Error(err)
	}
}

func TestReportAddressesKannelWouldMisreadAreRefused(t *testing.T) {
	t.Parallel()
	k := open(t)
	for _, report := range []string{"/hooks", "ftp://a/b", "https://a/%2Fb", "https://a/#b", "https://a/ b", "https://a/\r\nX: y"} {
		m := courier.Message{ID: "m", To: "+306900000001", Text: "x", Report: report}
		if _, err := k.Sender().Send(t.Context(), m); !errors.Is(err, courier.ErrPermanent) {
			t.Errorf("%q: %v", report, err)
		}
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return couriertest.Clock() }
	good := sms.Config{URL: "http://kannel:13013/cgi-bin/sendsms", Sender: "MINDG GSIS", Now: now}
	for name, spoil := range map[string]func(*sms.Config){
		"no address":     func(c *sms.Config) { c.URL = "" },
		"other scheme":   func(c *sms.Config) { c.URL = "smpp://u:hunter2@kannel" },
		"variables":      func(c *sms.Config) { c.URL += "?username=hunter2" },
		"no sender":      func(c *sms.Config) { c.Sender = "" },
		"long sender":    func(c *sms.Config) { c.Sender = "MINDG GSIS 12" },
		"broken sender":  func(c *sms.Config) { c.Sender = "A\r\nX: y" },
		"no clock":       func(c *sms.Config) { c.Now = nil },
		"Greek password": func(c *sms.Config) { c.URL = "http://u:hunter2κ@kannel/" },
	} {
		c := good
		spoil(&c)
		if _, err := sms.New(c); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, sender := range []string{"MINDG GSIS", "myPhoto", "+306900000000", "19019"} {
		c := good
		c.Sender = sender
		if _, err := sms.New(c); err != nil {
			t.Errorf("%s: %v", sender, err)
		}
	}
}
