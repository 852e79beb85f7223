package photo

import "time"

// The refusals that several acts return. Each code is a key of internal/lang;
// those that an application can receive are also in the contract of the API.
var (
	ErrCodeEmpty     = &Error{Kind: Invalid, Code: "code.empty", Field: "code"}
	ErrCodeLength    = &Error{Kind: Invalid, Code: "code.len", Field: "code"}
	ErrCodeGreek     = &Error{Kind: Invalid, Code: "code.greek", Field: "code"}
	ErrCodeCharacter = &Error{Kind: Invalid, Code: "code.char", Field: "code"}
	ErrCodeEnd       = &Error{Kind: Invalid, Code: "code.end", Field: "code"}
	ErrCodeUnknown   = &Error{Kind: Invalid, Code: "code.unknown", Field: "code"}
	ErrCodeQuota     = &Error{Kind: RateLimited, Code: "code.quota"}

	// Of a ticket at the counter: as it was typed, and as it stands.
	ErrTicketEmpty     = &Error{Kind: Invalid, Code: "ticket.empty", Field: "ticket"}
	ErrTicketLength    = &Error{Kind: Invalid, Code: "ticket.len", Field: "ticket"}
	ErrTicketCharacter = &Error{Kind: Invalid, Code: "ticket.char", Field: "ticket"}
	ErrTicketOther     = &Error{Kind: Invalid, Code: "ticket.other", Field: "ticket"} // something else was scanned
	ErrTicketUnknown   = &Error{Kind: Invalid, Code: "ticket.unknown", Field: "ticket"}
	ErrTicketUsed      = &Error{Kind: Invalid, Code: "ticket.used", Field: "ticket"}
	ErrTicketCancelled = &Error{Kind: Invalid, Code: "ticket.cancelled", Field: "ticket"}
	ErrTicketExpired   = &Error{Kind: Invalid, Code: "ticket.expired", Field: "ticket"}

	ErrNotFound        = &Error{Kind: NotFound, Code: "not-found"}
	ErrForbidden       = &Error{Kind: Forbidden, Code: "forbidden"}
	ErrSignIn          = &Error{Kind: Unauthenticated, Code: "sign-in"}
	ErrMoved           = &Error{Kind: Conflict, Code: "moved"} // another act changed it first
	ErrReadOnly        = &Error{Kind: Conflict, Code: "upload.linked"}
	ErrErased          = &Error{Kind: Gone, Code: "upload.erased"}
	ErrNoFiles         = &Error{Kind: NotFound, Code: "association.none"}
	ErrSameRequest     = &Error{Kind: Invalid, Code: "idempotency", Field: "idempotency_key"}
	ErrUnavailable     = &Error{Kind: Unavailable, Code: "unavailable", RetryAfter: time.Minute}
	ErrTooManyRequests = &Error{Kind: RateLimited, Code: "too-many-requests"}

	// No place became free for a form on its way in: among those of its sender, and
	// among those of everybody.
	ErrOwnFormsBusy = &Error{Kind: Unavailable, Code: "busy.own", RetryAfter: 30 * time.Second}
	ErrFormsBusy    = &Error{Kind: Unavailable, Code: "busy.forms", RetryAfter: 30 * time.Second}

	ErrOTPEmpty   = &Error{Kind: Invalid, Code: "otp.empty", Field: "otp"}
	ErrOTPForm    = &Error{Kind: Invalid, Code: "otp.form", Field: "otp"}
	ErrOTPWrong   = &Error{Kind: Invalid, Code: "otp.wrong", Field: "otp"}
	ErrOTPExpired = &Error{Kind: Invalid, Code: "otp.expired", Field: "otp"}
	ErrOTPTries   = &Error{Kind: Invalid, Code: "otp.tries", Field: "otp"}
	ErrOTPWait    = &Error{Kind: RateLimited, Code: "otp.wait"}
	ErrOTPHourly  = &Error{Kind: RateLimited, Code: "otp.hourly"}
	ErrOTPMany    = &Error{Kind: RateLimited, Code: "otp.many"}
	ErrNoMobile   = &Error{Kind: Forbidden, Code: "otp.nophone"}

	ErrNotCustodian = &Error{Kind: Forbidden, Code: "custody.none"} // one answer for every reason
	ErrLapsed       = &Error{Kind: Conflict, Code: "custody.lapsed"}

	ErrConsent            = &Error{Kind: Invalid, Code: "app.consent", Field: "consent"}
	ErrRejectReason       = &Error{Kind: Invalid, Code: "reject.choose", Field: "reason"}
	ErrSignatureForbidden = &Error{Kind: Forbidden, Code: "signature-not-allowed"}
	ErrPurpose            = &Error{Kind: Forbidden, Code: "purpose-not-approved"}
	ErrSuspended          = &Error{Kind: Forbidden, Code: "application-suspended"}
	ErrUnauthenticated    = &Error{Kind: Unauthenticated, Code: "unauthenticated"}
	ErrNotAuthorised      = &Error{Kind: NotFound, Code: "not-authorised"} // one answer for everything about the subject
	ErrRetrievalExpired   = &Error{Kind: Gone, Code: "retrieval-expired"}
	ErrMalformed          = &Error{Kind: Malformed, Code: "malformed"}
	ErrInvalid            = &Error{Kind: Invalid, Code: "invalid"}
)

// TooManyRequests returns [ErrTooManyRequests] for a caller who may try again
// after wait. The sentence states the seconds {s}, rounded up and at least 1;
// {n}, the same number, selects the plural form.
func TooManyRequests(wait time.Duration) *Error {
	seconds := max(int((wait+time.Second-1)/time.Second), 1)
	return ErrTooManyRequests.WithArg("s", seconds).WithArg("n", seconds).WithRetryAfter(time.Duration(seconds) * time.Second)
}

// The refusals of a studio's acts.
var (
	ErrTooManyResends  = &Error{Kind: RateLimited, Code: "upload.resends"}
	ErrContactDaily    = &Error{Kind: RateLimited, Code: "contact.daily"}
	ErrDraftBytes      = &Error{Kind: Invalid, Code: "studio.drafts"}
	ErrStudioRate      = &Error{Kind: RateLimited, Code: "studio.rate"}
	ErrNotAcknowledged = &Error{Kind: Invalid, Code: "upload.acknowledge", Field: "acknowledged"}
	ErrNotAgreed       = &Error{Kind: Invalid, Code: "client.ok.missing", Field: "agreed"}
	ErrNoChannel       = &Error{Kind: Invalid, Code: "channels.choose", Field: "channels"}
)
