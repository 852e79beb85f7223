package photo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Judging is what a studio says about how its pictures are to be judged.
type Judging struct {
	Age            Age    `json:"age,omitempty"`             // of the client
	Override       Reason `json:"override,omitempty"`        // why rules of the portrait are lifted; empty: they are not
	OverrideReason string `json:"override_reason,omitempty"` // in the photographer's words

	// Crops are the frames chosen by hand, of those documents that have one.
	Crops map[ProfileID]Crop `json:"crops,omitempty"`
}

// ErrOverrideReason refuses a reason without words.
var ErrOverrideReason = &Error{Kind: Invalid, Code: "override.reason", Field: "override_reason"}

// maxOverrideReason is how long the photographer's words may be, in characters.
const maxOverrideReason = 200

// Faults lists everything that is wrong with what was said.
func (j Judging) Faults() []*Error {
	var faults []*Error
	if fault := CheckText(j.OverrideReason, maxOverrideReason); fault != nil {
		faults = append(faults, fault.In("override_reason"))
	}
	if _, fault := ParseAge(string(j.Age)); fault != nil {
		faults = append(faults, ErrUnknownAge)
	}
	if j.Override == "" {
		return faults
	}
	if _, fault := ParseReason(string(j.Override)); fault != nil {
		faults = append(faults, ErrUnknownReason)
	}
	if strings.TrimSpace(j.OverrideReason) == "" {
		faults = append(faults, ErrOverrideReason)
	}
	return faults
}

// After gives how pictures are judged that change earlier ones: about the
// person, what is left unsaid holds as it was said.
func (j Judging) After(kept Judging) Judging {
	if j.Age == "" && j.Override == "" && j.OverrideReason == "" {
		j.Age, j.Override, j.OverrideReason = kept.Age, kept.Override, kept.OverrideReason
	}
	return j
}

// ErrTooLong refuses a text of more characters than it may have.
var ErrTooLong = &Error{Kind: Invalid, Code: "text.long"}

// CheckText refuses a free text of one line that is longer than so many
// characters or holds what cannot be seen; nil when it is in order.
func CheckText(text string, most int) *Error {
	if n := utf8.RuneCountInString(text); n > most {
		return ErrTooLong.With("max", most).With("n", n)
	}
	if strings.ContainsFunc(text, Unseen) {
		return &Error{Kind: Invalid, Code: "text.control"}
	}
	return nil
}

// Unseen finds what hides in a text, or lets it look like another: control
// characters, line ends, controls of the direction of writing, characters
// without width, and the mark that stands for a broken one. The two joiners
// shape letters and emoji that can be seen.
func Unseen(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
