package photo

import (
	"slices"
	"time"
)

// Refusals of a consent.
var (
	ErrConsentItems   = &Error{Kind: Invalid, Code: "app.files", Field: "items"}
	ErrConsentMode    = &Error{Kind: Invalid, Code: "app.mode", Field: "mode"}
	ErrConsentUntil   = &Error{Kind: Invalid, Code: "app.until", Field: "until"}
	ErrConsentUnasked = &Error{Kind: Invalid, Code: "app.until.unasked", Field: "until"} // a last day, with a mode that has none
	ErrConsentPurpose = &Error{Kind: Invalid, Code: "app.purpose", Field: "purpose"}
	ErrConsentSign    = &Error{Kind: Invalid, Code: "app.sig", Field: "items"} // the signature, for a purpose that may not have it
)

// Consent is what a citizen agrees to: which files one application may retrieve,
// for which purpose and for how long.
type Consent struct {
	Purpose string
	Items   []Item
	Mode    GrantMode
	Until   string // yyyy-mm-dd, the last day; only with UntilDate
	Given   bool   // the box was ticked
}

// Check checks the consent against the application and the upload, and returns
// the exclusive end of the grant: zero when no date ends it. The argument
// unsuited is the reason why the files do not suit the application, or nil. The
// error holds every fault, in the order of the form.
func (c Consent) Check(app Application, u Upload, unsuited *Error, now time.Time) (until time.Time, err error) {
	faults := []*Error{unsuited}
	known := slices.Contains(app.Purposes, c.Purpose)
	if !known {
		faults = append(faults, ErrConsentPurpose)
	}
	if len(c.Items) == 0 {
		faults = append(faults, ErrConsentItems)
	}
	if known && app.MayReceive(c.Items, c.Purpose) != nil {
		faults = append(faults, ErrConsentSign)
	}
	until, fault := c.end(u, now)
	faults = append(faults, fault)
	if !c.Given {
		faults = append(faults, ErrConsent)
	}
	return until, Join(faults...)
}

// end returns the exclusive end of the grant by its mode, zero when no date ends
// it.
func (c Consent) end(u Upload, now time.Time) (time.Time, *Error) {
	switch c.Mode {
	case Once, UntilFiles:
		if c.Until != "" {
			return time.Time{}, ErrConsentUnasked
		}
		return time.Time{}, nil
	case UntilDate:
		day, malformed := time.ParseInLocation(time.DateOnly, c.Until, Athens())
		until := EndOfDay(day)
		due, _ := u.Due()
		if malformed != nil || !until.After(now) || until.After(due) {
			return until, ErrConsentUntil.WithArg("last", u.LastDay())
		}
		return until, nil
	default:
		return time.Time{}, ErrConsentMode
	}
}
