package service

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/blob/spool"
	"myphoto/internal/courier"
	"myphoto/internal/inspect"
	"myphoto/internal/login"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/service/admin"
	"myphoto/internal/service/application"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/consent"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/figures"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/keyring"
	"myphoto/internal/service/internal/minors"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/retention"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/staff"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
	"myphoto/internal/store/integrator"
)

// The maximum sizes of forms with pictures, in bytes: an upload, whose files
// may be too large to be kept, and a picture of a QR code. Doors have limits of their own, which are no larger.
const (
	maxUploadForm = 64_000_000
	maxScanForm   = 11_000_000
)

// Policy holds what an operator may set. The legal periods are not settings.
type Policy struct {
	DailySubmissions int    // per acting person and Athens day
	PhotographyKAD   string // activity codes of photographers begin with it
	LedgerYears      int    // bodies of history and ledger
	ContactDays      int    // the contact typed by the photographer
	PersonRetrievals int    // retrievals of one application about one person: at once, and then an hour
	StudioHourly     int    // acts of a studio in an hour for which pictures are read
	DraftBytes       int64  // size of the pictures of a studio's drafts
	ContactDaily     int    // messages per contact and day, across studios
	SMSCountries     photo.Countries
	OTPByProvider    bool // the identity provider has already asked for a one-time code
}

// Config is what the service works with.
type Config struct {
	Store      *store.Store
	Files      blob.Backend
	SpoolPath  string // folder of bodies while they arrive, sealed
	Erasures   *erasures.List
	PinPath    string       // file for the newest checkpoint, outside the database
	Hashes     *seal.Hashes // nil for a command that hashes nothing
	Master     *seal.Master
	Serves     bool // the program serves: what comes first in its key files becomes current
	Reader     *inspect.Reader
	Login      login.Provider
	Contacts   registry.Contacts
	Businesses registry.Businesses
	Custody    registry.Custody // nil, like People, where no register of minors is configured
	People     registry.People
	SMS, Email courier.Sender
	Policy     Policy
	PublicURL  string // without a slash at the end
	By         string // account that gives the operator's commands; empty when there is none
	ReportURL  string // where the SMS gateway reports deliveries; a token is appended
	Now        func() time.Time
	RealNow    func() time.Time // for times inside foreign tokens
	Log        *slog.Logger
	Failpoint  func(point string) // called at every failpoint; nil but in the build that dies there
}

// Refusals to open, for operators.
var (
	// ErrKeysMissing means that records depend on keys that are not in a key file.
	ErrKeysMissing = keyring.ErrKeysMissing
	// ErrNotAdopted means that the serving program does not use the first keys of the
	// files yet.
	ErrNotAdopted = keyring.ErrNotAdopted
	// ErrOtherFiles means that the folder of files is not that of the database.
	ErrOtherFiles = vault.ErrOtherFiles
)

// Service is all desks over the same parts.
type Service struct {
	SignIn      *signin.Service
	Custody     *custody.Service
	Studio      *studio.Service
	Batch       *batch.Service
	Figures     *figures.Service
	Staff       *staff.Service
	Citizen     *citizen.Service
	Consent     *consent.Service
	Application *application.Service
	Outbox      *outbox.Outbox
	Retention   *retention.Service
	Admin       *admin.Service
	Integrator  *integrator.Integrator // gives the events of the ledger their places

	ledgerKey string
	vault     *vault.Vault
}

// LostFiles returns how often the bytes of a file that has a record were missing
// since the start.
func (s *Service) LostFiles() int64 { return s.vault.Lost() }

// LedgerKey returns the public key of the ledger's checkpoints, as a verifier key
// of signed notes.
func (s *Service) LedgerKey() string { return s.ledgerKey }

// OpenLedger opens the ledger alone, to read it: of the configuration it uses the
// store, which may be read-only, the master key, the pin, the clock and the log.
func OpenLedger(ctx context.Context, c Config) (*integrator.Integrator, error) {
	return keyring.OpenLedger(ctx, keyring.Config{
		Store: c.Store, Master: c.Master, PinPath: c.PinPath, Years: c.Policy.LedgerYears, Now: c.Now, Log: c.Log,
		Failpoint: func(failpoint.Point) {},
	})
}

// shared is what several desks work with.
type shared struct {
	host     string
	hit      failpoint.Hook
	keyring  *keyring.Keyring
	vault    *vault.Vault
	subjects *subjects.Subjects
	minors   *minors.Registers
	replies  *idempotency.Replies
	quota    *quota.Quota
	outbox   *outbox.Outbox
}

// New opens the desks; the keys that seal values and sign are made at the first
// start and kept wrapped by the master key.
func New(ctx context.Context, c Config) (*Service, error) {
	shared, err := share(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &Service{
		Outbox: shared.outbox, Integrator: shared.keyring.Integrator(), ledgerKey: shared.keyring.LedgerKey(),
		vault: shared.vault,
	}
	s.openForPeople(c, shared)
	s.openForMachines(c, shared)
	return s, s.Retention.Begin(ctx)
}

// share opens what several desks work with.
func share(ctx context.Context, c Config) (shared, error) {
	address, err := url.Parse(c.PublicURL)
	if err != nil {
		return shared{}, fmt.Errorf("read public address: %w", err)
	}
	sh := shared{host: address.Host, hit: func(failpoint.Point) {}}
	if c.Failpoint != nil {
		sh.hit = func(p failpoint.Point) { c.Failpoint(string(p)) }
	}
	sh.keyring, err = keyring.Open(ctx, keyring.Config{
		Store: c.Store, Master: c.Master, Hashes: c.Hashes, Serves: c.Serves, Origin: originOf(sh.host), PinPath: c.PinPath,
		Years: c.Policy.LedgerYears, By: c.By, Now: c.Now, Log: c.Log, Failpoint: sh.hit,
	})
	if err != nil {
		return sh, err
	}
	values := sh.keyring.Values()
	sh.subjects = &subjects.Subjects{Hashes: c.Hashes, Values: values, Rows: sh.keyring.Rows(), Now: c.Now}
	sh.minors = &minors.Registers{
		Subjects: sh.subjects, Custody: c.Custody, People: c.People, Now: c.Now, RealNow: c.RealNow, Log: c.Log,
	}
	sh.replies = &idempotency.Replies{Hashes: c.Hashes, Values: values, Now: c.Now}
	sh.quota = quota.New(c.Store, c.Now)
	sh.vault = vault.New(vault.Config{
		Store: c.Store, Files: c.Files, Erasures: c.Erasures, Master: c.Master, Hashes: c.Hashes,
		Now: c.Now, RealNow: c.RealNow, Log: c.Log, Failpoint: sh.hit,
	})
	if err := sh.vault.BindFiles(ctx, c.Serves); err != nil {
		return sh, err
	}
	sh.outbox = outbox.New(outbox.Config{
		Store: c.Store, Subjects: sh.subjects, Hashes: c.Hashes, Values: values, Contacts: c.Contacts, Minors: sh.minors, Vault: sh.vault,
		SMS: c.SMS, Email: c.Email, PublicURL: c.PublicURL, Host: sh.host, ReportURL: c.ReportURL, ContactDays: c.Policy.ContactDays,
		Now: c.Now, RealNow: c.RealNow, Log: c.Log, Failpoint: sh.hit,
	})
	return sh, nil
}

// originOf returns the name of a new ledger of a host; empty where there is none.
func originOf(host string) string {
	if host == "" {
		return ""
	}
	return host + "/ledger"
}

// openForPeople opens the desks at which people act.
func (s *Service) openForPeople(c Config, sh shared) {
	values := sh.keyring.Values()
	s.SignIn = signin.New(signin.Config{
		Store: c.Store, Subjects: sh.subjects, Outbox: sh.outbox, Hashes: c.Hashes, Values: values,
		Login: c.Login, Contacts: c.Contacts, Businesses: c.Businesses, People: c.People, PublicURL: c.PublicURL,
		PhotographyKAD: c.Policy.PhotographyKAD, OTPByProvider: c.Policy.OTPByProvider,
		Now: c.Now, RealNow: c.RealNow, Log: c.Log,
	})
	s.Custody = custody.New(custody.Config{
		Store: c.Store, Subjects: sh.subjects, Quota: sh.quota, Values: values, Registers: sh.minors, Now: c.Now,
	})
	s.Studio = studio.New(studio.Config{
		Spool: spool.New(c.SpoolPath, spool.Limits{Light: 6, Heavy: 4, Total: 64, Bytes: maxUploadForm}),
		Store: c.Store, Vault: sh.vault, Subjects: sh.subjects, Replies: sh.replies, Quota: sh.quota, Outbox: sh.outbox,
		Reader: c.Reader, Hashes: c.Hashes, Values: values, StudioHourly: c.Policy.StudioHourly, DraftBytes: c.Policy.DraftBytes,
		ContactDaily: c.Policy.ContactDaily, SMSCountries: c.Policy.SMSCountries, Now: c.Now, Failpoint: sh.hit,
	})
	s.Batch = batch.New(batch.Config{
		Store: c.Store, Studio: s.Studio, Replies: sh.replies, Values: values, Now: c.Now, Failpoint: sh.hit,
	})
	s.Staff = staff.New(staff.Config{Store: c.Store, Subjects: sh.subjects, Values: values, Now: c.Now})
	s.Figures = figures.New(figures.Config{Store: c.Store, Now: c.Now})
	s.Citizen = citizen.New(citizen.Config{
		Spool: spool.New(c.SpoolPath, spool.Limits{Light: 2, Heavy: 2, Total: 32, Bytes: maxScanForm}),
		Store: c.Store, Vault: sh.vault, Subjects: sh.subjects, Quota: sh.quota, Outbox: sh.outbox, Hashes: c.Hashes,
		Values: values, Reader: c.Reader, PublicURL: c.PublicURL, Host: sh.host, DailySubmissions: c.Policy.DailySubmissions,
		Now: c.Now, Failpoint: sh.hit,
	})
	s.Consent = consent.New(consent.Config{Store: c.Store, Vault: sh.vault, Outbox: sh.outbox, Now: c.Now, Failpoint: sh.hit})
}

// openForMachines opens the desks of applications, of the clock and of an
// operator's commands.
func (s *Service) openForMachines(c Config, sh shared) {
	s.Application = application.New(application.Config{
		Store: c.Store, Vault: sh.vault, Subjects: sh.subjects, Replies: sh.replies, Quota: sh.quota,
		Outbox: sh.outbox, Keyring: sh.keyring, Hashes: c.Hashes, PublicURL: c.PublicURL, PerPerson: c.Policy.PersonRetrievals,
		Now: c.Now, Log: c.Log, Failpoint: sh.hit,
	})
	s.Retention = retention.New(retention.Config{
		Store: c.Store, Vault: sh.vault, Erasures: c.Erasures, Settle: s.Application.Settle, RemoveBodies: s.Integrator.RemoveBodies,
		LedgerYears: c.Policy.LedgerYears, Now: c.Now, Log: c.Log, Failpoint: sh.hit,
	})
	s.Admin = admin.New(admin.Config{
		Store: c.Store, Subjects: sh.subjects, Keys: sh.keyring, Vault: sh.vault, Master: c.Master, Hashes: c.Hashes,
		Values: sh.keyring.Values(), By: c.By, Now: c.Now,
	})
}
