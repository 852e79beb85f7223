package taxisnet

import (
	"net/http"
	"net/url"
	"sync"

	"myphoto/internal/sandbox/page"
	"myphoto/internal/sandbox/people"
)

// sessionCookie is the browser's session at one of the servers.
const sessionCookie = "sandbox_sso"

// approvals remembers who has approved which client.
type approvals struct {
	mu    sync.Mutex
	given map[[2]string]bool // user and client id
}

func (a *approvals) has(user, client string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.given[[2]string{user, client}]
}

func (a *approvals) add(user, client string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.given[[2]string{user, client}] = true
}

// signedIn returns who is signed in with this browser, if sessions are kept.
func (s *server) signedIn(r *http.Request) (people.Person, bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || !s.c.Sessions {
		return people.Person{}, false
	}
	return s.sessions.look(cookie.Value)
}

// enter signs the person in and goes on: to the client, or to the page that asks
// whether the client may read the data.
func (s *server) enter(w http.ResponseWriter, r *http.Request, asked request, p people.Person) {
	if s.c.Sessions {
		http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: the sandbox speaks plain http on loopback
			Name: sessionCookie, Value: s.sessions.put(p), Path: s.path + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	s.proceed(w, r, asked, p)
}

// proceed goes on with a person who is signed in.
func (s *server) proceed(w http.ResponseWriter, r *http.Request, asked request, p people.Person) {
	if s.c.Sessions && !s.approved.has(p.User, asked.clientID) {
		s.showApproval(w, asked)
		return
	}
	s.finish(w, r, asked, p)
}

// takeApproval reads the form of the approval page.
func (s *server) takeApproval(w http.ResponseWriter, r *http.Request, asked request) {
	p, in := s.signedIn(r)
	switch {
	case !in:
		s.showSignIn(w, asked, signIn{})
	case r.PostForm.Get("user_oauth_approval") == "true":
		s.approved.add(p.User, asked.clientID)
		s.finish(w, r, asked, p)
	default:
		s.deny(w, r, asked)
	}
}

func (s *server) deny(w http.ResponseWriter, r *http.Request, asked request) {
	s.sendBack(w, r, asked, url.Values{"error": {"access_denied"}, "error_description": {"User denied access"}})
}

func (s *server) showApproval(w http.ResponseWriter, asked request) {
	page.Page{
		Status: http.StatusOK, Template: s.pages.Lookup("approve.html"),
		Data:    struct{ Title, Client string }{s.title, asked.clientID},
		Targets: []string{origin(asked.redirectURI)},
	}.Show(w)
}

// leave ends the session of the browser.
func (s *server) leave(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return
	}
	s.sessions.take(cookie.Value)
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: s.path + "/", MaxAge: -1, HttpOnly: true}) //nolint:gosec // G124: as above
}
