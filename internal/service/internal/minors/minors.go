package minors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// ErrNotConnected means that this service asks no custody register.
var ErrNotConnected = &photo.Error{Kind: photo.Unavailable, Code: "minor.closed", RetryAfter: time.Hour}

// Registers are the two that know of minors.
type Registers struct {
	Subjects *subjects.Subjects
	Custody  registry.Custody // nil, as the next: nobody can act for a minor
	People   registry.People
	Now      func() time.Time
	RealNow  func() time.Time // for the registers
	Log      *slog.Logger
}

// Answer is what the registers say about a minor and a custodian.
type Answer struct {
	Kind   photo.CustodyKind
	Person registry.RegisteredPerson
}

// kinds maps the words of the register to those of the records. The others confirm
// nothing.
var kinds = map[registry.CustodyKind]photo.CustodyKind{
	registry.CustodySole: photo.SoleCustody, registry.CustodyJoint: photo.JointCustody, registry.CustodyGuardian: photo.Guardianship,
}

// Ask asks the registers about a minor: who has the number, and what the person is to the
// minor under the number in force. Unless the custody is confirmed the answer says nothing
// of either: it refuses [photo.ErrNotCustodian], and [ErrNotConnected] and
// "register-unavailable". The person of an answer may have come of age.
func (r *Registers) Ask(ctx context.Context, custodian photo.TaxID, number registry.PersonNumber) (Answer, error) {
	if r.Custody == nil || r.People == nil {
		return Answer{}, ErrNotConnected
	}
	nobody := false
	person, err := r.People.Person(ctx, number, r.audit())
	switch {
	case photo.IsKind(err, photo.NotFound):
		// The next register is asked all the same: whether it answers, and how long that
		// takes, must not tell who has a number.
		person.AMKA, person.PAAYPA, nobody = number.AMKA, number.PAAYPA, true
	case err != nil:
		r.logUnavailable(ctx, "register of people", err)
		return Answer{}, fmt.Errorf("ask the register of people: %w", err)
	}
	question := registry.CustodyQuestion{AFM: custodian, AMKA: person.AMKA}
	if person.AMKA == "" {
		question.PAAYPA = person.PAAYPA
	}
	said, err := r.Custody.Custody(ctx, question, r.audit())
	if err != nil {
		r.logUnavailable(ctx, "custody register", err)
		return Answer{}, fmt.Errorf("ask the custody register: %w", err)
	}
	kind, confirmed := kinds[said]
	if !confirmed || nobody {
		return Answer{}, photo.ErrNotCustodian
	}
	return Answer{kind, person}, nil
}

// Confirm is [Registers.Ask] about a minor who was entered before: it also refuses
// [photo.ErrNotCustodian] for somebody who has come of age.
func (r *Registers) Confirm(ctx context.Context, custodian photo.TaxID, number registry.PersonNumber) (Answer, error) {
	said, err := r.Ask(ctx, custodian, number)
	if err == nil && !r.Now().Before(photo.AdultAt(said.Person.BirthDate)) {
		return Answer{}, photo.ErrNotCustodian
	}
	return said, err
}

// Number returns the number by which the registers know a minor; [store.ErrNotFound]
// where none is recorded.
func (r *Registers) Number(ctx context.Context, tx *store.Tx, minor photo.SubjectID) (number registry.PersonNumber, err error) {
	if number.AMKA, err = r.Subjects.AMKA(ctx, tx, minor); !errors.Is(err, store.ErrNotFound) {
		return number, err
	}
	number.PAAYPA, err = r.Subjects.PAAYPA(ctx, tx, minor)
	return number, err
}

// audit returns the audit of a question, with an id of its own.
func (r *Registers) audit() registry.Audit {
	return registry.OwnAudit(photo.NewID("cus_"), r.RealNow())
}

func (r *Registers) logUnavailable(ctx context.Context, what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	r.Log.WarnContext(ctx, "unavailable", "system", what, "error", err)
}
