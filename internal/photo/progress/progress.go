package progress

import (
	"slices"

	"myphoto/internal/photo"
)

// States of a message.
const (
	Queued    = "queued"
	Sent      = "sent"
	Delivered = "delivered"
	Failed    = "failed"
)

// Reasons of an erasure beside the rules of retention.
const (
	Withdrawn = "withdrawn"
	ByCitizen = "by-citizen"
)

// Message is what is known of one message.
type Message struct {
	Channel photo.Channel
	State   string
}

// Of says in one word where an upload stands for the client at the counter: the
// last part of a lang key "upload.status.…". Erased tells why the files are gone,
// by a rule of retention or one of the reasons above; messages are those that
// carry the code that works.
func Of(u photo.Upload, erased string, messages []Message) string {
	is := func(state string) bool {
		return slices.ContainsFunc(messages, func(m Message) bool { return m.State == state })
	}
	mail := func(m Message) bool { return m.Channel == photo.ChannelEmail && m.State == Sent }
	report := func(m Message) bool {
		return m.Channel == photo.ChannelSMS && (m.State == Sent || m.State == Queued)
	}
	switch {
	case u.State == photo.Draft:
		return "draft"
	case u.State == photo.Associated:
		return "linked"
	case u.State == photo.Dissociated:
		return "unlinked"
	case u.State == photo.Erased && erased == Withdrawn:
		return "withdrawn"
	case u.State == photo.Erased && erased == ByCitizen:
		return "erased"
	case u.State == photo.Erased:
		return "expired"
	case !u.RejectedAt.IsZero():
		return "rejected"
	case !u.ViewedAt.IsZero():
		return "viewed"
	case is(Delivered):
		return "delivered"
	case slices.ContainsFunc(messages, mail) && !slices.ContainsFunc(messages, report):
		return "mailed"
	case is(Sent):
		return "sent"
	case is(Failed) && !is(Queued):
		return "undelivered"
	}
	return "uploaded"
}
