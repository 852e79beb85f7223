package api

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"myphoto/internal/photo"
)

// Limits of the text fields of a retrieval, in characters. They are in
// openapi.yaml too.
const (
	maxShort = 64  // purpose, case, and the fields of audit but the unit
	maxUnit  = 128 // audit.unit, the name of a service
	maxTime  = 35  // RFC 3339 with nine decimals and an offset
	maxAddr  = 45  // an IPv6 address that ends as an IPv4 one
)

// rfc3339 is stricter than time.Parse.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$`)

// paaypa is deliberately lax: the format is not published, the register decides.
var paaypa = regexp.MustCompile(`^[0-9A-Za-z]{11}$`)

// validator collects the faults of one request, in the order of its fields.
type validator struct{ faults []*photo.Error }

// add adds a fault of a field that was read but breaks a rule.
func (c *validator) add(field, code string) {
	c.faults = append(c.faults, &photo.Error{Kind: photo.Invalid, Code: code, Field: field})
}

// err returns all faults as one refusal, with the kind of the first; nil when
// there is none.
func (c *validator) err() error { return photo.Join(c.faults...) }

// text checks a field of 1 to max visible characters.
func (c *validator) text(field, value string, max int) {
	switch {
	case value == "":
		c.add(field, "missing")
	case utf8.RuneCountInString(value) > max:
		c.faults = append(c.faults, (&photo.Error{Kind: photo.Invalid, Code: "length", Field: field}).WithArg("max", max))
	case strings.ContainsFunc(value, photo.Invisible) || strings.TrimSpace(value) != value:
		c.add(field, "characters")
	}
}

func (c *validator) time(field, value string) {
	_, err := time.Parse(time.RFC3339, value)
	switch {
	case value == "":
		c.add(field, "missing")
	case len(value) > maxTime || err != nil || !rfc3339.MatchString(value):
		c.add(field, "time")
	}
}

func (c *validator) address(field, value string) {
	addr, err := netip.ParseAddr(value)
	switch {
	case value == "":
		c.add(field, "missing")
	case len(value) > maxAddr || err != nil || addr.Zone() != "":
		c.add(field, "address")
	}
}

// items checks the list of items: at least one, each of them known and not
// repeated.
func (c *validator) items(field string, names []string) []photo.Item {
	if len(names) == 0 {
		c.add(field, "missing")
		return nil
	}
	var items []photo.Item
	for _, name := range names {
		item := photo.Item(name)
		switch {
		case item != photo.ItemPhoto && item != photo.ItemSignature:
			c.add(field, "item")
			return nil
		case slices.Contains(items, item):
			c.add(field, "repeated")
			return nil
		}
		items = append(items, item)
	}
	return items
}

// subject checks that a person is named by exactly one number, in its canonical
// form. A number with a wrong check digit is malformed: it was misread, and no
// register needs to be asked.
func (c *validator) subject(s subjectBody) {
	given := 0
	for _, number := range []*string{s.AFM, s.AMKA, s.PAAYPA} {
		if number != nil {
			given++
		}
	}
	if given != 1 {
		c.add("subject", "subject")
		return
	}
	switch {
	case s.AFM != nil:
		if id, fault := photo.ParseTaxID(*s.AFM); fault != nil || id.Digits() != *s.AFM {
			c.faults = append(c.faults, malformedField("subject.afm", "afm"))
		}
	case s.AMKA != nil:
		if id, fault := photo.ParseAMKA(*s.AMKA); fault != nil || id.Digits() != *s.AMKA {
			c.faults = append(c.faults, malformedField("subject.amka", "amka"))
		}
	case !paaypa.MatchString(*s.PAAYPA):
		c.faults = append(c.faults, malformedField("subject.paaypa", "paaypa"))
	}
}
