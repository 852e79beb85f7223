package login

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"myphoto/internal/photo"
)

// RetryAfter is how long a visitor waits before trying a provider that does
// not answer again.
const RetryAfter = 30 * time.Second

// Identity is what the provider says about the person who signed in. It prints
// as [hidden].
type Identity struct {
	TaxID      string // ΑΦΜ, nine digits, leading zeros kept
	UserID     string // user name at the provider
	LastName   string // of a legal person: its name
	FirstName  string // empty for legal persons and for people with one name
	FatherName string
	MotherName string
	BirthYear  int  // four digits; 0 when unknown
	Legal      bool // a company or body, not a human being
}

// Provider is an identity provider. Its errors wrap a [photo.Error]: Forbidden
// "login-denied" when the provider does not confirm the sign-in, Unavailable
// "login-refused" when it does not accept the service, and Unavailable
// "login-unavailable" when it cannot be asked.
type Provider interface {
	// AuthorizeURL returns the address of the sign-in page, which sends the
	// browser back to the registered callback with the state unchanged.
	AuthorizeURL(state string) string
	// Identify exchanges the code of the callback for the identity. A code
	// works once.
	Identify(ctx context.Context, code string) (Identity, error)
	// SignOutURL returns the address that ends the session at the provider and
	// then sends the browser to returnTo, an absolute address.
	SignOutURL(returnTo string) string
}

// String hides the person.
func (Identity) String() string { return "[hidden]" }

// GoString hides the person.
func (Identity) GoString() string { return "[hidden]" }

// LogValue hides the person.
func (Identity) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// FullName returns the first and the last name, or the only one there is.
func (i Identity) FullName() string {
	return strings.TrimSpace(i.FirstName + " " + i.LastName)
}

// Denied returns the refusal for a sign-in that the provider does not confirm:
// an unknown, used or expired code, or a user who declined. It is a
// [photo.Error] with the code "login-denied".
func Denied() error {
	return &photo.Error{Kind: photo.Forbidden, Code: "login-denied"}
}

// Refused returns the refusal where the provider does not accept the service itself,
// such as its secret: a [photo.Error] with the code "login-refused".
func Refused() error {
	return &photo.Error{Kind: photo.Unavailable, Code: "login-refused", RetryAfter: RetryAfter}
}

// Unavailable returns the refusal while the provider cannot be asked: a
// [photo.Error] with the code "login-unavailable".
func Unavailable() error {
	return &photo.Error{Kind: photo.Unavailable, Code: "login-unavailable", RetryAfter: RetryAfter}
}
