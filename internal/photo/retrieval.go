package photo

import (
	"slices"
	"time"
)

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
	Settled     bool // nothing is to be given back any more
}

// RetrievalState is where a retrieval stands.
type RetrievalState string

// The states of a retrieval.
const (
	RetrievalOpen      RetrievalState = "open"      // its files may be fetched
	RetrievalClosed    RetrievalState = "closed"    // the time for that is over
	RetrievalFinal     RetrievalState = "final"     // nor can it be cancelled any more
	RetrievalCancelled RetrievalState = "cancelled" // by the application
)

// RetrievalAct is something an application does with its retrieval.
type RetrievalAct string

// The acts on a retrieval.
const (
	FetchRetrieval  RetrievalAct = "fetch"
	CancelRetrieval RetrievalAct = "cancel"
)

// retrievalLife says which acts a state allows.
var retrievalLife = map[RetrievalState][]RetrievalAct{
	RetrievalOpen:      {FetchRetrieval, CancelRetrieval},
	RetrievalClosed:    {CancelRetrieval},
	RetrievalFinal:     {},
	RetrievalCancelled: {},
}

// StateAt returns the state as it is at now.
func (r Retrieval) StateAt(now time.Time) RetrievalState {
	switch {
	case !now.Before(r.CreatedAt.Add(CancelWithin)):
		return RetrievalFinal
	case !r.CancelledAt.IsZero():
		return RetrievalCancelled
	case now.Before(r.CreatedAt.Add(RetrievalTTL)):
		return RetrievalOpen
	default:
		return RetrievalClosed
	}
}

// Allows returns [ErrRetrievalExpired] where the act is not allowed at now.
func (r Retrieval) Allows(act RetrievalAct, now time.Time) error {
	if !slices.Contains(retrievalLife[r.StateAt(now)], act) {
		return ErrRetrievalExpired
	}
	return nil
}

// Releasable checks that the files of a retrieval may be given out at now: its
// grant is live, or was used up by this very retrieval, and the upload is
// associated and not overdue. The refusal is the same whatever the reason.
func (r Retrieval) Releasable(g Grant, u Upload, now time.Time) error {
	state := g.StateAt(now)
	if state != GrantLive && (state != GrantUsed || g.Mode != Once) {
		return ErrNotAuthorised
	}
	return u.Usable(now)
}

// Usable returns [ErrNotAuthorised] for an upload whose files may not be given
// out at now.
func (u Upload) Usable(now time.Time) error {
	if u.State != Associated || u.Overdue(now) {
		return ErrNotAuthorised
	}
	return nil
}
