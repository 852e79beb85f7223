package photo

import (
	"slices"
	"time"
)

// GrantMode says how long a grant lasts.
type GrantMode string

// The modes of a grant.
const (
	Once       GrantMode = "once"  // one retrieval
	UntilDate  GrantMode = "until" // until 00:00 Athens after a date
	UntilFiles GrantMode = "files" // until the files expire
)

// GrantState is where a grant stands.
type GrantState string

// The states of a grant. Only a live one lets anything out.
const (
	GrantLive    GrantState = "live"
	GrantUsed    GrantState = "used"    // the one retrieval was made
	GrantRevoked GrantState = "revoked" // by the citizen
	GrantExpired GrantState = "expired" // its date has passed
	GrantEnded   GrantState = "ended"   // by dissociation, replacement or erasure
)

// Grant is a citizen's permission (εξουσιοδότηση) to one application to
// retrieve named items for one purpose.
type Grant struct {
	ID          GrantID
	Subject     SubjectID
	Association AssociationID
	Upload      UploadID
	Application ApplicationID
	Items       []Item
	Purpose     string
	Mode        GrantMode
	Until       time.Time // exclusive; zero unless Mode is UntilDate
	State       GrantState
	CreatedAt   time.Time
	EndedAt     time.Time
	GivenBack   bool // a one-time grant is given back at most once
}

// StateAt gives the state as it is at now: a live grant whose date has passed
// is expired before anything has recorded it.
func (g Grant) StateAt(now time.Time) GrantState {
	if g.State == GrantLive && !g.Until.IsZero() && !now.Before(g.Until) {
		return GrantExpired
	}
	return g.State
}

// Covers checks that the grant lets the items out for the purpose at now. The
// refusal is the same whatever the reason.
func (g Grant) Covers(items []Item, purpose string, now time.Time) error {
	if g.StateAt(now) != GrantLive || g.Purpose != purpose || len(items) == 0 {
		return ErrNotAuthorised
	}
	for _, item := range items {
		if !slices.Contains(g.Items, item) {
			return ErrNotAuthorised
		}
	}
	return nil
}

// EndOfDay gives the exclusive end of a grant that lasts through the day.
func EndOfDay(day time.Time) time.Time {
	y, m, d := day.In(Athens()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Athens())
}

// Limits of a retrieval, as the description of the API promises them.
const (
	RetrievalTTL         = 10 * time.Minute // the bytes can be fetched
	MaxRetrievalAttempts = 3                // per item
	CancelWithin         = 24 * time.Hour
	SendingTTL           = 3 * time.Minute // bytes on their way may still arrive whole
)

// Retrieval is one application's use of a grant (άντληση).
type Retrieval struct {
	ID          RetrievalID
	Grant       GrantID
	Application ApplicationID
	Subject     SubjectID
	Upload      UploadID
	Items       []Item
	Purpose     string
	CreatedAt   time.Time
	CancelledAt time.Time
	Fetched     bool // at least one item was completely sent
}

// Open checks that bytes may still be fetched: within ten minutes and not
// cancelled.
func (r Retrieval) Open(now time.Time) error {
	if !r.CancelledAt.IsZero() || !now.Before(r.CreatedAt.Add(RetrievalTTL)) {
		return ErrRetrievalExpired
	}
	return nil
}
