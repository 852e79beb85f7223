package registry

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"myphoto/internal/photo"
)

const hidden = "[hidden]"

// retryAfter is how long a visitor waits before trying an unavailable register
// again.
const retryAfter = time.Minute

// Audit is what the interoperability centre (ΚΕ.Δ.) requires with every
// question: the six fields of its auditRecord, none of them empty. It prints
// as [hidden].
type Audit struct {
	TransactionID string    // unique for each question
	At            time.Time // time of the question; sent in UTC
	Unit          string    // body or unit that asks the question
	Protocol      string    // case or protocol number
	UserID        string    // end user on whose behalf the question is asked
	UserIP        string    // address of that user
}

// OwnAudit returns the audit of a question that the service asks for itself, about the
// given case.
func OwnAudit(protocol string, now time.Time) Audit {
	return Audit{
		TransactionID: photo.NewID("txn_"), At: now, Unit: "myPhoto", Protocol: protocol, UserID: "myphoto", UserIP: "127.0.0.1",
	}
}

// Contact is how a person can be reached. It prints as [hidden].
type Contact struct {
	Mobile string // confirmed, E.164, Greek or foreign; empty when there is none
	Email  string // confirmed, one plain address; empty when there is none
}

// Contacts is the National Contact Register (Ε.Μ.Επ.).
type Contacts interface {
	// Contact returns the confirmed contacts of the person with the ΑΦΜ, or
	// the empty Contact when the register has none. It fails with
	// [Unavailable].
	Contact(ctx context.Context, afm string, a Audit) (Contact, error)
}

// Business is what the business register says about a tax number.
type Business struct {
	Active        bool       // a business, and open today
	Name          string     // onomasia: name of the person or company
	Title         string     // commercial title; may be empty
	Activities    []Activity // in the register's order
	NaturalPerson bool       // a sole trader, not a company
}

// Activity is one registered activity of a business.
type Activity struct {
	Code        string // ΚΑΔ, 8 digits
	Description string
	Kind        string // 1 main, 2 secondary, 3 other, 4 auxiliary
}

// Businesses is the business register.
type Businesses interface {
	// Business returns the business with the ΑΦΜ. It fails with
	// [NotRegistered] when there is none and with [Unavailable]. The register
	// notifies the person of every question, so callers keep the answer for a
	// day.
	Business(ctx context.Context, afm string) (Business, error)
}

// Photographer reports whether the business may act as a photographer: an
// active sole trader with an activity of any kind whose code begins with
// prefix (default 7420, photographic activities of NACE). No business
// qualifies for an empty prefix.
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

// NotRegistered returns the refusal for a number that is not in the register:
// a [photo.Error] with the code "not-registered".
func NotRegistered() error {
	return &photo.Error{Kind: photo.NotFound, Code: "not-registered"}
}

// Unavailable returns the refusal while a register cannot be asked: a
// [photo.Error] with the code "register-unavailable".
func Unavailable() error {
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
