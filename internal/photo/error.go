package photo

import (
	"errors"
	"strings"
	"time"
)

// Kind says what sort of refusal an [Error] is. The doors turn it into an HTTP
// status; nothing below the doors knows those numbers.
type Kind int

// The kinds of refusal.
const (
	Malformed       Kind = iota + 1 // could not be read
	Unauthenticated                 // nobody knows who this is
	Forbidden                       // known, and may not
	NotFound                        // not there, or not to be admitted
	Conflict                        // the state has moved
	Gone                            // expired or erased
	Invalid                         // readable, but breaks a rule; names the field
	RateLimited                     // slow down
	Unavailable                     // something the service depends on is not answering
	TooLarge                        // more bytes than allowed
)

// Error is a refusal that the visitor may be told. Code is a stable word: the
// key of its sentence in lang, the problem type in the API and the outcome in
// the ledger. An Error never carries personal data: Args hold measures, counts
// and dates only.
type Error struct {
	Kind       Kind
	Code       string
	Field      string         // form or JSON field that is at fault; empty when none is
	Args       map[string]any // values for the placeholders of the sentence
	RetryAfter time.Duration  // when trying again makes sense; zero when it does not
	Errors     []*Error       // further faults of the same request, one for each field
}

// Error gives the stable code, for logs.
func (e *Error) Error() string {
	codes := make([]string, 0, 1+len(e.Errors))
	for _, one := range e.All() {
		codes = append(codes, one.Code)
	}
	return strings.Join(codes, ", ")
}

// Is reports whether target is an Error with the same code, so that a declared
// refusal can be compared with errors.Is whatever field or values it carries.
func (e *Error) Is(target error) bool {
	other, ok := errors.AsType[*Error](target)
	return ok && other.Code == e.Code
}

// All gives the fault and those beside it.
func (e *Error) All() []*Error {
	return append([]*Error{e}, e.Errors...)
}

// WithArg returns a copy whose sentence gets the value under name.
func (e *Error) WithArg(name string, value any) *Error {
	copied := *e
	copied.Args = map[string]any{name: value}
	for k, v := range e.Args {
		if k != name {
			copied.Args[k] = v
		}
	}
	return &copied
}

// OnField returns a copy that names the field at fault.
func (e *Error) OnField(field string) *Error {
	copied := *e
	copied.Field = field
	return &copied
}

// WithRetryAfter returns a copy that says when to try again.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	copied := *e
	copied.RetryAfter = d
	return &copied
}

// Join makes one refusal of several, in order; nil when there is none.
func Join(faults ...*Error) error {
	var first *Error
	for _, f := range faults {
		switch {
		case f == nil:
		case first == nil:
			copied := *f
			first = &copied
		default:
			first.Errors = append(first.Errors, f)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// RefusalIn returns the refusal that an error is or wraps, and reports whether
// there is one.
func RefusalIn(err error) (*Error, bool) { return errors.AsType[*Error](err) }

// IsRefusal reports whether the error is a refusal that a person may be told.
func IsRefusal(err error) bool {
	_, ok := RefusalIn(err)
	return ok
}

// IsKind reports whether the error is a refusal of that kind.
func IsKind(err error, kind Kind) bool {
	refusal, ok := RefusalIn(err)
	return ok && refusal.Kind == kind
}
