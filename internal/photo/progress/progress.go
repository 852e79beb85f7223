package progress

import (
	"slices"

	"myphoto/internal/photo"
)

// Status is where an upload stands for the client at the counter. The value is
// the last part of the lang key "upload.status.…".
type Status string

// The statuses.
const (
	StatusDraft       Status = "draft"
	StatusUploaded    Status = "uploaded"    // the message waits to be sent
	StatusBound       Status = "bound"       // it waits on the page of the client whose ticket it was made with, and no message is sent
	StatusSent        Status = "sent"        // the mail server or SMS gateway accepted the message
	StatusMailed      Status = "mailed"      // sent by e-mail alone, which reports no delivery
	StatusDelivered   Status = "delivered"   // the message reached the phone
	StatusUndelivered Status = "undelivered" // no message is on its way and at least one failed
	StatusViewed      Status = "viewed"      // a citizen has seen the pictures
	StatusReplaced    Status = "replaced"    // nobody has seen the new pictures yet
	StatusRejected    Status = "rejected"    // a citizen has refused the pictures
	StatusLinked      Status = "linked"
	StatusUnlinked    Status = "unlinked"
	StatusExpired     Status = "expired"   // erased by a rule of retention
	StatusWithdrawn   Status = "withdrawn" // erased by the studio
	StatusErased      Status = "erased"    // erased by the citizen
)

// Statuses lists every status, from the draft to the erasure.
func Statuses() []Status {
	return []Status{
		StatusDraft, StatusUploaded, StatusBound, StatusSent, StatusMailed, StatusDelivered, StatusUndelivered, StatusViewed,
		StatusReplaced, StatusRejected, StatusLinked, StatusUnlinked, StatusExpired, StatusWithdrawn, StatusErased,
	}
}

// States of a message, as stored.
const (
	Queued    = "queued"
	Sent      = "sent"
	Delivered = "delivered"
	Failed    = "failed"
)

// Reasons of an erasure beside the rules of retention, as stored.
const (
	Withdrawn = "withdrawn"
	ByCitizen = "by-citizen"
)

// Message is what is known of one message.
type Message struct {
	Channel photo.Channel
	State   string
}

// Of returns the status of an upload. The argument erased is the reason for
// which the files are gone: the name of a rule of retention or one of the
// reasons above. The messages are those that carry the valid code.
func Of(u photo.Upload, erased string, messages []Message) Status {
	switch u.State {
	case photo.Draft:
		return StatusDraft
	case photo.Associated:
		return StatusLinked
	case photo.Dissociated:
		return StatusUnlinked
	case photo.Erased:
		return ofErased(erased)
	case photo.Waiting:
	}
	switch {
	case !u.RejectedAt.IsZero():
		return StatusRejected
	case !u.ReplacedAt.IsZero():
		return StatusReplaced
	case !u.ViewedAt.IsZero():
		return StatusViewed
	case u.Bound != "" && len(messages) == 0:
		return StatusBound
	default:
		return ofMessages(messages)
	}
}

func ofErased(reason string) Status {
	switch reason {
	case Withdrawn:
		return StatusWithdrawn
	case ByCitizen:
		return StatusErased
	default:
		return StatusExpired
	}
}

// ofMessages returns the status of an upload that nobody has opened yet.
func ofMessages(messages []Message) Status {
	has := func(state string) bool {
		return slices.ContainsFunc(messages, func(m Message) bool { return m.State == state })
	}
	mailed := func(m Message) bool { return m.Channel == photo.ChannelEmail && m.State == Sent }
	reportExpected := func(m Message) bool {
		return m.Channel == photo.ChannelSMS && (m.State == Sent || m.State == Queued)
	}
	switch {
	case has(Delivered):
		return StatusDelivered
	case slices.ContainsFunc(messages, mailed) && !slices.ContainsFunc(messages, reportExpected):
		return StatusMailed
	case has(Sent):
		return StatusSent
	case has(Failed) && !has(Queued):
		return StatusUndelivered
	default:
		return StatusUploaded
	}
}
