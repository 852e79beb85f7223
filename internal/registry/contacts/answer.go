package contacts

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"myphoto/internal/outbound"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// envelope is a SOAP 1.1 answer. Elements of the body are found by their local
// names, because the namespace of the register is not published. A field is a
// list, so that one that comes twice can be refused.
type envelope struct {
	XMLName xml.Name  `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Answers []answer  `xml:"Body>getNncIdentityExtResponse"`
	Fault   *struct{} `xml:"Body>Fault"`
}

type answer struct {
	Outputs []output `xml:"getNncIdentityExtOutputRecord"`
	Call    string   `xml:"callSequenceId"`
	Errors  []string `xml:"errorRecord>errorCode"`
}

type output struct {
	Mobile []string `xml:"mobile"`
	Email  []string `xml:"email"`
}

// read distinguishes "no entry" (the empty Contact) from "could not be asked".
// Mistaking the second for the first would tell people to register a number
// that they have already registered.
func read(document []byte) (registry.Contact, error) {
	said, err := parse(document)
	if err != nil {
		return registry.Contact{}, fmt.Errorf("%w: %w", err, registry.Unavailable())
	}
	absent := false
	for _, code := range said.Errors {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		if err := refusal(code); err != nil {
			return registry.Contact{}, err
		}
		absent = true
	}
	switch {
	case absent:
		return registry.Contact{}, nil
	case len(said.Outputs) == 0 && strings.TrimSpace(said.Call) != "": // a numbered answer without a record: no entry
		return registry.Contact{}, nil
	case len(said.Outputs) == 0:
		return registry.Contact{}, fmt.Errorf("no output record: %w", registry.Unavailable())
	}
	record := said.Outputs[0]
	email, fault := photo.ParseEmail(first(record.Email))
	if fault != nil {
		email = ""
	}
	return registry.Contact{Mobile: mobile(first(record.Mobile)), Email: email.Address()}, nil
}

// parse returns the one answer of the envelope, in which no field comes twice.
func parse(document []byte) (answer, error) {
	var said envelope
	if err := outbound.ReadXML(document, &said); err != nil {
		return answer{}, err
	}
	switch {
	case said.Fault != nil:
		return answer{}, errors.New("a SOAP fault")
	case len(said.Answers) != 1 || len(said.Answers[0].Outputs) > 1:
		return answer{}, errors.New("not one answer")
	}
	for _, record := range said.Answers[0].Outputs {
		if len(record.Mobile) > 1 || len(record.Email) > 1 {
			return answer{}, errors.New("a field comes twice")
		}
	}
	return said.Answers[0], nil
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return strings.TrimSpace(all[0])
}

var wellFormed = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)

// refusal repeats the code of the register if it has the form of one. The codes
// are not published; those that end in NOT_FOUND or _NF mean that there is no
// entry, for which it returns nil.
func refusal(code string) error {
	if !wellFormed.MatchString(code) {
		return fmt.Errorf("unknown error: %w", registry.Unavailable())
	}
	if strings.HasSuffix(code, "NOT_FOUND") || strings.HasSuffix(code, "_NF") {
		return nil
	}
	return fmt.Errorf("%s: %w", code, registry.Unavailable())
}

// mobile returns the number in E.164 form, or the empty string when it is not
// certain that it can be called. People may confirm foreign numbers at a
// consulate, so a number with the code of another country is accepted. It is never
// picked out of other words: one-time codes go to it.
func mobile(s string) string {
	number, fault := photo.ParseMobile(s)
	if fault != nil || strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return number.E164()
}
