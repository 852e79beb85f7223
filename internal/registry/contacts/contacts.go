package contacts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"myphoto/internal/registry"
)

// Config is the address of the service and our credentials there. The
// interoperability centre issues separate credentials for each service.
type Config struct {
	URL       string // of the service, …/esb/notificationCenterElementsService
	Namespace string // of the body, an absolute URI
	User      string
	Password  string
	HTTP      *http.Client // nil: a client with the system's certificates
}

// Register is the National Contact Register.
type Register struct {
	client         *registry.Client
	namespace      string
	user, password string
}

var _ registry.Contacts = (*Register)(nil)

// New checks the configuration; it sends nothing.
func New(c Config) (*Register, error) {
	client, err := registry.NewClient(c.URL, c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("contact register: %w", err)
	}
	if c.User == "" || c.Password == "" {
		return nil, errors.New("contact register: user or password missing")
	}
	if u, err := url.Parse(c.Namespace); err != nil || !u.IsAbs() {
		return nil, errors.New("contact register: the namespace is not an absolute URI")
	}
	return &Register{client: client, namespace: c.Namespace, user: c.User, password: c.Password}, nil
}

// Contact returns the confirmed contacts of the person.
func (r *Register) Contact(ctx context.Context, afm string, a registry.Audit) (registry.Contact, error) {
	header := http.Header{
		"Content-Type": {"text/xml; charset=utf-8"}, "Accept": {"text/xml"},
		"Soapaction": {`"` + operation + `"`},
	}
	said, err := r.client.Post(ctx, header, r.question(afm, a))
	if err != nil {
		return registry.Contact{}, fmt.Errorf("ask contact register: %w", err)
	}
	contact, err := read(said)
	if err != nil {
		return registry.Contact{}, fmt.Errorf("read answer of contact register: %w", err)
	}
	return contact, nil
}
