package business

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// Config is the address of the register and our credentials there.
type Config struct {
	URL      string // …/wsaade/RgWsPublic2/RgWsPublic2
	User     string // "special" user name, issued for this service
	Password string
	HTTP     *http.Client // nil: a client with the system's certificates
}

// Register is the business register.
type Register struct {
	client         *registry.Client
	user, password string
}

var _ registry.Businesses = (*Register)(nil)

// New checks the configuration; it sends nothing.
func New(c Config) (*Register, error) {
	client, err := registry.NewClient(c.URL, c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("business register: %w", err)
	}
	if c.User == "" || c.Password == "" {
		return nil, errors.New("business register: user or password missing")
	}
	return &Register{client: client, user: c.User, password: c.Password}, nil
}

// Business returns the business with the ΑΦΜ. A number whose check digit is
// wrong is not sent: the register blocks clients that ask about many of them.
func (r *Register) Business(ctx context.Context, afm string) (registry.Business, error) {
	tax, fault := photo.ParseTaxID(afm)
	if fault != nil {
		return registry.Business{}, fmt.Errorf("ask business register: %w", registry.NotRegistered())
	}
	header := http.Header{"Content-Type": {"application/soap+xml; charset=utf-8"}, "Accept": {"application/soap+xml"}}
	said, err := r.client.Post(ctx, header, r.envelope(tax))
	if err != nil {
		return registry.Business{}, fmt.Errorf("ask business register: %w", err)
	}
	found, err := read(said, tax)
	if err != nil {
		return registry.Business{}, fmt.Errorf("read answer of business register: %w", err)
	}
	return found, nil
}

// envelope leaves afm_called_by empty, which means that the owner of the user
// name asks on its own behalf.
func (r *Register) envelope(tax photo.TaxID) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>`+
		`<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"`+
		` xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"`+
		` xmlns:srv="http://rgwspublic2/RgWsPublic2Service" xmlns:typ="http://rgwspublic2/RgWsPublic2">`+
		`<env:Header><wsse:Security><wsse:UsernameToken>`+
		`<wsse:Username>%s</wsse:Username><wsse:Password>%s</wsse:Password>`+
		`</wsse:UsernameToken></wsse:Security></env:Header>`+
		`<env:Body><srv:rgWsPublic2AfmMethod><srv:INPUT_REC>`+
		`<typ:afm_called_by/><typ:afm_called_for>%s</typ:afm_called_for>`+
		`</srv:INPUT_REC></srv:rgWsPublic2AfmMethod></env:Body></env:Envelope>`,
		escaped(r.user), escaped(r.password), escaped(tax.Digits()))
}

func escaped(s string) string {
	var out bytes.Buffer
	// A bytes.Buffer does not fail.
	_ = xml.EscapeText(&out, []byte(s))
	return out.String()
}
