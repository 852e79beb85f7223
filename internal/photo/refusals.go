package photo

import "time"

// The refusals that more than one act can give. Each code is a key of
// internal/lang; those an application can meet are also in the API's contract.
var (
	ErrCodeEmpty     = &Error{Kind: Invalid, Code: "code.empty", Field: "code"}
	ErrCodeLength    = &Error{Kind: Invalid, Code: "code.len", Field: "code"}
	ErrCodeGreek     = &Error{Kind: Invalid, Code: "code.greek", Field: "code"}
	ErrCodeCharacter = &Error{Kind: Invalid, Code: "code.char", Field: "code"}
	ErrCodeEnd       = &Error{Kind: Invalid, Code: "code.end", Field: "code"}
	ErrCodeUnknown   = &Error{Kind: Invalid, Code: "code.unknown", Field: "code"}
	ErrCodeQuota     = &Error{Kind: TooMany, Code: "code.quota"}

	ErrNotFound     = &Error{Kind: Missing, Code: "not-found"}
	ErrForbidden    = &Error{Kind: Refused, Code: "forbidden"}
	ErrSignIn       = &Error{Kind: Stranger, Code: "sign-in"}
	ErrMoved        = &Error{Kind: Clash, Code: "moved"} // somebody else changed it first
	ErrReadOnly     = &Error{Kind: Clash, Code: "upload.linked"}
	ErrErased       = &Error{Kind: Gone, Code: "upload.erased"}
	ErrNoFiles      = &Error{Kind: Missing, Code: "association.none"}
	ErrSameRequest  = &Error{Kind: Invalid, Code: "idempotency", Field: "idempotency_key"}
	ErrUnavailable  = &Error{Kind: Unavailable, Code: "unavailable", RetryAfter: time.Minute}
	ErrTooManyTries = &Error{Kind: TooMany, Code: "too-many-requests"}

	ErrOTPWrong   = &Error{Kind: Invalid, Code: "otp.wrong", Field: "otp"}
	ErrOTPExpired = &Error{Kind: Invalid, Code: "otp.expired", Field: "otp"}
	ErrOTPTries   = &Error{Kind: Invalid, Code: "otp.tries", Field: "otp"}
	ErrOTPWait    = &Error{Kind: TooMany, Code: "otp.wait"}
	ErrOTPHourly  = &Error{Kind: TooMany, Code: "otp.hourly"}
	ErrNoMobile   = &Error{Kind: Refused, Code: "otp.nophone"}

	ErrConsent            = &Error{Kind: Invalid, Code: "app.consent", Field: "consent"}
	ErrRejectReason       = &Error{Kind: Invalid, Code: "reject.choose", Field: "reason"}
	ErrSignatureForbidden = &Error{Kind: Refused, Code: "signature-not-allowed"}
	ErrPurpose            = &Error{Kind: Refused, Code: "purpose-not-approved"}
	ErrSuspended          = &Error{Kind: Refused, Code: "application-suspended"}
	ErrUnauthenticated    = &Error{Kind: Stranger, Code: "unauthenticated"}
	ErrNotAuthorised      = &Error{Kind: Missing, Code: "not-authorised"} // one answer for everything about the subject
	ErrRetrievalExpired   = &Error{Kind: Gone, Code: "retrieval-expired"}
	ErrMalformed          = &Error{Kind: Malformed, Code: "malformed"}
	ErrInvalid            = &Error{Kind: Invalid, Code: "invalid"}
)

// TooSoon is [ErrTooManyTries] for somebody who may come again after wait. Its
// sentence says the seconds {s}, rounded up; {n}, the same, chooses the plural.
func TooSoon(wait time.Duration) *Error {
	seconds := max(int((wait+time.Second-1)/time.Second), 1)
	return ErrTooManyTries.With("s", seconds).With("n", seconds).After(time.Duration(seconds) * time.Second)
}

// Refusals of a studio's acts.
var (
	ErrTooManyResends  = &Error{Kind: TooMany, Code: "upload.resends"}
	ErrContactDaily    = &Error{Kind: TooMany, Code: "contact.daily"}
	ErrStudioRate      = &Error{Kind: TooMany, Code: "studio.rate"}
	ErrNotAcknowledged = &Error{Kind: Invalid, Code: "upload.acknowledge", Field: "acknowledged"}
	ErrNotAgreed       = &Error{Kind: Invalid, Code: "client.ok.missing", Field: "agreed"}
	ErrNoChannel       = &Error{Kind: Invalid, Code: "channels.choose", Field: "channels"}
)
