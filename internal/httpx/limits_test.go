package httpx_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

func TestBodyIsBoundedByServerOrRoute(t *testing.T) {
	t.Parallel()
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if e, ok := httpx.Refusal(fmt.Errorf("read form: %w", err)); ok {
			w.WriteHeader(httpx.Status(e.Kind))
		}
		fmt.Fprintf(w, "%d", len(got))
	})
	mux := http.NewServeMux()
	mux.Handle("POST /form", read)
	mux.Handle("POST /upload", httpx.LimitBody(20, read))
	mux.Handle("POST /word", httpx.LimitBody(4, read))
	d := open(t, mux)
	cases := []struct {
		path      string
		size      int
		announced bool
		want      string
	}{
		{"/form", 10, true, "200 10"},
		{"/form", 11, true, "413 0"}, // refused before a byte is read
		{"/form", 11, false, "413 10"},
		{"/upload", 20, false, "200 20"}, // larger than the limit of the server
		{"/upload", 21, false, "413 20"},
		{"/word", 5, false, "413 4"},
	}
	for _, c := range cases {
		r := httptest.NewRequest("POST", c.path, strings.NewReader(strings.Repeat("x", c.size)))
		if !c.announced {
			r.ContentLength = -1
		}
		w := ask(d, r)
		if got := fmt.Sprintf("%d %s", w.Code, w.Body); got != c.want {
			t.Errorf("%s with %d bytes, announced %t: got %s, want %s", c.path, c.size, c.announced, got, c.want)
		}
	}
}

func TestEveryKindHasItsStatus(t *testing.T) {
	t.Parallel()
	want := map[photo.Kind]int{
		photo.Malformed: 400, photo.Unauthenticated: 401, photo.Forbidden: 403, photo.NotFound: 404, photo.Conflict: 409, photo.Gone: 410,
		photo.TooLarge: 413, photo.Invalid: 422, photo.RateLimited: 429, photo.Unavailable: 503, 0: 500,
	}
	got := map[photo.Kind]int{}
	for kind := range want {
		got[kind] = httpx.Status(kind)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if next := photo.TooLarge + 1; httpx.Status(next) != 500 {
		t.Error("a kind was added without its line here")
	}
}

func TestRetryAfterIsWholeSecondsRoundedUp(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]string{0: "", time.Millisecond: "1", time.Second: "1", 61500 * time.Millisecond: "62"} {
		h := http.Header{}
		httpx.SetRetryAfter(h, after)
		if got := h.Get("Retry-After"); got != want {
			t.Errorf("%v: got %q, want %q", after, got, want)
		}
	}
}
