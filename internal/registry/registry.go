package registry

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"myphoto/internal/photo"
)

const hidden = "[hidden]"

// retryAfter is when it makes sense to ask a silent register again.
const retryAfter = time.Minute

// Audit is what the interoperability centre (ΚΕ.Δ.) wants to know about every
// question: its six auditRecord fields, none of them empty. It prints as
// [hidden].
type Audit struct {
	TransactionID string    // unique to the question
	At            time.Time // when it was asked; sent in UTC
	Unit          string    // body or unit that asks
	Protocol      string    // case or protocol number
	UserID        string    // end user on whose behalf
	UserIP        string    // address of that user
}

// Contact is how a person can be reached. It prints as [hidden].
type Contact struct {
	Mobile string // confirmed, E.164, Greek or foreign; empty: none
	Email  string // confirmed, one plain address; empty: none
}

// Contacts is the National Contact Register (Ε.Μ.Επ.).
type Contacts interface {
	// Contact gives the confirmed contacts of the person with the ΑΦΜ; the
	// empty Contact when the register knows none. It fails with Unavailable
	// "register-unavailable".
	Contact(ctx context.Context, afm string, a Audit) (Contact, error)
}

// Business is what the business register says of a tax number.
type Business struct {
	Active        bool       // open today and a business at all
	Name          string     // onomasia: name of the person or company
	Title         string     // commercial title; may be empty
	Activities    []Activity // in the register's order
	NaturalPerson bool       // a sole trader, not a company
}

// Activity is one registered line of business.
type Activity struct {
	Code        string // ΚΑΔ, 8 digits
	Description string
	Kind        string // 1 main, 2 secondary, 3 other, 4 auxiliary
}

// Businesses is the business register.
type Businesses interface {
	// Business gives the business with the ΑΦΜ. It fails with Missing
	// "not-registered" when there is none, and Unavailable
	// "register-unavailable". The person is notified by the register of every
	// question, so ask once and keep the answer for a day.
	Business(ctx context.Context, afm string) (Business, error)
}

// Photographer tells whether the business may act as photographer: a sole
// trader, active, with an activity of any kind whose code begins with prefix
// (default 7420, photographic activities of NACE). An empty prefix admits
// nobody.
func (b Business) Photographer(prefix string) bool {
	if !b.Active || !b.NaturalPerson || prefix == "" {
		return false
	}
	for _, activity := range b.Activities {
		if strings.HasPrefix(activity.Code, prefix) {
			return true
		}
	}
	return false
}

// NotRegistered is the refusal for a number that the register does not have.
func NotRegistered() *photo.Error {
	return &photo.Error{Kind: photo.NotFound, Code: "not-registered"}
}

// Unavailable is the refusal while a register cannot be asked.
func Unavailable() *photo.Error {
	return &photo.Error{Kind: photo.Unavailable, Code: "register-unavailable", RetryAfter: retryAfter}
}

// String hides the person.
func (Contact) String() string { return hidden }

// GoString hides the person.
func (Contact) GoString() string { return hidden }

// LogValue hides the person.
func (Contact) LogValue() slog.Value { return slog.StringValue(hidden) }

// String hides the person.
func (Audit) String() string { return hidden }

// GoString hides the person.
func (Audit) GoString() string { return hidden }

// LogValue hides the person.
func (Audit) LogValue() slog.Value { return slog.StringValue(hidden) }
