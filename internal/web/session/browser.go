package session

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// A word of the User-Agent header and the name that people know. Of several words
// the first counts: most browsers also name those that they resemble.
type agentName struct{ word, name string }

func browserNames() []agentName {
	return []agentName{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"},
		{"CriOS/", "Chrome"},
		{"Safari/", "Safari"},
	}
}

func systemNames() []agentName {
	return []agentName{
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows"},
		{"Macintosh", "Mac"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	}
}

// browserName returns a coarse name for a browser, such as "Firefox, Windows", from
// a few words of its User-Agent header; empty when it holds none of them. Nothing
// else of the header is kept: it tells browsers apart better than people need.
func browserName(agent string) string {
	var parts []string
	for _, list := range [][]agentName{browserNames(), systemNames()} {
		for _, one := range list {
			if strings.Contains(agent, one.word) {
				parts = append(parts, one.name)
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}

// Browser returns the random value by which the browser of a request is remembered,
// and the coarse name of the browser.
func (m *Manager) Browser(ctx context.Context) (token, name string) {
	b := stateOf(ctx)
	return b.browser, b.agent
}

// RememberBrowser gives the browser a random value in a cookie that is kept until a
// moment, also when the browser is closed.
func (m *Manager) RememberBrowser(ctx context.Context, token string, until time.Time) {
	w := stateOf(ctx).w
	if w == nil {
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: only the demo has no TLS
		Name: m.scs.Cookie.Name + browserSuffix, Value: token, Path: "/", MaxAge: int(until.Sub(m.Now()) / time.Second),
		HttpOnly: true, Secure: m.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// Open is one session of the person who is signed in.
type Open struct {
	Session
	Here bool // the one of this request
}

// List returns the live sessions of the person who is signed in, those seen last
// first.
func (m *Manager) List(ctx context.Context) ([]Open, error) {
	here := m.Load(ctx)
	contents, err := m.Sessions.Sessions(ctx, here.Visitor)
	if err != nil {
		return nil, err
	}
	var list []Open
	for _, content := range contents {
		s, err := m.decode(content)
		if err != nil {
			return nil, err
		}
		if m.left(s) >= 0 {
			list = append(list, Open{s, s.Visitor.Person.Session == here.Visitor.Person.Session})
		}
	}
	return list, nil
}
