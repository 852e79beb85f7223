package ticket

import (
	"slices"
	"time"

	"myphoto/internal/photo"
)

// Bounds of tickets.
const (
	Hours      = 24 // for which one is valid
	MaxOpen    = 3  // open at a time, of one subject
	CodeLength = 10 // characters of its code
	KeptDays   = 7  // after its end, so that the counter can be told why it is not valid
)

// repeatWithin is how long the same form again is the same act: it was sent twice.
const repeatWithin = 10 * time.Minute

// State is the state of a ticket.
type State string

// The states of a ticket. Only an open one can be used.
const (
	Open      State = "open"
	Used      State = "used"      // an upload was made with it
	Cancelled State = "cancelled" // by the citizen
	Expired   State = "expired"   // its time is over
)

// Act is an act on a ticket.
type Act string

// The acts on a ticket.
const (
	Use    Act = "use" // an upload is published with it
	Cancel Act = "cancel"
	Expire Act = "expire"
)

// States lists every state of a ticket.
func States() []State {
	return []State{Open, Used, Cancelled, Expired}
}

// Acts lists every act on a ticket.
func Acts() []Act { return []Act{Use, Cancel, Expire} }

// transitions maps each state to the acts that it allows and the states that they
// lead to.
var transitions = map[State]map[Act]State{
	Open:      {Use: Used, Cancel: Cancelled, Expire: Expired},
	Used:      {},
	Cancelled: {},
	Expired:   {},
}

// Next returns the state that an act leads to, and reports whether the act is
// allowed.
func Next(from State, act Act) (State, bool) {
	to, ok := transitions[from][act]
	return to, ok
}

// Ticket is what a citizen hands to a studio in place of a contact: whose pictures will
// be taken, and for which documents. The upload that is made with it is bound to the
// subject. The studio learns the documents alone.
type Ticket struct {
	ID        photo.TicketID
	Subject   photo.SubjectID // whose files
	Acting    photo.SubjectID // who made it
	Documents []photo.ProfileID
	State     State
	CreatedAt time.Time
	ExpiresAt time.Time      // exclusive
	EndedAt   time.Time      // zero while it is open
	Upload    photo.UploadID // made with it; empty: none
}

// New returns an open ticket of a citizen for [Hours].
func New(who photo.Citizen, documents []photo.ProfileID, now time.Time) Ticket {
	return Ticket{
		ID: photo.NewTicketID(), Subject: who.Subject(), Acting: who.Person.Subject, Documents: documents, State: Open,
		CreatedAt: now, ExpiresAt: now.Add(Hours * time.Hour),
	}
}

// Repeats reports whether an open ticket, made shortly before, is for the same
// documents of the same subject.
func (t Ticket) Repeats(open Ticket) bool {
	sorted := func(ids []photo.ProfileID) []photo.ProfileID { return slices.Sorted(slices.Values(ids)) }
	return open.State == Open && open.Subject == t.Subject && open.Acting == t.Acting &&
		slices.Equal(sorted(open.Documents), sorted(t.Documents)) && t.CreatedAt.Sub(open.CreatedAt).Abs() < repeatWithin
}

// StateAt returns the state at now: an open ticket whose time is over is expired even
// before a sweep records it.
func (t Ticket) StateAt(now time.Time) State {
	if t.State == Open && !now.Before(t.ExpiresAt) {
		return Expired
	}
	return t.State
}

// apply returns the ticket after an act at a moment, or why its state then does not
// allow the act.
func (t Ticket) apply(act Act, now time.Time) (Ticket, error) {
	state := t.StateAt(now)
	to, ok := Next(state, act)
	switch {
	case ok:
		t.State, t.EndedAt = to, now
		return t, nil
	case state == Used:
		return t, photo.ErrTicketUsed
	case state == Cancelled:
		return t, photo.ErrTicketCancelled
	default:
		return t, photo.ErrTicketExpired.WithArg("hours", Hours)
	}
}

// Use makes an upload with the ticket. The refusals are [photo.ErrTicketUsed],
// [photo.ErrTicketCancelled] and [photo.ErrTicketExpired].
func (t Ticket) Use(upload photo.UploadID, now time.Time) (Ticket, error) {
	next, err := t.apply(Use, now)
	if err == nil {
		next.Upload = upload
	}
	return next, err
}

// Cancel ends an open ticket, for its citizen. The refusals are those of [Ticket.Use].
func (t Ticket) Cancel(now time.Time) (Ticket, error) {
	return t.apply(Cancel, now)
}

// Expire records that the time of an open ticket is over; [photo.ErrMoved] when it is not, or
// when the ticket has ended otherwise.
func (t Ticket) Expire(now time.Time) (Ticket, error) {
	to, ok := Next(t.State, Expire)
	if !ok || t.StateAt(now) != Expired {
		return t, photo.ErrMoved
	}
	t.State, t.EndedAt = to, t.ExpiresAt
	return t, nil
}
