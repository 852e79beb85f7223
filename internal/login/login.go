package login

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"myphoto/internal/photo"
)

// RetryAfter is when it makes sense to try again with a provider that does not
// answer.
const RetryAfter = 30 * time.Second

// Identity is what the provider says about the person who signed in. It prints
// as [hidden].
type Identity struct {
	TaxID      string // ΑΦΜ, nine digits, leading zeros kept
	UserID     string // user name at the provider
	LastName   string // of a legal person: its name
	FirstName  string // empty for legal persons and people with one name
	FatherName string
	MotherName string
	BirthYear  int  // four digits; 0 when the provider gives none
	Legal      bool // the login of a company or body, not of a human being
}

// Provider is an identity provider. Its errors wrap a [photo.Error]: Refused
// "login-denied" when the provider does not confirm the sign-in, Unavailable
// "login-unavailable" when it cannot be asked.
type Provider interface {
	// AuthorizeURL gives the address of the sign-in page, which sends the
	// browser back to the registered callback with the state unchanged.
	AuthorizeURL(state string) string
	// Identify exchanges the code of the callback, once, for the identity.
	Identify(ctx context.Context, code string) (Identity, error)
	// SignOutURL gives the address that ends the provider's own session and
	// then sends the browser to returnTo, an absolute address.
	SignOutURL(returnTo string) string
}

// String hides the person.
func (Identity) String() string { return "[hidden]" }

// GoString hides the person.
func (Identity) GoString() string { return "[hidden]" }

// LogValue hides the person.
func (Identity) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// FullName gives first name and last name, or the one there is.
func (i Identity) FullName() string {
	return strings.TrimSpace(i.FirstName + " " + i.LastName)
}

// Denied is the refusal for a sign-in that the provider does not confirm: an
// unknown, used or expired code, or a user who said no.
func Denied() *photo.Error {
	return &photo.Error{Kind: photo.Forbidden, Code: "login-denied"}
}

// Unavailable is the refusal while the provider cannot be asked.
func Unavailable() *photo.Error {
	return &photo.Error{Kind: photo.Unavailable, Code: "login-unavailable", RetryAfter: RetryAfter}
}
