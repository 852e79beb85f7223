package outbound_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"myphoto/internal/outbound"
)

func limits() outbound.Limits { return outbound.Limits{Timeout: 5 * time.Second, MaxBody: 10} }

func get(t *testing.T, client *http.Client, address string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err == nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return resp, err
}

// The next host would receive the password and the tax number.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	t.Cleanup(srv.Close)
	resp, err := get(t, outbound.NewClient(nil, limits()), srv.URL)
	if err != nil || resp.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestBodiesAreReadUpToTheirLimit(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, strings.Repeat("x", len(r.URL.Path)-1))
	}))
	t.Cleanup(srv.Close)
	for size, fits := range map[int]bool{10: true, 11: false} {
		resp, err := get(t, outbound.NewClient(srv.Client(), limits()), srv.URL+"/"+strings.Repeat("x", size))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if _, over := errors.AsType[*http.MaxBytesError](err); len(body) != 10 || over == fits {
			t.Errorf("%d bytes: read %d, %v", size, len(body), err)
		}
	}
}

func TestTheShorterTimeoutHolds(t *testing.T) {
	t.Parallel()
	for given, want := range map[time.Duration]time.Duration{0: 5 * time.Second, time.Minute: 5 * time.Second, time.Second: time.Second} {
		if got := outbound.NewClient(&http.Client{Timeout: given}, limits()).Timeout; got != want {
			t.Errorf("%v became %v; want %v", given, got, want)
		}
	}
}

func TestAddressesOverOpenNetworksAreRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "http://ked.gsis.gr/esb/x", "/esb/x", "ftp://ked.gsis.gr", "ftp://localhost/x", "https://u:hunter2@ked.gsis.gr/x",
		"http://127.0.0.1.evil.example/", "http://localhost.evil.example/", "https://a/#b", "https://a/?b", "://",
	} {
		if err := outbound.CheckURL(address); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("CheckURL(%q): %v", address, err)
		}
	}
	for _, address := range []string{"https://ked.gsis.gr/esb/x", "http://localhost:8090/x", "http://127.0.0.1:1/x", "http://[::1]/x"} {
		if err := outbound.CheckURL(address); err != nil {
			t.Errorf("CheckURL(%q): %v", address, err)
		}
	}
}

// Errors end up in logs, which more people read than may know an address with
// a password or a tax number.
func TestRedactedErrorsQuoteNothing(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow/123456783" {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(srv.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for address, c := range map[string]struct {
		timeout time.Duration
		want    string
	}{
		srv.URL + "/slow/123456783":  {200 * time.Millisecond, "no answer in time"},
		srv.URL + "/abort/123456783": {time.Minute, "no proper answer"},
		gone.URL + "/123456783":      {time.Minute, "cannot connect"},
	} {
		_, err := get(t, outbound.NewClient(nil, outbound.Limits{Timeout: c.timeout, MaxBody: 10}), address)
		if got := outbound.Redact(t.Context(), err); got.Error() != c.want {
			t.Errorf("%q; want %q", got, c.want)
		}
	}
}

func TestACallerWhoGaveUpIsDistinguished(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := outbound.Redact(ctx, errors.New("https://u:hunter2@host")); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}
