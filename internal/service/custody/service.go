package custody

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store    *store.Store
	Subjects *subjects.Subjects
	Quota    *quota.Quota
	Values   *seal.Generations
	Custody  registry.Custody // nil, as the next: nobody can act for a minor
	People   registry.People
	Now      func() time.Time
	RealNow  func() time.Time // for the registers
	Log      *slog.Logger
}

// Service is the desk.
type Service struct{ config Config }

// New makes the desk.
func New(c Config) *Service { return &Service{c} }

// answer is what the registers say about a minor and a custodian.
type answer struct {
	kind   photo.CustodyKind
	person registry.RegisteredPerson
}

// kinds maps the words of the register to those of the records. The others confirm
// nothing.
var kinds = map[registry.CustodyKind]photo.CustodyKind{
	registry.CustodySole: photo.SoleCustody, registry.CustodyJoint: photo.JointCustody, registry.CustodyGuardian: photo.Guardianship,
}

// ask asks the registers about a minor: who has the number, and what the person is to the
// minor under the number in force. Unless the custody is confirmed the answer says nothing
// of either: it refuses [photo.ErrNotCustodian], and [ErrNotConnected] and
// "register-unavailable".
func (s *Service) ask(ctx context.Context, custodian photo.TaxID, number registry.PersonNumber) (answer, error) {
	if s.config.Custody == nil || s.config.People == nil {
		return answer{}, ErrNotConnected
	}
	nobody := false
	person, err := s.config.People.Person(ctx, number, s.audit())
	switch {
	case photo.IsKind(err, photo.NotFound):
		// The next register is asked all the same: whether it answers, and how long that
		// takes, must not tell who has a number.
		person.AMKA, person.PAAYPA, nobody = number.AMKA, number.PAAYPA, true
	case err != nil:
		s.logUnavailable(ctx, "register of people", err)
		return answer{}, fmt.Errorf("ask the register of people: %w", err)
	}
	question := registry.CustodyQuestion{AFM: custodian, AMKA: person.AMKA}
	if person.AMKA == "" {
		question.PAAYPA = person.PAAYPA
	}
	said, err := s.config.Custody.Custody(ctx, question, s.audit())
	if err != nil {
		s.logUnavailable(ctx, "custody register", err)
		return answer{}, fmt.Errorf("ask the custody register: %w", err)
	}
	kind, confirmed := kinds[said]
	if !confirmed || nobody {
		return answer{}, photo.ErrNotCustodian
	}
	return answer{kind, person}, nil
}

// audit returns the audit of a question, with an id of its own.
func (s *Service) audit() registry.Audit {
	return registry.OwnAudit(photo.NewID("cus_"), s.config.RealNow())
}

func (s *Service) logUnavailable(ctx context.Context, what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.config.Log.WarnContext(ctx, "unavailable", "system", what, "error", err)
}
