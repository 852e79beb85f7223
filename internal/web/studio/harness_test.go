package studio_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
	"myphoto/internal/web/studio"
)

// house is the pages of the counter as one signed-in person sees them, over a
// real service.
type house struct {
	*servicetest.House
	t       *testing.T
	visitor signin.Visitor
	handler http.Handler
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{House: servicetest.Open(t), t: t}
	h.handler = h.pages()
	return h
}

func (h *house) pages() http.Handler {
	room := studio.New(studio.Config{
		Service: h.Studio, Figures: h.Figures, Staff: h.Staff, SignIn: h.SignIn, Now: h.Clock.Now,
		Actor: func(req *http.Request) (photo.Operator, error) {
			return h.SignIn.Operator(req.Context(), h.visitor)
		},
		Visitor: func(*http.Request) signin.Visitor { return h.visitor },
	})
	r := must(page.New(page.Config{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "https://myphoto.example", Now: h.Clock.Now,
		Log: slog.New(slog.NewTextHandler(h.t.Output(), nil)),
	}))
	mux := must(r.Mux(room.Routes(), func(_ page.Guard, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			next.ServeHTTP(w, page.WithVisitor(req, page.Visitor{Person: h.visitor.Person.FullName(), Home: "/studio"}))
		})
	}))
	return page.Languages(mux)
}

// as signs a person of the demo in, in a role.
func (h *house) as(user string, role photo.Role) {
	h.t.Helper()
	h.Clock.Move(time.Minute) // one-time codes are rate limited
	h.visitor = h.As(user, role)
}

// codeOf returns the newest code that a phone received; empty where there is none.
func (h *house) codeOf(mobile string) string {
	h.t.Helper()
	if strings.TrimSpace(h.Messages("messages", mobile)) == "[]" {
		return ""
	}
	return h.LastCode(mobile)
}
