package phones_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/sandbox/phones"
)

func network(t *testing.T, c phones.Config) *phones.Network {
	t.Helper()
	c.Now = time.Now
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return phones.New(c)
}

func get(t *testing.T, n *phones.Network, q url.Values) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	n.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/cgi-bin/sendsms?"+q.Encode(), http.NoBody))
	return w.Code, w.Body.String()
}

func sms(more ...string) url.Values {
	q := url.Values{"from": {"MINDG GSIS"}, "to": {"+306900000001"}, "text": {"KALIMERA"}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

func TestMessageArrivesOnThePhone(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"+306900000001", "306900000001", "00306900000001", "6900000001"} {
		n := network(t, phones.Config{})
		if code, body := get(t, n, sms("to", to)); code != http.StatusAccepted || body != "0: Accepted for delivery" {
			t.Fatalf("to %s: %d %q", to, code, body)
		}
		got := n.Messages("+306900000001")
		if len(got) != 1 || got[0].Text != "KALIMERA" || got[0].From != "MINDG GSIS" || got[0].To != "+306900000001" || got[0].ID == "" {
			t.Errorf("to %s: %+v", to, got)
		}
		if other := n.Messages("+306900000002"); len(other) != 0 {
			t.Errorf("another phone received %v", other)
		}
	}
}

// The commonest mistake with Kannel: lower-case Greek without coding=2. A
// sandbox that showed it correctly would hide it until the first real phone.
func TestTextArrivesInTheAlphabetItWasSentIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		q    url.Values
		want string
	}{
		"GSM alphabet keeps its Greek capitals": {sms("text", "KΩΔIKAPIΘMOΣ\nB3+O3VCZ/Q_@€"), "KΩΔIKAPIΘMOΣ\nB3+O3VCZ/Q_@€"},
		"GSM alphabet loses lower case Greek":   {sms("text", "Ισχύει 5"), "?????? 5"},
		"UCS-2 with charset":                    {sms("text", "Ισχύει 5", "coding", "2", "charset", "UTF-8"), "Ισχύει 5"},
		"UCS-2 bytes without charset":           {sms("text", "\x03\x91\x03\xb1", "coding", "2"), "Αα"},
		"7 bits from ISO-8859-7":                {sms("text", "\xd9", "charset", "ISO-8859-7"), "Ω"},
		"8 bits are shown as hex":               {sms("text", "\x01\xff", "coding", "1"), "01ff"},
	} {
		n := network(t, phones.Config{})
		if code, body := get(t, n, c.q); code != http.StatusAccepted {
			t.Errorf("%s: %d %s", name, code, body)
			continue
		}
		if got := n.Messages("")[0].Text; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestBadSubmissionsAreRejectedInKannelsWords(t *testing.T) {
	t.Parallel()
	without := func(name string) url.Values { q := sms(); q.Del(name); return q }
	for _, c := range []struct {
		q    url.Values
		want string
	}{
		{without("to"), "Missing receiver number, rejected"},
		{sms("to", ""), "Empty receiver number not allowed, rejected"},
		{sms("to", "maria"), "Number(s) has/have been denied by white- and/or black-lists."},
		{without("from"), "Sender missing and no global set, rejected"},
		{sms("dlr-url", "ftp://localhost/"), "DLR-URL field misformed, rejected"},
		{sms("dlr-url", "http://"), "DLR-URL field misformed, rejected"},
		{sms("dlr-mask", "-1"), "DLR-Mask field misformed, rejected"},
		{sms("coding", "3"), "Coding field misformed, rejected"},
		{sms("charset", "klingon"), "Charset or body misformed, rejected"},
		{sms("coding", "2", "text", "odd"), "Charset or body misformed, rejected"},
	} {
		n := network(t, phones.Config{})
		if code, body := get(t, n, c.q); code != http.StatusBadRequest || body != c.want {
			t.Errorf("%v: %d %q, want %q", c.q, code, body, c.want)
		}
		if got := n.Messages(""); len(got) != 0 {
			t.Errorf("%v: delivered %v", c.q, got)
		}
	}
}

func TestPostTakesHeadersAndRefusesForms(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{})
	post := func(kind, body string, headers ...string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/cgi-bin/sendsms", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		n.ServeHTTP(w, r)
		return w.Code
	}
	if code := post("text/plain; charset=UTF-8", "Καλημέρα", "X-Kannel-From", "GSIS", "X-Kannel-To", "+306900000002", "X-Kannel-Coding", "2"); code != http.StatusAccepted {
		t.Errorf("text/plain: %d", code)
	}
	if got := n.Messages("+306900000002"); len(got) != 1 || got[0].Text != "Καλημέρα" {
		t.Errorf("arrived: %v", got)
	}
	for kind, want := range map[string]string{"": "Kaf\u00e9", "text/plain": "Kaf\u00e9", "text/plain; iso-8859-1": "Kaf\u00e9", "text/plain; charset=UTF-8": "Kaf?"} {
		if code := post(kind, "Kaf\xe9", "X-Kannel-From", "GSIS", "X-Kannel-To", "+306900000003"); code != http.StatusAccepted {
			t.Errorf("%q: %d", kind, code)
		}
		got := n.Messages("+306900000003")
		if last := got[len(got)-1].Text; last != want {
			t.Errorf("%q: %q", kind, last)
		}
	}
	if code := post("application/x-www-form-urlencoded", sms().Encode()); code != http.StatusBadRequest {
		t.Errorf("form: %d", code)
	}
	if code := post("text/xml", "<message/>"); code != http.StatusUnsupportedMediaType {
		t.Errorf("XML: %d", code)
	}
}

func TestCredentialsAreAskedOnlyIfConfigured(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{User: "u", Password: "p"})
	for _, c := range []struct {
		q    url.Values
		want int
	}{
		{sms(), http.StatusForbidden},
		{sms("username", "u", "password", "x"), http.StatusForbidden},
		{sms("username", "u", "password", "p"), http.StatusAccepted},
		{sms("user", "u", "pass", "p"), http.StatusAccepted},
	} {
		if code, body := get(t, n, c.q); code != c.want {
			t.Errorf("%v: %d %s", c.q, code, body)
		}
	}
}

// reports runs a callback server and the network, and returns what is called.
func reports(t *testing.T, n *phones.Network, failFirst int) (string, <-chan url.Values) {
	t.Helper()
	called := make(chan url.Values, 10)
	var mu sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if failFirst > 0 {
			failFirst--
			w.WriteHeader([]int{http.StatusInternalServerError, http.StatusNoContent}[failFirst%2])
			return
		}
		called <- r.URL.Query()
	}))
	t.Cleanup(s.Close)
	run(t, n)
	return s.URL, called
}

func run(t *testing.T, n *phones.Network) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { n.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
}

func next(t *testing.T, called <-chan url.Values) url.Values {
	t.Helper()
	select {
	case q := <-called:
		return q
	case <-time.After(10 * time.Second):
		t.Fatal("no delivery report")
		return nil
	}
}

func TestDeliveryReportArrives(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{})
	address, called := reports(t, n, 2) // the first two calls are repeated: 204 is no answer for Kannel
	pattern := address + "/dlr?id=7&d=%d&i=%i&T=%T&P=%P&p=%p&I=%I&A=%A&t=%t&x=%2B"
	if code, _ := get(t, n, sms("dlr-mask", "31", "dlr-url", pattern)); code != http.StatusAccepted {
		t.Fatal(code)
	}
	ids := map[string]bool{}
	for _, want := range []string{"8", "1"} {
		q := next(t, called)
		if q.Get("d") != want || q.Get("id") != "7" || q.Get("i") == "" || q.Get("p") != "+306900000001" || q.Get("P") != "MINDG GSIS" || q.Get("x") != "+" {
			t.Errorf("value %s: %v", want, q)
		}
		if id := q.Get("I"); ids[id] || len(id) != 36 {
			t.Errorf("%%I is %s", id)
		} else {
			ids[id] = true
		}
		if seconds := q.Get("T"); len(seconds) != 10 || strings.Contains(q.Get("t"), "%") {
			t.Errorf("times: %v", q)
		}
	}
}

func TestUndeliverableNumberIsReportedAndReceivesNothing(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{})
	address, called := reports(t, n, 0)
	if code, _ := get(t, n, sms("to", "+306999999999", "dlr-mask", "3", "dlr-url", address+"/?d=%d")); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if q := next(t, called); q.Get("d") != "2" {
		t.Errorf("reported %v", q)
	}
	if got := n.Messages(""); len(got) != 0 {
		t.Errorf("delivered %v", got)
	}
}

// watcher is a log handler that passes on its records.
type watcher struct{ told chan string }

func (w watcher) Enabled(context.Context, slog.Level) bool { return true }
func (w watcher) WithAttrs([]slog.Attr) slog.Handler       { return w }
func (w watcher) WithGroup(string) slog.Handler            { return w }
func (w watcher) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	w.told <- line
	return nil
}

// The address of a report comes from whoever may send a message; without this
// rule the sandbox would fetch any address for them.
func TestReportsNeverLeaveThisMachine(t *testing.T) {
	t.Parallel()
	w := watcher{make(chan string, 1)}
	n := network(t, phones.Config{Log: slog.New(w)})
	run(t, n)
	if code, _ := get(t, n, sms("dlr-mask", "1", "dlr-url", "http://192.0.2.1/secret")); code != http.StatusAccepted {
		t.Fatal(code)
	}
	select {
	case line := <-w.told:
		if line != "delivery report given up value=1 loopback=false" {
			t.Errorf("logged %q", line)
		}
	case <-time.After(10 * time.Second):
		t.Error("the report was not refused")
	}
}

func TestManySendersAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{})
	var working sync.WaitGroup
	for i := range 8 {
		working.Go(func() {
			for j := range 50 {
				n.Deliver("A", fmt.Sprintf("+30690000%04d", i), fmt.Sprint(j))
				n.Messages("")
			}
		})
	}
	working.Wait()
	for i := range 8 {
		got := n.Messages(fmt.Sprintf("+30690000%04d", i))
		if len(got) != 50 || got[0].Text != "0" || got[49].Text != "49" {
			t.Errorf("phone %d received %d messages, or not in order", i, len(got))
		}
	}
}

func TestOldMessagesAreForgotten(t *testing.T) {
	t.Parallel()
	n := network(t, phones.Config{})
	for i := range phones.MaxMessages + 5 {
		n.Deliver("A", "+306900000001", fmt.Sprint(i))
	}
	got := n.Messages("")
	if len(got) != phones.MaxMessages || got[0].Text != "5" {
		t.Errorf("%d kept, the oldest is %s", len(got), got[0].Text)
	}
}
