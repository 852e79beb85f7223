package photo

import (
	"slices"
	"time"
)

// State is the state of an upload.
type State string

// The states. Erased is final.
const (
	Draft       State = "draft"       // saved for the photographer to correct; no code yet
	Waiting     State = "waiting"     // has a code; nobody has associated it yet
	Associated  State = "associated"  // belongs to a subject, usable
	Dissociated State = "dissociated" // belongs to a subject, not usable until associated again
	Erased      State = "erased"      // its keys are destroyed
)

// States lists every state.
func States() []State { return []State{Draft, Waiting, Associated, Dissociated, Erased} }

// UploadAct is an act on an upload.
type UploadAct string

// The acts on an upload.
const (
	Publish    UploadAct = "publish"   // the draft is accepted: code made, message queued
	Amend      UploadAct = "amend"     // the draft is changed
	Discard    UploadAct = "discard"   // the draft is deleted
	Send       UploadAct = "send"      // a sender accepted a message
	Resend     UploadAct = "resend"    // new code, also after correcting the contact
	Replace    UploadAct = "replace"   // new files under the same code
	Withdraw   UploadAct = "withdraw"  // the studio takes it back
	Open       UploadAct = "open"      // a citizen claims the code and views the pictures
	Reject     UploadAct = "reject"    // the citizen refuses the pictures
	Associate  UploadAct = "associate" // for the first time or again
	Dissociate UploadAct = "dissociate"
	Erase      UploadAct = "erase"  // by the citizen
	Expire     UploadAct = "expire" // its time is over
)

// UploadActs lists every act.
func UploadActs() []UploadAct {
	return []UploadAct{Publish, Amend, Discard, Send, Resend, Replace, Withdraw, Open, Reject, Associate, Dissociate, Erase, Expire}
}

// uploadTransitions maps each state to the acts that it allows and the states that they lead
// to.
var uploadTransitions = map[State]map[UploadAct]State{
	Draft: {Publish: Waiting, Amend: Draft, Discard: Erased, Expire: Erased},
	Waiting: {
		Send: Waiting, Resend: Waiting, Replace: Waiting, Withdraw: Erased,
		Open: Waiting, Reject: Waiting, Associate: Associated, Expire: Erased,
	},
	Associated:  {Open: Associated, Dissociate: Dissociated, Erase: Erased, Expire: Erased, Send: Associated},
	Dissociated: {Open: Dissociated, Associate: Associated, Erase: Erased, Expire: Erased, Send: Dissociated},
	Erased:      {},
}

// Next returns the state that an act leads to, and reports whether the act is
// allowed.
func Next(from State, act UploadAct) (State, bool) {
	to, ok := uploadTransitions[from][act]
	return to, ok
}

// MaxResends is the maximum number of new codes that a studio may send for one
// upload.
const MaxResends = 5

// Upload is what a studio uploads for one client: a portrait and, where the
// chosen documents need it, a signature. A zero time means "never".
type Upload struct {
	ID           UploadID
	Studio       StudioID
	By           SubjectID // the person at the counter who made it
	State        State
	Documents    []ProfileID
	CreatedAt    time.Time
	ChangedAt    time.Time // last change of a draft
	SentAt       time.Time // first accepted message; starts the retention period
	ViewedAt     time.Time
	RejectedAt   time.Time
	RejectReason RejectReason
	ReplacedAt   time.Time // since then nobody has viewed the pictures; zero also where nobody had viewed the former ones
	AssociatedAt time.Time // first association; starts the year
	Subject      SubjectID // the first to associate it; the upload is theirs until erasure
	Bound        SubjectID // of the ticket it was made with, for whom alone its code opens; empty: made without one
	Resends      int
	RemindAt     time.Time // when the owner is told that the files, or their use at an office, end; zero: not any more
	Stranger     SubjectID // the first who opened the code and has other contacts in the register than it was sent to; empty: nobody
}

// RejectReason is the reason why a citizen rejected the pictures.
type RejectReason string

// The reasons a citizen can give.
const (
	NotMe          RejectReason = "not-me"
	PoorQuality    RejectReason = "quality"
	WrongSignature RejectReason = "signature"
	Outdated       RejectReason = "outdated" // an old picture
	WrongDocument  RejectReason = "document" // for another document than the client needs
	OtherReason    RejectReason = "other"
)

// RejectReasons returns the reasons in the order of the page.
func RejectReasons() []RejectReason {
	return []RejectReason{NotMe, PoorQuality, Outdated, WrongSignature, WrongDocument, OtherReason}
}

// MaxRejectNote is how many characters a citizen may add to the reason.
const MaxRejectNote = 200

// apply returns the upload after an act. The refusals are [ErrErased] for an upload
// that is erased or overdue, [ErrReadOnly] for one that was ever associated, and
// [ErrMoved].
func (u Upload) apply(act UploadAct, now time.Time) (Upload, error) {
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
	next, err := u.apply(Publish, now)
	if err == nil {
		next.CreatedAt = now
	}
	return next, err
}

// Amend records a change of a draft, which is then kept for another [DraftHours].
func (u Upload) Amend(now time.Time) (Upload, error) {
	next, err := u.apply(Amend, now)
	next.ChangedAt = now
	return next, err
}

// Sent records that a sender accepted a message at a time that is now or in the
// past. Only the first message counts: resending does not move the expiry.
func (u Upload) Sent(now, at time.Time) (Upload, error) {
	next, err := u.apply(Send, now)
	if err == nil && next.SentAt.IsZero() {
		next.SentAt = at
	}
	return next, err
}

// Resend counts a new code, at most [MaxResends] times; then it returns
// [ErrTooManyResends].
func (u Upload) Resend(now time.Time) (Upload, error) {
	next, err := u.apply(Resend, now)
	if err != nil {
		return u, err
	}
	if u.Resends >= MaxResends {
		return u, ErrTooManyResends.WithArg("max", MaxResends)
	}
	next.Resends++
	return next, nil
}

// Replace allows new files under the same code and clears a rejection.
func (u Upload) Replace(now time.Time) (Upload, error) {
	next, err := u.apply(Replace, now)
	if err == nil && !u.ViewedAt.IsZero() {
		next.ReplacedAt = now
	}
	next.RejectedAt, next.RejectReason = time.Time{}, ""
	return next, err
}

// Withdraw ends an upload that nobody has associated yet, for its studio.
func (u Upload) Withdraw(now time.Time) (Upload, error) {
	if u.State == Draft {
		return u.apply(Discard, now)
	}
	return u.apply(Withdraw, now)
}

// Open lets a citizen who entered the code view the pictures. From the first
// association on, the code works for its subject alone, and that of an upload made
// with a ticket for the subject of the ticket alone. Every refusal is
// [ErrCodeUnknown].
func (u Upload) Open(who SubjectID, now time.Time) (Upload, error) {
	next, err := u.apply(Open, now)
	if err != nil || !u.isClaimableBy(who) {
		return u, ErrCodeUnknown
	}
	if next.ViewedAt.IsZero() {
		next.ViewedAt = now
	}
	next.ReplacedAt = time.Time{}
	return next, nil
}

// Reject records that the citizen rejects the pictures. The code can still be
// claimed, and the studio sees the reason.
func (u Upload) Reject(reason RejectReason, now time.Time) (Upload, error) {
	if !slices.Contains(RejectReasons(), reason) {
		return u, ErrRejectReason
	}
	next, err := u.apply(Reject, now)
	if err == nil {
		next.RejectedAt, next.RejectReason = now, reason
	}
	return next, err
}

// Associate links the upload to a subject, for the first time or again. It is
// [ErrCodeUnknown] for an upload that belongs to another subject.
func (u Upload) Associate(who SubjectID, now time.Time) (Upload, error) {
	if !u.isClaimableBy(who) {
		return u, ErrCodeUnknown
	}
	next, err := u.apply(Associate, now)
	if err != nil {
		return u, err
	}
	if next.AssociatedAt.IsZero() {
		next.AssociatedAt, next.Subject = now, who
	}
	return next, nil
}

// Dissociate ends the use of the files and does not erase them.
func (u Upload) Dissociate(now time.Time) (Upload, error) {
	u.RemindAt = time.Time{}
	return u.apply(Dissociate, now)
}

// Erase lets the citizen erase the files at any time.
func (u Upload) Erase(now time.Time) (Upload, error) { return u.apply(Erase, now) }

// Expire erases an overdue upload; it is [ErrMoved] for one that is not overdue.
func (u Upload) Expire(now time.Time) (Upload, error) {
	if !u.Overdue(now) {
		return u, ErrMoved
	}
	return u.apply(Expire, now)
}

// isClaimableBy reports whether the upload belongs to nobody yet or to this subject,
// and is bound to no other.
func (u Upload) isClaimableBy(who SubjectID) bool {
	return (u.Subject == "" || u.Subject == who) && (u.Bound == "" || u.Bound == who)
}
