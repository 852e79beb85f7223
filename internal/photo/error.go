package photo

import (
	"errors"
	"strings"
	"time"
)

// Kind is the kind of a refusal. The web and the API translate it to an HTTP
// status; nothing below them knows those numbers.
type Kind int

// The kinds of refusal.
const (
	Malformed       Kind = iota + 1 // the request could not be read
	Unauthenticated                 // the caller is not known
	Forbidden                       // the caller is known and has no permission
	NotFound                        // it does not exist, or its existence is not disclosed
	Conflict                        // the state has changed
	Gone                            // it has expired or was erased
	Invalid                         // readable, but breaks a rule; names the field
	RateLimited                     // too many requests
	Unavailable                     // something the service depends on does not answer
	TooLarge                        // more bytes than allowed
)

// Error is a refusal that may be shown to the visitor. Code is stable: it is the
// key of the sentence in package lang, the problem type in the API and the
// outcome in the ledger. An Error never carries personal data: Args hold
// measures, counts and dates only.
//
// A function outside this package returns a refusal as an error, never as an
// *Error: a nil *Error that becomes an error is not nil.
type Error struct {
	Kind       Kind
	Code       string
	Field      string         // form or JSON field at fault; empty when there is none
	Args       map[string]any // values for the placeholders of the sentence
	RetryAfter time.Duration  // after which a retry makes sense; zero when it never does
	Errors     []*Error       // further faults of the same request, one for each field
}

// Error returns the codes of the fault and of the further faults, for logs.
func (e *Error) Error() string {
	codes := make([]string, 0, 1+len(e.Errors))
	for _, one := range e.All() {
		codes = append(codes, one.Code)
	}
	return strings.Join(codes, ", ")
}

// Is reports whether target is an Error with the same code, so that errors.Is
// finds a declared refusal whatever field or values it carries.
func (e *Error) Is(target error) bool {
	other, ok := errors.AsType[*Error](target)
	return ok && other.Code == e.Code
}

// All returns the fault, followed by the further faults of the same request.
func (e *Error) All() []*Error {
	return append([]*Error{e}, e.Errors...)
}

// WithArg returns a copy with the value for the placeholder {name} of the
// sentence.
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

// WithRetryAfter returns a copy that can be retried after d.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	copied := *e
	copied.RetryAfter = d
	return &copied
}

// Join returns one refusal of several, in order, and a nil error when every fault
// is nil.
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

// IsRefusal reports whether the error is or wraps a refusal, which may be shown
// to a visitor.
func IsRefusal(err error) bool {
	_, ok := RefusalIn(err)
	return ok
}

// IsKind reports whether the error is or wraps a refusal of that kind.
func IsKind(err error, kind Kind) bool {
	refusal, ok := RefusalIn(err)
	return ok && refusal.Kind == kind
}
