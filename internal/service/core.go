package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/courier"
	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/login"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
	"myphoto/internal/store/erasures"
	"myphoto/internal/store/integrator"
)

// Policy holds what an operator may set. The legal periods are not settings.
type Policy struct {
	DailySubmissions int    // per acting person and Athens day
	PhotographyKAD   string // activity codes of photographers begin with it
	LedgerYears      int    // bodies of history and ledger
	ContactDays      int    // the contact typed by the photographer
	StudioHourly     int    // acts of a studio in an hour for which pictures are read
	ContactDaily     int    // messages per contact and day, across studios
	OTPByProvider    bool   // the identity provider has already asked the one-time code
}

// Parts are what the desks work with.
type Parts struct {
	Store      *store.Store
	Files      blob.Backend
	Erasures   *erasures.List
	PinPath    string // file for the newest checkpoint, outside the database
	Hashes     *seal.Hashes
	Master     *seal.Master
	Reader     *inspect.Reader
	Login      login.Provider
	Contacts   registry.Contacts
	Businesses registry.Businesses
	SMS, Email courier.Sender
	Policy     Policy
	PublicURL  string // without a slash at the end
	ReportURL  string // where the SMS gateway reports deliveries; a token is appended
	MailFrom   string
	Now        func() time.Time
	RealNow    func() time.Time // for times inside foreign tokens
	Log        *slog.Logger
	Wake       func()      // tells the delivery loop that a message waits; may be nil
	Passed     func(Point) // called at every point; nil but in the build that dies there
}

// Service is all desks over the same parts.
type Service struct {
	Sessions     *Sessions
	Studios      *Studios
	Citizens     *Citizens
	Applications *Applications
	Housekeeping *Housekeeping
}

// The desks.
type (
	// Sessions signs people in and is the only maker of actors.
	Sessions struct{ core }
	// Studios is where photographers and their employees act.
	Studios struct{ core }
	// Citizens is where people act on their own files.
	Citizens struct{ core }
	// Applications is where the machines of public bodies retrieve.
	Applications struct{ core }
	// Housekeeping is what the clock does.
	Housekeeping struct{ core }
)

// core is what every desk shares.
type core struct {
	Parts
	values     seal.Key // seals small values
	integrator *integrator.Integrator
	ledgerKey  string // public, as a note verifier key
	receipt    receiptKey
	buffers    *buffers
	limits     limits
}

// New opens the desks; the keys that seal values and sign are made on the
// first start and kept wrapped by the master key.
func New(ctx context.Context, parts Parts) (*Service, error) {
	c := core{Parts: parts, buffers: &buffers{}, limits: newLimits(parts.Now)}
	if c.Wake == nil {
		c.Wake = func() {}
	}
	if c.Passed == nil {
		c.Passed = func(Point) {}
	}
	if err := c.loadKeys(ctx); err != nil {
		return nil, err
	}
	return &Service{&Sessions{c}, &Studios{c}, &Citizens{c}, &Applications{c}, &Housekeeping{c}}, nil
}

// sealJSON seals a value bound to the place where it is kept.
func sealJSON(key seal.Key, value any, bound string) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", bound, err)
	}
	return key.SealText(string(text), bound), nil
}

// openJSON opens what sealJSON sealed.
func openJSON(key seal.Key, sealed []byte, bound string, value any) error {
	text, err := key.OpenText(sealed, bound)
	if err != nil {
		return fmt.Errorf("open %s: %w", bound, err)
	}
	if err := json.Unmarshal([]byte(text), value); err != nil {
		return fmt.Errorf("open %s: %w", bound, err)
	}
	return nil
}

// subject finds the person with a tax number, who is seen at that, or makes
// one. The number itself is kept sealed; it is found again by its keyed hash
// under any live key.
func (c *core) subject(ctx context.Context, tx *store.Tx, tax photo.TaxID) (photo.SubjectID, error) {
	id, err := c.knownSubject(ctx, tx, tax)
	if err == nil {
		err = tx.SeeSubject(ctx, db.SeeSubjectParams{SeenAt: db.At(c.Now()), ID: id})
		return id, err
	}
	if !errors.Is(err, store.ErrNotFound) {
		return id, err
	}
	id, now := photo.NewSubjectID(), db.At(c.Now())
	if err := tx.InsertSubject(ctx, db.InsertSubjectParams{ID: id, CreatedAt: now}); err != nil {
		return "", fmt.Errorf("new subject: %w", err)
	}
	rows, err := tx.InsertAlias(ctx, db.InsertAliasParams{
		Kind: aliasTaxID, Hash: c.Hashes.Sum(aliasTaxID, tax.Digits()), SubjectID: id,
		Sealed: c.values.SealText(tax.Digits(), aliasBound(id)), CreatedAt: now,
	})
	if err == nil && rows == 0 {
		err = store.ErrStale // somebody made it meanwhile; look again
	}
	return id, err
}

const aliasTaxID = "afm"

func aliasBound(id photo.SubjectID) string { return "aliases/" + string(id) + "/" + aliasTaxID }

// knownSubject finds the person with a tax number; store.ErrNotFound when nobody
// has it.
func (c *core) knownSubject(ctx context.Context, tx *store.Tx, tax photo.TaxID) (photo.SubjectID, error) {
	for _, hash := range c.Hashes.All(aliasTaxID, tax.Digits()) {
		id, err := tx.SubjectOf(ctx, db.SubjectOfParams{Kind: aliasTaxID, Hash: hash})
		if !errors.Is(err, store.ErrNotFound) {
			return id, err
		}
	}
	return "", store.ErrNotFound
}

// taxID opens a person's tax number.
func (c *core) taxID(ctx context.Context, tx *store.Tx, id photo.SubjectID) (photo.TaxID, error) {
	row, err := tx.AliasOf(ctx, db.AliasOfParams{SubjectID: id, Kind: aliasTaxID})
	if err != nil {
		return "", fmt.Errorf("load alias: %w", err)
	}
	digits, err := c.values.OpenText(row.Sealed, aliasBound(id))
	return photo.TaxID(digits), err
}

// act begins the event of something a person does.
func act(name string, who photo.Person, role Role) *ledger.Event {
	return &ledger.Event{Act: name, Actor: string(who.Subject), Role: string(role), Facts: map[string]string{}}
}

// byCitizen begins the event of something a citizen does about his or her own
// files; it shows in the citizen's history.
func byCitizen(name string, who photo.Citizen) *ledger.Event {
	e := act(name, who.Person, RoleCitizen)
	e.Subject = string(who.Subject())
	return e
}

// byStudio begins the event of something done at a studio's counter.
func byStudio(name string, who photo.Operator, id photo.UploadID) *ledger.Event {
	role := RoleEmployee
	if _, owner := who.Owner(); owner {
		role = RolePhotographer
	}
	return &ledger.Event{
		Act: name, Actor: string(who.Who()), Role: string(role), Studio: string(who.At()), Upload: recorded(id),
		Facts: map[string]string{},
	}
}

// spend uses one of the tries of a period, such as a day, in its own committed
// write, so that no rollback gives it back; it reports whether there was one
// left. Periods begin with their date.
func (c *core) spend(ctx context.Context, kind string, key []byte, period string, most int) (bool, error) {
	var rows int64
	err := c.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.Spend(ctx, db.SpendParams{Kind: kind, Key: key, Day: period, Most: int64(most)})
		return err
	})
	return rows == 1, err
}

// system begins the event of something the service does by itself.
func system(name string) *ledger.Event {
	return &ledger.Event{Act: name, Actor: "service", Role: "service", Facts: map[string]string{}}
}

// unfound tells a record that is not there, which is the refusal, from one that
// could not be loaded.
func unfound(what string, err error, refusal *photo.Error) error {
	if errors.Is(err, store.ErrNotFound) {
		return refusal
	}
	return fmt.Errorf("load %s: %w", what, err)
}

// recorded gives an id that came from outside as the ledger may record it: as
// it is when it has the shape of ours, else one word for all others.
func recorded[T ~string](id T) string {
	if id == "" || ours.MatchString(string(id)) {
		return string(id)
	}
	return "malformed"
}

var ours = regexp.MustCompile(`^[a-z]{3}_[a-z2-7]{26}$`)

// recordedItem does the same for the name of an item.
func recordedItem(item photo.Item) string {
	if item == photo.ItemPhoto || item == photo.ItemSignature {
		return string(item)
	}
	return "unknown"
}
