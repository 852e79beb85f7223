package studio_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"myphoto/internal/blob/dir"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/smtp"
	"myphoto/internal/inspect"
	"myphoto/internal/login/gsis"
	"myphoto/internal/photo"
	"myphoto/internal/register/business"
	"myphoto/internal/register/contacts"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
	"myphoto/internal/web/page"
	"myphoto/internal/web/studio"
)

// house is the service with its surroundings, and the pages of the counter as
// one signed-in person sees them.
type house struct {
	t       *testing.T
	desks   *service.Service
	box     *sandbox.Sandbox
	now     time.Time
	visitor service.Visitor
	door    http.Handler
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// open builds everything in a temporary folder; the person who will be signed
// in is named by as.
func open(t *testing.T) *house {
	t.Helper()
	ctx, quiet := t.Context(), slog.New(slog.DiscardHandler)
	h := &house{t: t, now: time.Now().Truncate(time.Second)}
	clock := func() time.Time { return h.now }
	h.box = must(sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: time.Now, Log: quiet}))
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- h.box.Run(running) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	folder, at := t.TempDir(), h.box.URL()
	records := must(store.Open(ctx, "sqlite:"+filepath.Join(folder, "db"), clock))
	t.Cleanup(func() { _ = records.Close() })
	h.desks = must(service.New(ctx, service.Parts{
		Store: records, Files: must(dir.Open(filepath.Join(folder, "files"), clock)),
		Erasures: erasures.Open(filepath.Join(folder, "erasures")), Witness: filepath.Join(folder, "witness"),
		Hashes: must(seal.ParseHashKeys(seal.NewHashKeys())), Master: must(seal.ParseMaster(must(seal.NewMasterKey()))),
		Reader: inspect.New(inspect.Limits{}),
		Login: must(gsis.New(gsis.Config{
			BaseURL: at + "/oauth2server", ClientID: sandbox.ClientID, ClientSecret: sandbox.ClientSecret,
			RedirectURL: "http://localhost:8080/login/callback/taxisnet",
		})),
		Contacts: must(contacts.New(contacts.Config{
			URL:  at + "/esb/notificationCenterElementsService/getNncIdentityExt",
			User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
		})),
		Businesses: must(business.New(business.Config{
			URL: at + "/wsaade/RgWsPublic2/RgWsPublic2", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
		})),
		SMS:   must(sms.New(sms.Config{URL: at + "/cgi-bin/sendsms", Sender: "myPhoto", Now: clock})),
		Email: must(smtp.New(smtp.Config{URL: "smtp://" + h.box.SMTPAddr(), From: "no-reply@example.gr", Now: clock})),
		Policy: service.Policy{
			DailySubmissions: 5, PhotographyKAD: "7420", LedgerYears: 10, ContactDays: 14, StudioHourly: 100,
			ContactDaily: 5, OTPByProvider: true,
		},
		PublicURL: "https://myphoto.example", ReportURL: at + "/", MailFrom: "no-reply@example.gr",
		Now: clock, RealNow: time.Now, Log: quiet,
	}))
	h.door = h.pages()
	return h
}

func (h *house) pages() http.Handler {
	room := studio.New(studio.Config{
		Desk: h.desks.Studios, Sessions: h.desks.Sessions, Now: func() time.Time { return h.now },
		Who: func(req *http.Request) (photo.Operator, error) {
			return h.desks.Sessions.Operator(req.Context(), h.visitor)
		},
		Visitor: func(*http.Request) service.Visitor { return h.visitor },
	})
	r := must(page.New(page.Look{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "https://myphoto.example", Now: func() time.Time { return h.now },
		Log: slog.New(slog.NewTextHandler(h.t.Output(), nil)),
	}))
	mux := must(r.Mux(room.Routes(), func(_ page.Guard, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			next.ServeHTTP(w, page.WithVisitor(req, page.Visitor{Person: h.visitor.Person.FullName(), Home: "/studio"}))
		})
	}))
	return page.Languages(mux)
}

// as signs a person in, in a role, through the identity provider.
func (h *house) as(user string, role service.Role) {
	h.t.Helper()
	ctx, desk := h.t.Context(), h.desks.Sessions
	address := must(desk.Begin(ctx, "browser"))
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer := must(stay.PostForm(address, url.Values{"username": {user}, "password": {user}}))
	defer func() { _ = answer.Body.Close() }()
	back := must(answer.Location()).Query()
	v := must(desk.Finish(ctx, "browser", back.Get("state"), back.Get("code")))
	v = must(desk.Confirm(ctx, v))
	if v.Stage == service.StageProfile {
		for _, p := range must(desk.Profiles(ctx, v)) {
			if p.Role == role {
				v = must(desk.Choose(ctx, v, p))
				break
			}
		}
	}
	if v.Stage == service.StageTerms {
		v = must(desk.AcceptTerms(ctx, v))
	}
	h.visitor = v
}

// deliver lets the outbox run once.
func (h *house) deliver() {
	h.t.Helper()
	for _, lane := range service.Lanes() {
		for range 4 {
			if _, err := h.desks.Housekeeping.Deliver(h.t.Context(), lane); err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

// codeOf reads the newest code that a phone got.
func (h *house) codeOf(mobile string) string {
	h.t.Helper()
	answer := must(http.Get(h.box.URL() + "/api/messages?to=" + url.QueryEscape(mobile)))
	defer func() { _ = answer.Body.Close() }()
	var received []struct{ Text string }
	if err := json.NewDecoder(answer.Body).Decode(&received); err != nil {
		h.t.Fatal(err)
	}
	if len(received) == 0 {
		return ""
	}
	return regexp.MustCompile(`(?m)^[A-Za-z0-9+/]{22}$`).FindString(received[len(received)-1].Text)
}
