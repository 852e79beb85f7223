package registry_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

func TestWhoIsAPhotographer(t *testing.T) {
	t.Parallel()
	studio := registry.Business{
		Active: true, NaturalPerson: true,
		Activities: []registry.Activity{{Code: "47000000", Kind: "1"}, {Code: "74202100", Kind: "4"}},
	}
	closed, company, other := studio, studio, studio
	closed.Active = false
	company.NaturalPerson = false
	other.Activities = studio.Activities[:1]
	for name, c := range map[string]struct {
		business registry.Business
		prefix   string
		want     bool
	}{
		"auxiliary activity counts":    {studio, "7420", true},
		"closed":                       {closed, "7420", false},
		"company":                      {company, "7420", false},
		"other trade":                  {other, "7420", false},
		"the prefix is no infix":       {studio, "4202", false},
		"no prefix admits nobody":      {studio, "", false},
		"nothing":                      {registry.Business{}, "7420", false},
		"narrower prefix of operators": {studio, "742021", true},
	} {
		if got := c.business.Photographer(c.prefix); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAddressesOverOpenNetworksAreRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "http://ked.gsis.gr/esb/x", "/esb/x", "ftp://ked.gsis.gr", "https://u:hunter2@ked.gsis.gr/x", "http://127.0.0.1.evil.example/", "https://a/#b", "://",
	} {
		if _, err := registry.NewClient(address, nil); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("NewClient(%q): %v", address, err)
		}
	}
	for _, address := range []string{"https://ked.gsis.gr/esb/x", "http://localhost:8090/x", "http://127.0.0.1:1/x", "http://[::1]/x"} {
		if _, err := registry.NewClient(address, nil); err != nil {
			t.Errorf("NewClient(%q): %v", address, err)
		}
	}
}

// Each of these must quickly become "try later" and repeat nothing of the
// question: an error page of a register may quote the tax number.
func TestARegisterThatCannotBeAskedIsUnavailable(t *testing.T) {
	t.Parallel()
	const private = "123456783"
	for name, answer := range map[string]http.HandlerFunc{
		"broken":    func(w http.ResponseWriter, _ *http.Request) { http.Error(w, private, http.StatusInternalServerError) },
		"forbidden": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, private, http.StatusForbidden) },
		"redirects": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				t.Error("the redirect was followed")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"endless":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", 300<<10)) },
		"hangs up":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"no answer": hangs,
	} {
		srv := httptest.NewServer(answer)
		t.Cleanup(srv.Close)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		unavailable(t, name, ask(ctx, t, srv.URL+"/"+private, private), private)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	unavailable(t, "down", ask(t.Context(), t, gone.URL, private), private)
}

func TestACallerWhoGaveUpIsDistinguished(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(hangs))
	t.Cleanup(srv.Close)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ask(ctx, t, srv.URL, "x"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestContactsNeverPrint(t *testing.T) {
	t.Parallel()
	c := registry.Contact{Mobile: "+306912345678", Email: "maria@example.gr"}
	a := registry.Audit{UserID: "123456783", UserIP: "192.0.2.1"}
	printed := fmt.Sprintf("%v %+v %#v %v %v %+v %#v %v", c, c, c, c.LogValue(), a, a, a, a.LogValue())
	for _, private := range []string{"6912345678", "maria", "123456783", "192.0.2.1"} {
		if strings.Contains(printed, private) {
			t.Error(printed)
		}
	}
}

func hangs(_ http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	<-r.Context().Done()
}

func ask(ctx context.Context, t *testing.T, address, body string) error {
	t.Helper()
	client, err := registry.NewClient(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Post(ctx, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(body))
	return err
}

func unavailable(t *testing.T, name string, err error, private string) {
	t.Helper()
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok || refusal.Kind != photo.Unavailable || refusal.Code != "register-unavailable" || refusal.RetryAfter <= 0 {
		t.Errorf("%s: %v", name, err)
		return
	}
	if strings.Contains(err.Error(), private) || strings.Contains(err.Error(), "http") || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("%s: the error says too much: %v", name, err)
	}
}
