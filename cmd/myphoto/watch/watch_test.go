package watch_test

import (
	"context"
	"errors"
	"testing"

	"myphoto/cmd/myphoto/watch"
	"myphoto/internal/login"
	"myphoto/internal/registry"
)

// answers returns what a test sets.
type answers struct{ err error }

func (a *answers) AuthorizeURL(string) string { return "" }

func (a *answers) SignOutURL(string) string { return "" }

func (a *answers) Identify(context.Context, string) (login.Identity, error) {
	return login.Identity{}, a.err
}

func (a *answers) Business(context.Context, string) (registry.Business, error) {
	return registry.Business{}, a.err
}

func (a *answers) Contact(context.Context, string, registry.Audit) (registry.Contact, error) {
	return registry.Contact{}, a.err
}

func (a *answers) Custody(context.Context, registry.CustodyQuestion, registry.Audit) (registry.CustodyKind, error) {
	return registry.CustodyNone, a.err
}

func (a *answers) Person(context.Context, registry.PersonNumber, registry.Audit) (registry.RegisteredPerson, error) {
	return registry.RegisteredPerson{}, a.err
}

// While one of them is down nobody can sign in, and the page of the state must say so.
func TestSystemFailsUntilItAnswersAgain(t *testing.T) {
	t.Parallel()
	a := &answers{}
	l, c, b := watch.Login{Provider: a}, watch.Contacts{Contacts: a}, watch.Businesses{Businesses: a}
	m, p := watch.Custody{Register: a}, watch.People{People: a}
	ask := func(ctx context.Context, err error) {
		a.err = err
		_, _ = l.Identify(ctx, "code")
		_, _ = c.Contact(ctx, "123456783", registry.Audit{})
		_, _ = b.Business(ctx, "123456783")
		_, _ = m.Custody(ctx, registry.CustodyQuestion{}, registry.Audit{})
		_, _ = p.Person(ctx, registry.PersonNumber{}, registry.Audit{})
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for n, step := range []struct {
		ctx  context.Context
		err  error
		want bool
	}{
		{t.Context(), nil, false},
		{gone, registry.Unavailable(), false},
		{t.Context(), registry.Unavailable(), true},
		{t.Context(), login.Denied(), true}, // also what no provider was asked for
		{t.Context(), errors.New("a fault of ours"), true},
		{t.Context(), registry.NotRegistered(), false},
		{t.Context(), login.Unavailable(), true},
		{t.Context(), nil, false},
	} {
		ask(step.ctx, step.err)
		for name, failing := range map[string]bool{"login": l.Failing(), "contacts": c.Failing(), "business": b.Failing(), "custody": m.Failing(), "amka": p.Failing()} {
			if failing != step.want {
				t.Errorf("step %d, %s: failing %t", n, name, failing)
			}
		}
	}
}
