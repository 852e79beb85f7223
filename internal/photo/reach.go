package photo

import (
	"cmp"
	"slices"
	"strings"
)

// Channel is the way in which a message reaches a client, as forms and records
// spell it.
type Channel string

// The channels.
const (
	ChannelSMS   Channel = "sms"
	ChannelEmail Channel = "email"
)

// Channels lists every channel, in the order of the form.
func Channels() []Channel { return []Channel{ChannelSMS, ChannelEmail} }

// Contact is where the code of a client is to be sent, as typed and not yet
// checked.
type Contact struct {
	Mobile, Email string
	Channels      []Channel
	Agreed        bool // the client saw the pictures and agrees
}

// IsUnaddressed reports whether neither a mobile nor an e-mail address was typed.
func (c Contact) IsUnaddressed() bool { return strings.TrimSpace(c.Mobile+c.Email) == "" }

// Reach is where messages for a client are sent: the chosen channels and their
// checked addresses.
type Reach struct {
	Mobile   Mobile    `json:"mobile,omitempty"`
	Email    Email     `json:"email,omitempty"`
	Channels []Channel `json:"channels"`
}

// Refusals of an address that was typed while only the other channel was chosen:
// without them nothing would be sent to it, and nobody would notice.
var (
	ErrMobileUnchosen = &Error{Kind: Invalid, Code: "channels.mobile", Field: "mobile"}
	ErrEmailUnchosen  = &Error{Kind: Invalid, Code: "channels.email", Field: "email"}
)

// ErrMobileAbroad refuses a number of a country to which no text messages are
// sent.
var ErrMobileAbroad = &Error{Kind: Invalid, Code: "mobile.abroad", Field: "mobile"}

// ParseReach checks a typed contact. It returns every fault, in the order of the
// form: no channel or an unknown one, an address that is malformed or missing
// for its channel, a mobile of a country that is not offered, an address whose
// channel was not chosen, and a client who has not agreed.
func ParseReach(typed Contact, offered Countries) (Reach, []*Error) {
	var r Reach
	var faults []*Error
	for _, channel := range Channels() {
		if slices.Contains(typed.Channels, channel) {
			r.Channels = append(r.Channels, channel)
		}
	}
	unknown := func(c Channel) bool { return !slices.Contains(Channels(), c) }
	if len(r.Channels) == 0 || slices.ContainsFunc(typed.Channels, unknown) {
		faults = append(faults, ErrNoChannel)
	}
	add := func(fault *Error) {
		if fault != nil {
			faults = append(faults, fault)
		}
	}
	if r.needsCheck(ChannelSMS, typed.Mobile) {
		parsed, fault := ParseMobile(typed.Mobile)
		if fault == nil && !offered.Include(parsed) {
			parsed, fault = "", ErrMobileAbroad
		}
		r.Mobile = parsed
		add(cmp.Or(fault, r.unlessChosen(ChannelSMS, ErrMobileUnchosen)))
	}
	if r.needsCheck(ChannelEmail, typed.Email) {
		parsed, fault := ParseEmail(typed.Email)
		r.Email = parsed
		add(cmp.Or(fault, r.unlessChosen(ChannelEmail, ErrEmailUnchosen)))
	}
	if !typed.Agreed {
		faults = append(faults, ErrNotAgreed)
	}
	return r, faults
}

// Complete returns a typed correction, completed from r: an empty address of a
// chosen channel becomes the address that r has.
func (r Reach) Complete(typed Contact) Contact {
	if strings.TrimSpace(typed.Mobile) == "" && slices.Contains(typed.Channels, ChannelSMS) {
		typed.Mobile = r.Mobile.E164()
	}
	if strings.TrimSpace(typed.Email) == "" && slices.Contains(typed.Channels, ChannelEmail) {
		typed.Email = r.Email.Address()
	}
	return typed
}

// needsCheck reports whether an address must be checked: its channel was chosen, or
// something was typed.
func (r Reach) needsCheck(channel Channel, typed string) bool {
	return slices.Contains(r.Channels, channel) || strings.TrimSpace(typed) != ""
}

// unlessChosen returns the fault of an address that was typed for a channel that was
// not chosen. When no channel was chosen at all, that is the only fault.
func (r Reach) unlessChosen(channel Channel, fault *Error) *Error {
	if len(r.Channels) == 0 || slices.Contains(r.Channels, channel) {
		return nil
	}
	return fault
}

// Address returns the address of a channel in the clear, empty when there is
// none.
func (r Reach) Address(channel Channel) string {
	if channel == ChannelSMS {
		return r.Mobile.E164()
	}
	return r.Email.Address()
}

// Masked returns the address of a channel as pages may show it, empty when there
// is none.
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

// Shares reports whether two contacts have a mobile number or an e-mail address
// in common. A blanked contact shares nothing.
func (r Reach) Shares(other Reach) bool {
	return r.Mobile != "" && r.Mobile == other.Mobile || r.Email != "" && r.Email == other.Email
}
