package photo

import (
	"slices"
	"time"
)

// State is where an upload stands in its life.
type State string

// The states. Erased is final.
const (
	Draft       State = "draft"       // kept for the photographer to correct; no code yet
	Waiting     State = "waiting"     // has a code; nobody has associated it yet
	Associated  State = "associated"  // belongs to a subject, usable
	Dissociated State = "dissociated" // belongs to a subject, not usable until associated again
	Erased      State = "erased"      // keys destroyed
)

// States lists every state.
func States() []State { return []State{Draft, Waiting, Associated, Dissociated, Erased} }

// UploadAct is something done to an upload.
type UploadAct string

// The acts on an upload.
const (
	Publish    UploadAct = "publish"   // draft accepted: code made, message queued
	Amend      UploadAct = "amend"     // draft changed
	Discard    UploadAct = "discard"   // draft thrown away
	Send       UploadAct = "send"      // a sender accepted a message
	Resend     UploadAct = "resend"    // new code, also after correcting the contact
	Replace    UploadAct = "replace"   // new files under the same code
	Withdraw   UploadAct = "withdraw"  // the studio takes it back
	Open       UploadAct = "open"      // a citizen claims the code and looks
	Reject     UploadAct = "reject"    // the citizen refuses the pictures
	Associate  UploadAct = "associate" // for the first time or again
	Dissociate UploadAct = "dissociate"
	Erase      UploadAct = "erase"  // by the citizen
	Expire     UploadAct = "expire" // by the clock
)

// UploadActs lists every act.
func UploadActs() []UploadAct {
	return []UploadAct{Publish, Amend, Discard, Send, Resend, Replace, Withdraw, Open, Reject, Associate, Dissociate, Erase, Expire}
}

// life says which acts a state allows and where they lead.
var life = map[State]map[UploadAct]State{
	Draft: {Publish: Waiting, Amend: Draft, Discard: Erased, Expire: Erased},
	Waiting: {
		Send: Waiting, Resend: Waiting, Replace: Waiting, Withdraw: Erased,
		Open: Waiting, Reject: Waiting, Associate: Associated, Expire: Erased,
	},
	Associated:  {Open: Associated, Dissociate: Dissociated, Erase: Erased, Expire: Erased, Send: Associated},
	Dissociated: {Open: Dissociated, Associate: Associated, Erase: Erased, Expire: Erased, Send: Dissociated},
	Erased:      {},
}

// Next gives the state that an act leads to, and whether the act is allowed.
func Next(from State, act UploadAct) (State, bool) {
	to, ok := life[from][act]
	return to, ok
}

// MaxResends is how many times a studio may send a new code for one upload.
const MaxResends = 5

// Upload is what a studio uploads for one client: a portrait and, where the
// chosen documents need it, a signature. Zero times mean "never".
type Upload struct {
	ID           UploadID
	Studio       StudioID
	By           SubjectID // the person at the counter
	State        State
	Documents    []ProfileID
	CreatedAt    time.Time
	ChangedAt    time.Time // last change of a draft
	SentAt       time.Time // first accepted send; starts the clock
	ViewedAt     time.Time
	RejectedAt   time.Time
	RejectReason RejectReason
	AssociatedAt time.Time // first association; starts the year
	Subject      SubjectID // who first associated it; theirs until erasure
	Resends      int
}

// RejectReason is why a citizen refused the pictures.
type RejectReason string

// The reasons a citizen can give.
const (
	NotMe          RejectReason = "not-me"
	PoorQuality    RejectReason = "quality"
	WrongSignature RejectReason = "signature"
	OtherReason    RejectReason = "other"
)

// RejectReasons lists the reasons in the order of the page.
func RejectReasons() []RejectReason {
	return []RejectReason{NotMe, PoorQuality, WrongSignature, OtherReason}
}

// do moves the upload by an act, or says why it cannot.
func (u Upload) do(act UploadAct, now time.Time) (Upload, error) {
	if u.State == Erased || u.Overdue(now) && act != Expire {
		return u, ErrErased
	}
	to, ok := Next(u.State, act)
	if !ok {
		if !u.AssociatedAt.IsZero() {
			return u, ErrReadOnly
		}
		return u, ErrMoved
	}
	u.State = to
	return u, nil
}

// Publish turns an accepted draft into an upload with a code.
func (u Upload) Publish(now time.Time) (Upload, error) {
	next, err := u.do(Publish, now)
	if err == nil {
		next.CreatedAt = now
	}
	return next, err
}

// Amend keeps a changed draft for another day.
func (u Upload) Amend(now time.Time) (Upload, error) {
	next, err := u.do(Amend, now)
	next.ChangedAt = now
	return next, err
}

// Sent records that a sender accepted a message at a time that is now or has
// passed. Only the first one counts: resending does not move the expiry.
func (u Upload) Sent(now, at time.Time) (Upload, error) {
	next, err := u.do(Send, now)
	if err == nil && next.SentAt.IsZero() {
		next.SentAt = at
	}
	return next, err
}

// Resend allows a new code, at most MaxResends times.
func (u Upload) Resend(now time.Time) (Upload, error) {
	next, err := u.do(Resend, now)
	if err != nil {
		return u, err
	}
	if u.Resends >= MaxResends {
		return u, ErrTooManyResends.WithArg("max", MaxResends)
	}
	next.Resends++
	return next, nil
}

// Replace allows new files under the same code; a rejection is settled by it.
func (u Upload) Replace(now time.Time) (Upload, error) {
	next, err := u.do(Replace, now)
	next.RejectedAt, next.RejectReason = time.Time{}, ""
	return next, err
}

// Withdraw lets the studio take back what nobody has associated yet.
func (u Upload) Withdraw(now time.Time) (Upload, error) {
	if u.State == Draft {
		return u.do(Discard, now)
	}
	return u.do(Withdraw, now)
}

// Open lets a citizen who typed the code look at the pictures. From the first
// association on, a code answers to its subject alone.
func (u Upload) Open(who SubjectID, now time.Time) (Upload, error) {
	next, err := u.do(Open, now)
	if err != nil || !u.openTo(who) {
		return u, ErrCodeUnknown
	}
	if next.ViewedAt.IsZero() {
		next.ViewedAt = now
	}
	return next, nil
}

// Reject refuses the pictures; the code stays claimable and the studio is told
// the reason.
func (u Upload) Reject(reason RejectReason, now time.Time) (Upload, error) {
	if !slices.Contains(RejectReasons(), reason) {
		return u, ErrRejectReason
	}
	next, err := u.do(Reject, now)
	if err == nil {
		next.RejectedAt, next.RejectReason = now, reason
	}
	return next, err
}

// Associate links the upload to a subject, for the first time or again.
func (u Upload) Associate(who SubjectID, now time.Time) (Upload, error) {
	if !u.openTo(who) {
		return u, ErrCodeUnknown
	}
	next, err := u.do(Associate, now)
	if err != nil {
		return u, err
	}
	if next.AssociatedAt.IsZero() {
		next.AssociatedAt, next.Subject = now, who
	}
	return next, nil
}

// Dissociate ends the use of the files without erasing them.
func (u Upload) Dissociate(now time.Time) (Upload, error) { return u.do(Dissociate, now) }

// Erase lets the citizen destroy the files at any time.
func (u Upload) Erase(now time.Time) (Upload, error) { return u.do(Erase, now) }

// Expire lets the clock destroy what is overdue.
func (u Upload) Expire(now time.Time) (Upload, error) {
	if !u.Overdue(now) {
		return u, ErrMoved
	}
	return u.do(Expire, now)
}

// openTo reports whether the upload is still free or already this subject's.
func (u Upload) openTo(who SubjectID) bool {
	return u.Subject == "" || u.Subject == who
}
