package watch

import (
	"context"
	"errors"

	"myphoto/internal/login"
	"myphoto/internal/outage"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// System is one that people's sign-in or the files of minors depend on.
type System struct {
	Name string // in metrics and on the page of the state

	outage outage.Outage
}

// Failing reports whether the system did not answer when it was last asked.
func (s *System) Failing() bool { return s.outage.Lasts() }

// note remembers what came of a question. A visitor who left says nothing about the
// system; neither does a refusal that may have come without a question.
func (s *System) note(ctx context.Context, err error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
	case photo.IsKind(err, photo.Unavailable):
		s.outage.Failed(err)
	case err == nil, photo.IsKind(err, photo.NotFound):
		s.outage.Worked()
	}
}

// Login is an identity provider that is watched.
type Login struct {
	login.Provider
	System
}

// Identify asks the provider.
func (l *Login) Identify(ctx context.Context, code string) (login.Identity, error) {
	who, err := l.Provider.Identify(ctx, code)
	l.note(ctx, err)
	return who, err
}

// Contacts is a register of contacts that is watched.
type Contacts struct {
	registry.Contacts
	System
}

// Contact asks the register.
func (c *Contacts) Contact(ctx context.Context, afm string, a registry.Audit) (registry.Contact, error) {
	found, err := c.Contacts.Contact(ctx, afm, a)
	c.note(ctx, err)
	return found, err
}

// Custody is a custody register that is watched.
type Custody struct {
	Register registry.Custody
	System
}

// Custody asks the register.
func (c *Custody) Custody(ctx context.Context, q registry.CustodyQuestion, a registry.Audit) (registry.CustodyKind, error) {
	kind, err := c.Register.Custody(ctx, q, a)
	c.note(ctx, err)
	return kind, err
}

// People is an ΑΜΚΑ register that is watched.
type People struct {
	registry.People
	System
}

// Person asks the register.
func (p *People) Person(ctx context.Context, number registry.PersonNumber, a registry.Audit) (registry.RegisteredPerson, error) {
	found, err := p.People.Person(ctx, number, a)
	p.note(ctx, err)
	return found, err
}

// Businesses is a business register that is watched.
type Businesses struct {
	registry.Businesses
	System
}

// Business asks the register.
func (b *Businesses) Business(ctx context.Context, afm string) (registry.Business, error) {
	found, err := b.Businesses.Business(ctx, afm)
	b.note(ctx, err)
	return found, err
}
