package faults_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"myphoto/internal/sandbox/faults"
)

// A fault that outlived its seconds would fail the next test of somebody else.
func TestFaultEndsByItself(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	b := faults.NewBoard(func() time.Time { return now })
	if err := b.Set(faults.SMS, faults.Down, 30*time.Second); err != nil {
		t.Fatal(err)
	}
	now = now.Add(30*time.Second - 1)
	if got := b.Mode(faults.SMS); got != faults.Down {
		t.Errorf("just before the end: %s", got)
	}
	now = now.Add(1)
	if got := b.Mode(faults.SMS); got != faults.OK {
		t.Errorf("at the end: %s", got)
	}
	if got := b.Mode(faults.SMTP); got != faults.OK {
		t.Errorf("another system: %s", got)
	}
}

func TestSlowHoldsTwentySecondsOrUntilSomethingHappens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		free func(*faults.Board, context.CancelFunc)
		want time.Duration
	}{
		"nothing happens":  {func(*faults.Board, context.CancelFunc) {}, 20 * time.Second},
		"client leaves":    {func(_ *faults.Board, leave context.CancelFunc) { leave() }, 3 * time.Second},
		"fault is lifted":  {func(b *faults.Board, _ context.CancelFunc) { _ = b.Set(faults.SMS, faults.OK, 0) }, 3 * time.Second},
		"sandbox is ended": {func(b *faults.Board, _ context.CancelFunc) { b.Close() }, 3 * time.Second},
		"other is changed": {func(b *faults.Board, _ context.CancelFunc) { _ = b.Set(faults.SMTP, faults.Down, time.Minute) }, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := faults.NewBoard(time.Now)
				if err := b.Set(faults.SMS, faults.Slow, time.Hour); err != nil {
					t.Fatal(err)
				}
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				time.AfterFunc(3*time.Second, func() { c.free(b, leave) })
				start := time.Now()
				b.Hold(ctx, faults.SMS)
				if got := time.Since(start); got != c.want {
					t.Errorf("held %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestOnlyKnownFaultsAreTaken(t *testing.T) {
	t.Parallel()
	b := faults.NewBoard(time.Now)
	for body, want := range map[string]int{
		`{"system":"sms","mode":"down","seconds":30}`:      http.StatusNoContent,
		`{"system":"smtp","mode":"ok"}`:                    http.StatusNoContent,
		`{"system":"sms","mode":"down"}`:                   http.StatusBadRequest,
		`{"system":"sms","mode":"down","seconds":-1}`:      http.StatusBadRequest,
		`{"system":"sms","mode":"down","seconds":1000000}`: http.StatusBadRequest,
		`{"system":"fax","mode":"down","seconds":1}`:       http.StatusBadRequest,
		`{"system":"sms","mode":"sulk","seconds":1}`:       http.StatusBadRequest,
		`{"system":"sms","mode":"nonsense","seconds":1}`:   http.StatusBadRequest,
		`{"system":"custody","mode":"nonsense"}`:           http.StatusBadRequest,
		`{"system":"amka","mode":"nonsense","seconds":1}`:  http.StatusNoContent,
		`{"system":"sms","mode":"ok","until":1}`:           http.StatusBadRequest,
		`not json`:                                         http.StatusBadRequest,
	} {
		w := httptest.NewRecorder()
		b.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/faults", strings.NewReader(body)))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", body, w.Code, want)
		}
	}
}

// A slow system must answer in the end, with the body it was sent.
func TestGuardPassesTheBodyOnAfterTheHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := faults.NewBoard(time.Now)
		if err := b.Set(faults.SMS, faults.Slow, time.Hour); err != nil {
			t.Fatal(err)
		}
		echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("hello"))
		b.Guard(faults.SMS, faults.Failing{Error: http.NotFoundHandler()}, echo).ServeHTTP(w, r)
		if w.Body.String() != "hello" {
			t.Errorf("answered %q", w.Body)
		}
	})
}

func TestDownDropsTheConnection(t *testing.T) {
	t.Parallel()
	b := faults.NewBoard(time.Now)
	if err := b.Set(faults.SMS, faults.Down, time.Minute); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(b.Guard(faults.SMS, faults.Failing{Error: http.NotFoundHandler()}, http.NotFoundHandler()))
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(r)
	if err == nil {
		_ = resp.Body.Close()
		t.Fatalf("answered %s", resp.Status)
	}
}
