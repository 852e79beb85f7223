package registry

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"myphoto/internal/photo"
)

// CustodyQuestion asks what an adult is to a child. It prints as [hidden].
type CustodyQuestion struct {
	AFM    photo.TaxID  // of the adult
	AMKA   photo.AMKA   // of the child, in force; or empty
	PAAYPA photo.PAAYPA // of the child, where there is no ΑΜΚΑ; or empty
}

// CustodyKind is what an adult is to a child. It prints as [hidden], because what a
// register says of people is not logged; a conversion to string gives the word.
type CustodyKind string

// What the custody register can say.
const (
	CustodyNone     CustodyKind = "none"
	CustodyParent   CustodyKind = "parent" // of the child, without its custody
	CustodySole     CustodyKind = "sole"
	CustodyJoint    CustodyKind = "joint"
	CustodyGuardian CustodyKind = "guardian"
)

// Confirmed reports whether the adult acts for the child: with sole or joint
// custody, or as its guardian. A parent alone does not.
func (k CustodyKind) Confirmed() bool {
	return k == CustodySole || k == CustodyJoint || k == CustodyGuardian
}

// Custody is the register of custody.
type Custody interface {
	// Custody returns what the adult is to the child, [CustodyNone] also where the
	// register knows one of them not at all. The register knows a child by its number
	// in force alone, which [People] tells, and goes on to name the custodians of
	// people who have come of age. It fails with [Unavailable]; so does a question
	// that does not name an adult and one child.
	Custody(ctx context.Context, q CustodyQuestion, a Audit) (CustodyKind, error)
}

// PersonNumber is exactly one number of a person. It prints as [hidden].
type PersonNumber struct {
	AMKA   photo.AMKA // in force or replaced
	PAAYPA photo.PAAYPA
	AFM    photo.TaxID
}

// RegisteredPerson is an entry of the ΑΜΚΑ register. It prints as [hidden].
type RegisteredPerson struct {
	AMKA      photo.AMKA   // in force; empty while there is only a ΠΑΑΥΠΑ
	PAAYPA    photo.PAAYPA // also after it became an ΑΜΚΑ; or empty
	AFM       photo.TaxID  // or empty
	BirthDate time.Time    // when the day began in Athens; it alone says who is a minor
	Surname   string       // Greek capitals, as a rule; at most 200 characters
	Name      string       // likewise; one of the two may be empty
	Lapsed    bool         // the ΠΑΑΥΠΑ was deactivated and there is no ΑΜΚΑ
}

// People is the ΑΜΚΑ register.
type People interface {
	// Person returns the person with the number. It fails with [NotRegistered] when
	// there is none and with [Unavailable]; so does a number that is not exactly one.
	Person(ctx context.Context, number PersonNumber, a Audit) (RegisteredPerson, error)
}

// Complete reports whether all six fields have a value, as the interoperability
// centre demands of its members.
func (a Audit) Complete() bool {
	for _, field := range []string{a.TransactionID, a.Unit, a.Protocol, a.UserID, a.UserIP} {
		if strings.TrimSpace(field) == "" {
			return false
		}
	}
	return !a.At.IsZero()
}

// String hides the numbers.
func (CustodyQuestion) String() string { return hidden }

// GoString hides the numbers.
func (CustodyQuestion) GoString() string { return hidden }

// LogValue hides the numbers.
func (CustodyQuestion) LogValue() slog.Value { return slog.StringValue(hidden) }

// String hides the answer.
func (CustodyKind) String() string { return hidden }

// GoString hides the answer.
func (CustodyKind) GoString() string { return hidden }

// LogValue hides the answer.
func (CustodyKind) LogValue() slog.Value { return slog.StringValue(hidden) }

// String hides the number.
func (PersonNumber) String() string { return hidden }

// GoString hides the number.
func (PersonNumber) GoString() string { return hidden }

// LogValue hides the number.
func (PersonNumber) LogValue() slog.Value { return slog.StringValue(hidden) }

// String hides the person.
func (RegisteredPerson) String() string { return hidden }

// GoString hides the person.
func (RegisteredPerson) GoString() string { return hidden }

// LogValue hides the person.
func (RegisteredPerson) LogValue() slog.Value { return slog.StringValue(hidden) }
