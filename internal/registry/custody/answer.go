package custody

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"myphoto/internal/outbound"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

const (
	maxName     = 200  // characters of a name
	minYear     = 1900 // of a birth; the two digits of an ΑΜΚΑ cannot mean an earlier one
	codeLapsed  = "PAAYPA_INACTIVE"
	birthLayout = "02/01/2006"
)

type custodyAnswer struct {
	Output *struct {
		Custody *string `json:"custody"`
	} `json:"getCustodyOutputRecord"`
	Error *errorRecord `json:"errorRecord"`
}

type personAnswer struct {
	Output *personRecord `json:"getPersonOutputRecord"`
	Error  *errorRecord  `json:"errorRecord"`
}

type personRecord struct {
	AMKA      *string `json:"amkaInForce"`
	PAAYPA    *string `json:"paaypa"`
	AFM       *string `json:"afm"`
	BirthDate *string `json:"birthDate"`
	Surname   *string `json:"surname"`
	Name      *string `json:"name"`
}

type errorRecord struct {
	Code *string `json:"errorCode"`
}

// outcome is what the errorRecord of an answer means.
type outcome int

const (
	answered outcome = iota
	absent           // there is no such entry
	lapsed           // there is one, and its ΠΑΑΥΠΑ was deactivated
)

var wellFormed = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)

// outcome repeats a code of the register if it has the form of one. As with the
// contact register, the codes that end in NOT_FOUND or _NF mean that there is no
// entry.
func (e *errorRecord) outcome() (outcome, error) {
	if e == nil {
		return answered, nil
	}
	switch code := value(e.Code); {
	case code == "":
		return answered, nil
	case code == codeLapsed:
		return lapsed, nil
	case !wellFormed.MatchString(code):
		return answered, unexpected("unknown error")
	case strings.HasSuffix(code, "NOT_FOUND"), strings.HasSuffix(code, "_NF"):
		return absent, nil
	default:
		return answered, unexpected(code)
	}
}

func unexpected(why string) error { return fmt.Errorf("%s: %w", why, registry.Unavailable()) }

func readCustody(document []byte) (registry.CustodyKind, error) {
	var said custodyAnswer
	if err := outbound.ReadJSON(document, &said); err != nil {
		return registry.CustodyNone, unexpected(err.Error())
	}
	is, err := said.Error.outcome()
	switch {
	case err != nil:
		return registry.CustodyNone, err
	case is == absent && said.Output == nil:
		return registry.CustodyNone, nil
	case is != answered || said.Output == nil:
		return registry.CustodyNone, unexpected("error and record do not fit together")
	}
	return kindOf(value(said.Output.Custody))
}

func kindOf(word string) (registry.CustodyKind, error) {
	switch word {
	case "NONE":
		return registry.CustodyNone, nil
	case "PARENT":
		return registry.CustodyParent, nil
	case "SOLE_CUSTODY":
		return registry.CustodySole, nil
	case "JOINT_CUSTODY":
		return registry.CustodyJoint, nil
	case "GUARDIAN":
		return registry.CustodyGuardian, nil
	}
	return registry.CustodyNone, unexpected("unknown custody")
}

// readPerson accepts only an answer about the number that was asked for, as far as it
// can be seen: an ΑΜΚΑ may have been replaced by another one.
func readPerson(document []byte, asked registry.PersonNumber, now time.Time) (registry.RegisteredPerson, error) {
	var none registry.RegisteredPerson
	var said personAnswer
	if err := outbound.ReadJSON(document, &said); err != nil {
		return none, unexpected(err.Error())
	}
	is, err := said.Error.outcome()
	switch {
	case err != nil:
		return none, err
	case is == absent && said.Output == nil:
		return none, fmt.Errorf("no entry: %w", registry.NotRegistered())
	case is == absent || said.Output == nil:
		return none, unexpected("error and record do not fit together")
	}
	p, err := said.Output.person(now)
	if err != nil {
		return none, unexpected(err.Error())
	}
	if !isAbout(p, asked) {
		return none, unexpected("answer about another number")
	}
	p.Lapsed = is == lapsed && p.AMKA == ""
	return p, nil
}

func isAbout(p registry.RegisteredPerson, asked registry.PersonNumber) bool {
	switch {
	case asked.AMKA != "":
		return p.AMKA != ""
	case asked.PAAYPA != "":
		return p.PAAYPA == asked.PAAYPA
	}
	return p.AFM == asked.AFM && (p.AMKA != "" || p.PAAYPA != "")
}

// person reads the record; the error says which value is not as it must be.
func (r personRecord) person(now time.Time) (registry.RegisteredPerson, error) {
	var p registry.RegisteredPerson
	var err error
	if p.AMKA, err = amkaOf(value(r.AMKA)); err != nil {
		return p, err
	}
	if number := value(r.PAAYPA); number != "" {
		var fault *photo.Error
		if p.PAAYPA, fault = photo.ParsePAAYPA(number); fault != nil {
			return p, errors.New("impossible ΠΑΑΥΠΑ")
		}
	}
	if p.AFM, err = taxIDOf(value(r.AFM)); err != nil {
		return p, err
	}
	if p.BirthDate, err = birthOf(value(r.BirthDate), now); err != nil {
		return p, err
	}
	p.Surname, p.Name = value(r.Surname), value(r.Name)
	for _, name := range []string{p.Surname, p.Name} {
		if utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, photo.Invisible) {
			return p, errors.New("impossible name")
		}
	}
	if p.Surname == "" && p.Name == "" {
		return p, errors.New("no name")
	}
	return p, nil
}

var (
	amkaForm  = regexp.MustCompile(`^[0-9]{11}$`)
	taxIDForm = regexp.MustCompile(`^(?:00)?([0-9]{9})$`)
	// birthForm is a date, alone or with midnight by a clock of 24 or of twelve hours.
	// Any other time would be one that was moved to another zone, and its date with it.
	birthForm = regexp.MustCompile(`^([0-9]{2}/[0-9]{2}/[0-9]{4})(?:-(?:00|12):00:00)?$`)
)

func amkaOf(number string) (photo.AMKA, error) {
	if number == "" {
		return "", nil
	}
	amka, fault := photo.ParseAMKA(number)
	if fault != nil || !amkaForm.MatchString(number) {
		return "", errors.New("impossible ΑΜΚΑ")
	}
	return amka, nil
}

func taxIDOf(number string) (photo.TaxID, error) {
	if number == "" {
		return "", nil
	}
	parts := taxIDForm.FindStringSubmatch(number)
	if parts == nil {
		return "", errors.New("impossible ΑΦΜ")
	}
	tax, fault := photo.ParseTaxID(parts[1])
	if fault != nil {
		return "", errors.New("impossible ΑΦΜ")
	}
	return tax, nil
}

// birthOf returns when a day from 1900 until today began in Athens: at 00:00, or at
// 01:00 where summer time began at midnight.
func birthOf(day string, now time.Time) (time.Time, error) {
	parts := birthForm.FindStringSubmatch(day)
	if parts == nil {
		return time.Time{}, errors.New("no birth date in the expected form")
	}
	birth, err := time.ParseInLocation(birthLayout, parts[1], photo.Athens())
	if err != nil || birth.Year() < minYear || birth.After(now) {
		return time.Time{}, errors.New("impossible birth date")
	}
	return birth, nil
}

// value returns a field without padding and double spaces; empty when it is null,
// blank or underscores alone.
func value(field *string) string {
	if field == nil {
		return ""
	}
	text := strings.Join(strings.Fields(*field), " ")
	if strings.Trim(text, "_") == "" {
		return ""
	}
	return text
}
