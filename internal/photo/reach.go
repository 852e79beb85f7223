package photo

import (
	"cmp"
	"slices"
	"strings"
)

// The channels of a message, as forms and records spell them.
const (
	ChannelSMS   = "sms"
	ChannelEmail = "email"
)

// Reach is where messages for a client go: the addresses, checked, of the
// channels chosen.
type Reach struct {
	Mobile   string   `json:"mobile,omitempty"` // E.164
	Email    string   `json:"email,omitempty"`
	Channels []string `json:"channels"`
}

// Refusals of an address that was typed while only the other channel was
// chosen: nothing would be sent there, and nobody would be told.
var (
	ErrMobileUnchosen = &Error{Kind: Invalid, Code: "channels.mobile", Field: "mobile"}
	ErrEmailUnchosen  = &Error{Kind: Invalid, Code: "channels.email", Field: "email"}
)

// ParseReach checks the contact that somebody typed and gives every fault at
// once: no known channel, an address that is malformed or missing for its
// channel, one whose channel was not chosen.
func ParseReach(mobile, email string, channels []string) (Reach, []*Error) {
	var r Reach
	var faults []*Error
	for _, channel := range []string{ChannelSMS, ChannelEmail} {
		if slices.Contains(channels, channel) {
			r.Channels = append(r.Channels, channel)
		}
	}
	if len(r.Channels) == 0 || len(r.Channels) != len(channels) {
		faults = append(faults, ErrNoChannel)
	}
	note := func(fault *Error) {
		if fault != nil {
			faults = append(faults, fault)
		}
	}
	if r.wants(ChannelSMS, mobile) {
		parsed, fault := ParseMobile(mobile)
		r.Mobile = parsed.E164()
		note(cmp.Or(fault, r.unchosen(ChannelSMS, ErrMobileUnchosen)))
	}
	if r.wants(ChannelEmail, email) {
		parsed, fault := ParseEmail(email)
		r.Email = parsed.Address()
		note(cmp.Or(fault, r.unchosen(ChannelEmail, ErrEmailUnchosen)))
	}
	return r, faults
}

// Complete completes what was typed to correct a contact: an address that was left
// empty, of a channel that was chosen, stays as it was.
func (r Reach) Complete(mobile, email string, channels []string) (newMobile, newEmail string) {
	if strings.TrimSpace(mobile) == "" && slices.Contains(channels, ChannelSMS) {
		mobile = r.Mobile
	}
	if strings.TrimSpace(email) == "" && slices.Contains(channels, ChannelEmail) {
		email = r.Email
	}
	return mobile, email
}

// wants reports whether an address is to be checked: its channel was chosen, or
// something was typed.
func (r Reach) wants(channel, typed string) bool {
	return slices.Contains(r.Channels, channel) || strings.TrimSpace(typed) != ""
}

func (r Reach) unchosen(channel string, fault *Error) *Error {
	if len(r.Channels) == 0 || slices.Contains(r.Channels, channel) {
		return nil
	}
	return fault
}

// Address gives the address for a channel.
func (r Reach) Address(channel string) string {
	if channel == ChannelSMS {
		return r.Mobile
	}
	return r.Email
}

// Masked gives the address for a channel as pages may show it; empty when there
// is none.
func (r Reach) Masked(channel string) string {
	to := r.Address(channel)
	switch {
	case to == "":
		return ""
	case channel == ChannelSMS:
		return Mobile(to).Masked()
	default:
		return Email(to).Masked()
	}
}

// Shares reports whether two contacts have a mobile or an e-mail in common. One
// that was blanked shares nothing.
func (r Reach) Shares(other Reach) bool {
	return r.Mobile != "" && r.Mobile == other.Mobile || r.Email != "" && r.Email == other.Email
}
