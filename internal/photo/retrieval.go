package photo

import (
	"slices"
	"time"
)

// Limits of a retrieval, as the description of the API promises them.
const (
	RetrievalTTL         = 10 * time.Minute // while the bytes can be fetched
	MaxRetrievalAttempts = 3                // per item
	CancelWithin         = 24 * time.Hour
	SendingTTL           = 3 * time.Minute // while the bytes of an attempt may still arrive completely
)

// Retrieval is one use of a grant by an application (άντληση).
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
	Settled     bool // the grant can no longer be given back
}

// RetrievalState is the state of a retrieval.
type RetrievalState string

// The states of a retrieval.
const (
	RetrievalOpen      RetrievalState = "open"      // its files may be fetched
	RetrievalClosed    RetrievalState = "closed"    // the time for fetching is over
	RetrievalFinal     RetrievalState = "final"     // the time for cancelling is over too
	RetrievalCancelled RetrievalState = "cancelled" // by the application
)

// RetrievalAct is an act of an application on its retrieval.
type RetrievalAct string

// The acts on a retrieval.
const (
	FetchRetrieval  RetrievalAct = "fetch"
	CancelRetrieval RetrievalAct = "cancel"
)

// retrievalActs maps each state to the acts that it allows.
var retrievalActs = map[RetrievalState][]RetrievalAct{
	RetrievalOpen:      {FetchRetrieval, CancelRetrieval},
	RetrievalClosed:    {CancelRetrieval},
	RetrievalFinal:     {},
	RetrievalCancelled: {},
}

// StateAt returns the state at now.
func (r Retrieval) StateAt(now time.Time) RetrievalState {
	switch {
	case !now.Before(r.CreatedAt.Add(CancelWithin)):
		return RetrievalFinal
	case !r.CancelledAt.IsZero():
		return RetrievalCancelled
	case now.Before(r.CreatedAt.Add(RetrievalTTL)) && r.CreatedAt.Before(now.Add(RetrievalTTL)): // a clock set back opens nothing again
		return RetrievalOpen
	default:
		return RetrievalClosed
	}
}

// Allows returns nil when the act is allowed at now, and else
// [ErrRetrievalExpired].
func (r Retrieval) Allows(act RetrievalAct, now time.Time) error {
	if !slices.Contains(retrievalActs[r.StateAt(now)], act) {
		return ErrRetrievalExpired
	}
	return nil
}

// Releasable returns nil when the files of a retrieval may be released at now: its
// grant is live, or is a one-time grant that this retrieval used, and the upload
// is associated and not overdue. Otherwise it returns [ErrNotAuthorised],
// whatever the reason.
func (r Retrieval) Releasable(g Grant, u Upload, now time.Time) error {
	state := g.StateAt(now)
	if state != GrantLive && (state != GrantUsed || g.Mode != Once) || !g.Until.IsZero() && !now.Before(g.Until) {
		return ErrNotAuthorised
	}
	return u.Usable(now)
}

// Usable returns nil for an upload that is associated and not overdue at now, and
// else [ErrNotAuthorised]: its files may not be released.
func (u Upload) Usable(now time.Time) error {
	if u.State != Associated || u.Overdue(now) {
		return ErrNotAuthorised
	}
	return nil
}
