package photo

import (
	"cmp"
	"slices"
	"strings"
)

// Channel is a way by which a message reaches somebody, as forms and records
// spell it.
type Channel string

// The channels.
const (
	ChannelSMS   Channel = "sms"
	ChannelEmail Channel = "email"
)

// Channels lists every channel, in the order of the form.
func Channels() []Channel { return []Channel{ChannelSMS, ChannelEmail} }

// Contact is where a client's code shall go, as somebody typed it; nothing of
// it is checked yet.
type Contact struct {
	Mobile, Email string
	Channels      []Channel
	Agreed        bool // the client saw the pictures and agrees
}

// Reach is where messages for a client go: the addresses, checked, of the
// channels chosen.
type Reach struct {
	Mobile   Mobile    `json:"mobile,omitempty"`
	Email    Email     `json:"email,omitempty"`
	Channels []Channel `json:"channels"`
}

// Refusals of an address that was typed while only the other channel was
// chosen: nothing would be sent there, and nobody would be told.
var (
	ErrMobileUnchosen = &Error{Kind: Invalid, Code: "channels.mobile", Field: "mobile"}
	ErrEmailUnchosen  = &Error{Kind: Invalid, Code: "channels.email", Field: "email"}
)

// ParseReach checks a typed contact and returns every fault at once, in the
// order of the form: no known channel, an address that is malformed or missing
// for its channel, one whose channel was not chosen, and a client who has not
// agreed.
func ParseReach(typed Contact) (Reach, []*Error) {
	var r Reach
	var faults []*Error
	for _, channel := range Channels() {
		if slices.Contains(typed.Channels, channel) {
			r.Channels = append(r.Channels, channel)
		}
	}
	if len(r.Channels) == 0 || len(r.Channels) != len(typed.Channels) {
		faults = append(faults, ErrNoChannel)
	}
	note := func(fault *Error) {
		if fault != nil {
			faults = append(faults, fault)
		}
	}
	if r.wants(ChannelSMS, typed.Mobile) {
		parsed, fault := ParseMobile(typed.Mobile)
		r.Mobile = parsed
		note(cmp.Or(fault, r.unchosen(ChannelSMS, ErrMobileUnchosen)))
	}
	if r.wants(ChannelEmail, typed.Email) {
		parsed, fault := ParseEmail(typed.Email)
		r.Email = parsed
		note(cmp.Or(fault, r.unchosen(ChannelEmail, ErrEmailUnchosen)))
	}
	if !typed.Agreed {
		faults = append(faults, ErrNotAgreed)
	}
	return r, faults
}

// Complete returns a typed correction of the contact: an address that was left
// empty, of a channel that was chosen, stays as it was.
func (r Reach) Complete(typed Contact) Contact {
	if strings.TrimSpace(typed.Mobile) == "" && slices.Contains(typed.Channels, ChannelSMS) {
		typed.Mobile = r.Mobile.E164()
	}
	if strings.TrimSpace(typed.Email) == "" && slices.Contains(typed.Channels, ChannelEmail) {
		typed.Email = r.Email.Address()
	}
	return typed
}

// wants reports whether an address is to be checked: its channel was chosen, or
// something was typed.
func (r Reach) wants(channel Channel, typed string) bool {
	return slices.Contains(r.Channels, channel) || strings.TrimSpace(typed) != ""
}

func (r Reach) unchosen(channel Channel, fault *Error) *Error {
	if len(r.Channels) == 0 || slices.Contains(r.Channels, channel) {
		return nil
	}
	return fault
}

// Address returns the address of a channel in the clear; empty when there is
// none.
func (r Reach) Address(channel Channel) string {
	if channel == ChannelSMS {
		return r.Mobile.E164()
	}
	return r.Email.Address()
}

// Masked returns the address of a channel as pages may show it; empty when
// there is none.
func (r Reach) Masked(channel Channel) string {
	switch {
	case r.Address(channel) == "":
		return ""
	case channel == ChannelSMS:
		return r.Mobile.Masked()
	default:
		return r.Email.Masked()
	}
}

// Shares reports whether two contacts have a mobile or an e-mail in common. One
// that was blanked shares nothing.
func (r Reach) Shares(other Reach) bool {
	return r.Mobile != "" && r.Mobile == other.Mobile || r.Email != "" && r.Email == other.Email
}
