package gsis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"myphoto/internal/login"
)

// maxCode bounds the authorization code the browser brings, in bytes.
const maxCode = 1024

// Config says which server is asked and as whom.
type Config struct {
	BaseURL      string       // up to and including /oauth2server, /oauth2serverotp or /oauth2servergov
	ClientID     string       // issued for this application alone
	ClientSecret string       //
	RedirectURL  string       // our callback, registered with the server
	HTTP         *http.Client // nil: a client with the system's certificates
}

// Provider is one of the state's OAuth 2.0 servers.
type Provider struct {
	base  string
	oauth oauth2.Config
	http  *http.Client
}

var _ login.Provider = (*Provider)(nil)

// New checks the configuration; it asks the server nothing. All faults come
// back at once.
func New(c Config) (*Provider, error) {
	base := strings.TrimRight(c.BaseURL, "/")
	var missing error
	if c.ClientID == "" || c.ClientSecret == "" {
		missing = errors.New("client id or secret missing")
	}
	if err := errors.Join(checkURL("server", base), checkURL("callback", c.RedirectURL), missing); err != nil {
		return nil, fmt.Errorf("identity provider: %w", err)
	}
	return &Provider{
		base: base,
		oauth: oauth2.Config{
			ClientID:     c.ClientID,
			ClientSecret: c.ClientSecret,
			RedirectURL:  c.RedirectURL,
			Scopes:       []string{scope},
			Endpoint: oauth2.Endpoint{
				AuthURL:   base + "/oauth/authorize",
				TokenURL:  base + "/oauth/token",
				AuthStyle: oauth2.AuthStyleInParams,
			},
		},
		http: newGuarded(c.HTTP),
	}, nil
}

const scope = "read"

// AuthorizeURL gives the address of the sign-in page.
func (p *Provider) AuthorizeURL(state string) string {
	return p.oauth.AuthCodeURL(state)
}

// SignOutURL gives the address that ends the session at the provider.
func (p *Provider) SignOutURL(returnTo string) string {
	return p.base + "/logout/" + url.PathEscape(p.oauth.ClientID) + "/?" + url.Values{"url": {returnTo}}.Encode()
}

// Identify exchanges the code for a token and the token for the person.
func (p *Provider) Identify(ctx context.Context, code string) (login.Identity, error) {
	if code == "" || len(code) > maxCode {
		return login.Identity{}, fmt.Errorf("exchange code: %w", login.Denied())
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	token, err := p.token(ctx, code)
	if err != nil {
		return login.Identity{}, fmt.Errorf("exchange code: %w", err)
	}
	document, err := p.userinfo(ctx, token)
	if err != nil {
		return login.Identity{}, fmt.Errorf("ask who signed in: %w", err)
	}
	who, err := readUserinfo(document)
	if err != nil {
		return login.Identity{}, fmt.Errorf("read who signed in: %w", err)
	}
	return who, nil
}

func (p *Provider) token(ctx context.Context, code string) (string, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, p.http)
	token, err := p.oauth.Exchange(ctx, code, oauth2.SetAuthURLParam("scope", scope))
	if said, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return "", refusal(said.ErrorCode)
	}
	if err != nil {
		return "", unavailable(ctx, reason(err))
	}
	return token.AccessToken, nil
}

func (p *Provider) userinfo(ctx context.Context, token string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/userinfo?format=xml", nil)
	if err != nil {
		return nil, unavailable(ctx, "bad address")
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/xml")
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, unavailable(ctx, reason(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, unavailable(ctx, reason(err))
	}
	if said, isError := jsonError(body); isError {
		return nil, refusal(said)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, unavailable(ctx, fmt.Sprintf("status %d", resp.StatusCode))
	}
	return body, nil
}

// checkURL wants an absolute https address; plain http only on this machine.
// The address stays out of the error because it may hold a password.
func checkURL(what, address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("%s address is not a plain absolute address", what)
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("%s address must begin with https://", what)
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
