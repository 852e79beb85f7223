package page_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"myphoto/internal/web/page"
)

func open(_ page.Guard, h http.Handler) http.Handler { return h }

func visit(h http.Handler, method, path string) *httptest.ResponseRecorder {
	seen := httptest.NewRecorder()
	h.ServeHTTP(seen, httptest.NewRequest(method, path, nil))
	return seen
}

// A route that somebody forgot to guard must not be open to everybody.
func TestRouteWithoutGuardStopsTheStart(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	if _, err := r.Mux([]page.Route{{Method: "GET", Path: "/x", Handler: answer(page.NoContent{}, nil)}}, open); err == nil {
		t.Error("accepted")
	}
	if _, err := r.Mux([]page.Route{{Method: "GET", Path: "/x", Guard: page.StudioOwner + 1}}, open); err == nil {
		t.Error("unknown guard accepted")
	}
}

func TestEveryRouteGoesThroughItsGuard(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	var asked []page.Guard
	gate := func(g page.Guard, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked = append(asked, g)
			w.WriteHeader(http.StatusTeapot)
		})
	}
	mux, err := r.Mux([]page.Route{{Method: "GET", Path: "/x", Guard: page.Citizen, Handler: answer(page.NoContent{}, nil)}}, gate)
	if err != nil {
		t.Fatal(err)
	}
	if seen := visit(mux, "GET", "/x"); seen.Code != http.StatusTeapot || len(asked) != 1 || asked[0] != page.Citizen {
		t.Error(seen.Code, asked)
	}
}

func TestStrayAddressesGetOurPages(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	mux, err := r.Mux([]page.Route{
		{Method: "GET", Path: "/", Guard: page.Public, Handler: answer(page.NoContent{}, nil)},
		{Method: "GET", Path: "/x", Guard: page.Public, Handler: answer(page.NoContent{}, nil)},
	}, open)
	if err != nil {
		t.Fatal(err)
	}
	door := page.Languages(mux)
	if seen := visit(door, "GET", "/"); seen.Code != http.StatusNoContent {
		t.Errorf("home: %d", seen.Code)
	}
	missing := visit(door, "GET", "/en/nowhere")
	if missing.Code != http.StatusNotFound {
		t.Errorf("unknown address: %d", missing.Code)
	}
	contains(t, missing.Body.String(), "Page not found")
	wrong := visit(door, "POST", "/x")
	if wrong.Code != http.StatusMethodNotAllowed || wrong.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("wrong method: %d %q", wrong.Code, wrong.Header().Get("Allow"))
	}
	contains(t, wrong.Body.String(), "Η ενέργεια δεν επιτρέπεται εδώ")
}

func TestGuardsHaveNames(t *testing.T) {
	t.Parallel()
	if page.Guard(0).String() != "nobody" || page.StudioOwner.String() != "studio owner" {
		t.Error(page.Guard(0), page.StudioOwner)
	}
}
