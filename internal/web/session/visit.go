package session

import (
	"context"
	"encoding/json"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// Visit is what is remembered. The zero Visit is a browser that was never here.
type Visit struct {
	Visitor service.Visitor
	Seen    time.Time // when it was last noted that the browser is here
	Several bool      // the person has more than one profile
	Trouble string    // code of the refusal that kept the one-time code from being sent

	Browser string // random; the sign-in that this browser began is bound to it
	English bool   // language in which the sign-in began
	Wanted  string // path of ours to go to after signing in; empty: home
	Studio  bool   // signed in through «Είμαι φωτογράφος»

	Code      string // carried by a link, as written; empty: none
	CodeUntil time.Time
}

// carriedFor is how long a code waits for its owner to sign in.
const carriedFor = 30 * time.Minute

// Carry remembers a code, or forgets the one before when it is zero.
func (v *Visit) Carry(code photo.Code, now time.Time) {
	v.Code, v.CodeUntil = code.Reveal(), now.Add(carriedFor)
}

// Carried gives the code that a link carried at most 30 minutes ago; empty
// when there is none.
func (v *Visit) Carried(now time.Time) string {
	if !now.Before(v.CodeUntil) {
		return ""
	}
	return v.Code
}

// Open gives the visit of a request that went through [Visits.Keep].
func (s *Visits) Open(ctx context.Context) Visit {
	var v Visit
	kept, ok := s.sessions.Get(ctx, contentKey).([]byte)
	if !ok || json.Unmarshal(kept, &v) != nil || s.over(v) {
		return Visit{}
	}
	return v
}

// over reports whether the visit has ended by silence or by its length.
func (s *Visits) over(v Visit) bool {
	now := s.Now()
	if v.Visitor.Stage == service.StageSignIn {
		return now.Sub(v.Seen) > anonymous
	}
	// Silence is measured from the last note, at most noteEvery before the last request.
	return now.Sub(v.Seen) > s.Idle+noteEvery || now.Sub(v.Visitor.SignedInAt) > longest
}

// Save remembers the visit.
func (s *Visits) Save(ctx context.Context, v Visit) error {
	broughtBy(ctx).saved = true
	return s.put(ctx, v)
}

func (s *Visits) put(ctx context.Context, v Visit) error {
	v.Seen = s.Now()
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, contentKey, content)
	return nil
}

// Enter remembers the visit under a new number, so that whoever knew the one
// before gains nothing from what the visitor may now do.
func (s *Visits) Enter(ctx context.Context, v Visit) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	return s.Save(ctx, v)
}

// End forgets the visit; its number works no more.
func (s *Visits) End(ctx context.Context) error { return s.sessions.Destroy(ctx) }
