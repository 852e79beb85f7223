package webtest

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/blob/dir"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/smtp"
	"myphoto/internal/inspect"
	"myphoto/internal/login/gsis"
	"myphoto/internal/register/business"
	"myphoto/internal/register/contacts"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// House is one running service with its surroundings.
type House struct {
	URL     string // of the door, without a slash at the end
	Sandbox string // of the surrounding systems
	Service *service.Service
	Log     *Log

	t        *testing.T
	offset   atomic.Int64
	mu       sync.Mutex
	signedIn map[string]bool // users who have had a one-time code
}

// start is a moment in the week, far from midnight and from any change of the
// clocks.
var start = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)

// Start builds the house and takes it down at the end of the test.
func Start(t *testing.T) *House {
	t.Helper()
	h := &House{t: t, Log: newLog(), signedIn: map[string]bool{}}
	surroundings := h.surround()
	server := httptest.NewUnstartedServer(nil)
	h.URL = "http://" + server.Listener.Addr().String()
	h.open(surroundings)
	door, err := h.door()
	if err != nil {
		t.Fatalf("build door: %v", err)
	}
	server.Config.Handler = door
	server.Start()
	t.Cleanup(server.Close)
	h.furnish()
	return h
}

// Now is the house's clock.
func (h *House) Now() time.Time { return start.Add(time.Duration(h.offset.Load())) }

// Advance sets the clock forward.
func (h *House) Advance(d time.Duration) { h.offset.Add(int64(d)) }

// Deliver carries the messages that wait.
func (h *House) Deliver() {
	h.t.Helper()
	for _, lane := range service.Lanes() {
		for n := 1; n > 0; {
			var err error
			if n, err = h.Service.Housekeeping.Deliver(h.t.Context(), lane); err != nil {
				h.t.Fatalf("deliver: %v", err)
			}
		}
	}
}

// surround starts the sandbox.
func (h *House) surround() *sandbox.Sandbox {
	h.t.Helper()
	s, err := sandbox.New(sandbox.Config{
		Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: h.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		h.t.Fatalf("start sandbox: %v", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(h.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	h.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.t.Errorf("sandbox: %v", err)
		}
	})
	h.Sandbox = s.URL()
	return s
}

// open builds the service.
func (h *House) open(s *sandbox.Sandbox) {
	t := h.t
	folder := t.TempDir()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	parts := service.Parts{
		Erasures: erasures.Open(filepath.Join(folder, "erasures.log")), Witness: filepath.Join(folder, "witness.checkpoint"), Reader: inspect.New(inspect.Limits{}),
		PublicURL: h.URL, ReportURL: h.URL + "/reports/sms/", MailFrom: "myphoto@example.gr",
		Now: h.Now, RealNow: h.Now, Log: h.Log.Logger(),
		Policy: service.Policy{
			DailySubmissions: 5, PhotographyKAD: "7420", LedgerYears: 10, ContactDays: 14,
			StudioHourly: 300, ContactDaily: 5,
		},
	}
	var err error
	parts.Store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(folder, "myphoto.db"), h.Now)
	must("open database", err)
	t.Cleanup(func() { must("close database", parts.Store.Close()) })
	parts.Files, err = dir.Open(filepath.Join(folder, "files"), h.Now)
	must("open files", err)
	parts.Hashes, err = seal.ParseHashKeys(seal.NewHashKeys())
	must("make look-up keys", err)
	master, err := seal.NewMasterKey()
	must("make master key", err)
	parts.Master, err = seal.ParseMaster(master)
	must("read master key", err)
	must("connect", h.connect(s, &parts))
	h.Service, err = service.New(t.Context(), parts)
	must("open service", err)
}

// connect builds the connections to the surrounding systems.
func (h *House) connect(s *sandbox.Sandbox, parts *service.Parts) (err error) {
	parts.Login, err = gsis.New(gsis.Config{
		BaseURL: s.URL() + "/oauth2server", ClientID: sandbox.ClientID, ClientSecret: sandbox.ClientSecret,
		RedirectURL: h.URL + "/login/callback/taxisnet",
	})
	if err != nil {
		return err
	}
	parts.Contacts, err = contacts.New(contacts.Config{
		URL:  s.URL() + "/esb/notificationCenterElementsService/getNncIdentityExt",
		User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	if err != nil {
		return err
	}
	parts.Businesses, err = business.New(business.Config{
		URL: s.URL() + "/wsaade/RgWsPublic2/RgWsPublic2", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	if err != nil {
		return err
	}
	if parts.SMS, err = sms.New(sms.Config{URL: s.URL() + "/cgi-bin/sendsms", Sender: "MINDG GSIS", Now: h.Now}); err != nil {
		return err
	}
	parts.Email, err = smtp.New(smtp.Config{URL: "smtp://" + s.SMTPAddr(), From: "myphoto@example.gr", Now: h.Now})
	return err
}
