package photo

import (
	"slices"
	"time"
)

// GrantMode is how long a grant lasts.
type GrantMode string

// The modes of a grant.
const (
	Once       GrantMode = "once"  // one retrieval
	UntilDate  GrantMode = "until" // until 00:00 Athens after a date
	UntilFiles GrantMode = "files" // until the files expire
)

// GrantState is the state of a grant.
type GrantState string

// The states of a grant. Only a live grant allows a retrieval.
const (
	GrantLive    GrantState = "live"
	GrantUsed    GrantState = "used"    // the one retrieval was made
	GrantRevoked GrantState = "revoked" // by the citizen
	GrantExpired GrantState = "expired" // its date has passed
	GrantEnded   GrantState = "ended"   // by dissociation, replacement or erasure
)

// Grant is the permission (εξουσιοδότηση) of a citizen for one application to
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
	Until       time.Time // exclusive; zero unless Mode is UntilDate or the subject comes of age before the files end
	State       GrantState
	CreatedAt   time.Time
	EndedAt     time.Time
	GivenBack   bool // it was given back once, which is the most
}

// GrantAct is an act on a grant.
type GrantAct string

// The acts on a grant.
const (
	UseGrant      GrantAct = "use"       // the one retrieval of a one-time grant
	GiveBackGrant GrantAct = "give-back" // that retrieval sent no file completely
	RevokeGrant   GrantAct = "revoke"    // by the citizen
	ExpireGrant   GrantAct = "expire"    // its date has passed
	EndGrant      GrantAct = "end"       // the files are no longer the subject's
)

// GrantStates lists every state of a grant.
func GrantStates() []GrantState {
	return []GrantState{GrantLive, GrantUsed, GrantRevoked, GrantExpired, GrantEnded}
}

// GrantActs lists every act on a grant.
func GrantActs() []GrantAct {
	return []GrantAct{UseGrant, GiveBackGrant, RevokeGrant, ExpireGrant, EndGrant}
}

// grantTransitions maps each state to the acts that it allows and the states that they
// lead to.
var grantTransitions = map[GrantState]map[GrantAct]GrantState{
	GrantLive:    {UseGrant: GrantUsed, RevokeGrant: GrantRevoked, ExpireGrant: GrantExpired, EndGrant: GrantEnded},
	GrantUsed:    {GiveBackGrant: GrantLive, RevokeGrant: GrantRevoked, EndGrant: GrantEnded},
	GrantRevoked: {},
	GrantExpired: {},
	GrantEnded:   {},
}

// NextGrant returns the state that an act leads to, and reports whether the act
// is allowed.
func NextGrant(from GrantState, act GrantAct) (GrantState, bool) {
	to, ok := grantTransitions[from][act]
	return to, ok
}

// apply returns the grant after an act, or [ErrMoved] when its state does not allow
// the act.
func (g Grant) apply(act GrantAct, at time.Time) (Grant, error) {
	to, ok := NextGrant(g.State, act)
	if !ok {
		return g, ErrMoved
	}
	g.State, g.EndedAt = to, at
	return g, nil
}

// Use consumes a one-time grant. A grant of another mode does not change.
func (g Grant) Use(now time.Time) (Grant, error) {
	if g.Mode != Once {
		return g, nil
	}
	return g.apply(UseGrant, now)
}

// Revoke ends a grant from the next request on. It also ends a used grant, whose
// bytes may not have been fetched yet.
func (g Grant) Revoke(now time.Time) (Grant, error) { return g.apply(RevokeGrant, now) }

// Expire records that the date of a grant has passed.
func (g Grant) Expire(now time.Time) (Grant, error) {
	if g.StateAt(now) != GrantExpired {
		return g, ErrMoved
	}
	return g.apply(ExpireGrant, g.Until)
}

// GiveBack makes a used one-time grant live again, at most once, for a retrieval
// that sent no file completely.
func (g Grant) GiveBack() (Grant, error) {
	if g.GivenBack {
		return g, ErrMoved
	}
	next, err := g.apply(GiveBackGrant, time.Time{})
	next.GivenBack = err == nil
	return next, err
}

// StateAt returns the state at now: a live grant whose date has passed is expired
// even before a sweep records it.
func (g Grant) StateAt(now time.Time) GrantState {
	if g.State == GrantLive && !g.Until.IsZero() && !now.Before(g.Until) {
		return GrantExpired
	}
	return g.State
}

// repeatWithin is how long the same form again is the same act: it was sent twice.
const repeatWithin = 10 * time.Minute

// Repeats reports whether a grant gives what a live one, given shortly before, gave
// already.
func (g Grant) Repeats(live Grant) bool {
	sorted := func(items []Item) []Item { return slices.Sorted(slices.Values(items)) }
	return live.State == GrantLive && live.Subject == g.Subject && live.Association == g.Association && live.Upload == g.Upload &&
		live.Application == g.Application && live.Purpose == g.Purpose && live.Mode == g.Mode && live.Until.Equal(g.Until) &&
		slices.Equal(sorted(live.Items), sorted(g.Items)) && g.CreatedAt.Sub(live.CreatedAt).Abs() < repeatWithin
}

// Covers returns nil when the grant allows a retrieval of the items for the
// purpose at now, and else [ErrNotAuthorised], whatever the reason.
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

// EndOfDay returns the exclusive end of a grant that lasts through the day: the
// next 00:00 in Athens.
func EndOfDay(day time.Time) time.Time {
	y, m, d := day.In(Athens()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Athens())
}
