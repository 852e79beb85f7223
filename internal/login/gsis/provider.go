package gsis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"myphoto/internal/login"
	"myphoto/internal/outbound"
)

const (
	scope   = "read"
	timeout = 5 * time.Second // for a whole sign-in, both requests
	maxBody = 64 << 10        // bytes of any response
	maxCode = 1024            // bytes of the authorization code, which comes from the browser
)

// Config is the address of the server and our credentials there.
type Config struct {
	BaseURL      string // up to and including /oauth2server, /oauth2serverotp or /oauth2servergov
	ClientID     string // issued to this service
	ClientSecret string
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

// New checks the configuration and returns all faults at once; it sends
// nothing.
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
		http: outbound.NewClient(c.HTTP, outbound.Limits{Timeout: timeout, MaxBody: maxBody}),
	}, nil
}

// AuthorizeURL returns the address of the sign-in page.
func (p *Provider) AuthorizeURL(state string) string {
	return p.oauth.AuthCodeURL(state)
}

// SignOutURL returns the address that ends the session at the provider.
func (p *Provider) SignOutURL(returnTo string) string {
	return p.base + "/logout/" + url.PathEscape(p.oauth.ClientID) + "/?" + url.Values{"url": {returnTo}}.Encode()
}

// Identify exchanges the code for a token and the token for the person.
func (p *Provider) Identify(ctx context.Context, code string) (login.Identity, error) {
	if code == "" || len(code) > maxCode {
		return login.Identity{}, fmt.Errorf("exchange code: %w", login.Denied())
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
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
		return "", refusal(said.ErrorCode, said.Response.StatusCode)
	}
	if err != nil {
		return "", unavailable(outbound.Redact(ctx, err))
	}
	return token.AccessToken, nil
}

func (p *Provider) userinfo(ctx context.Context, token string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/userinfo?format=xml", nil)
	if err != nil {
		return nil, unavailable(errors.New("bad address"))
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/xml")
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, unavailable(outbound.Redact(ctx, err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, unavailable(outbound.Redact(ctx, err))
	}
	if said, isError := jsonError(body); isError {
		return nil, refusal(said, resp.StatusCode)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refusal("", resp.StatusCode)
	}
	return body, nil
}

func checkURL(what, address string) error {
	if err := outbound.CheckURL(address); err != nil {
		return fmt.Errorf("%s %w", what, err)
	}
	return nil
}

// unavailable returns the refusal together with the reason; it also wraps
// [context.Canceled] when the visitor gave up, so that nobody counts that
// against the provider.
func unavailable(why error) error { return fmt.Errorf("%w: %w", why, login.Unavailable()) }
