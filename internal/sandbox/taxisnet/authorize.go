package taxisnet

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"

	"myphoto/internal/sandbox/page"
	"myphoto/internal/sandbox/people"
)

// maxState bounds the state that is returned to the client, in bytes.
const maxState = 2 << 10

// request is an authorization request with a valid client and redirect URI.
type request struct {
	clientID, redirectURI, state string
}

// signIn is what the sign-in page shows.
type signIn struct {
	Title, Error, User string
	Ticket             string // set while the one-time code is asked
	People             []people.Person
}

// authorize shows the sign-in page (GET) and reads its form (POST); both have the
// authorization request in the query.
func (s *server) authorize(w http.ResponseWriter, r *http.Request) {
	asked, problem := s.read(r.URL.Query())
	if problem != "" {
		s.showMessage(w, http.StatusBadRequest, problem)
		return
	}
	if code, description := reject(r.URL.Query()); code != "" {
		s.sendBack(w, r, asked, url.Values{"error": {code}, "error_description": {description}})
		return
	}
	if r.Method == http.MethodGet {
		if p, in := s.signedIn(r); in {
			s.proceed(w, r, asked, p)
			return
		}
		s.showSignIn(w, asked, signIn{})
		return
	}
	if err := r.ParseForm(); err != nil {
		s.showMessage(w, http.StatusBadRequest, "Η φόρμα δεν διαβάζεται.")
		return
	}
	switch {
	case r.PostForm.Get("action") == "deny":
		s.deny(w, r, asked)
	case r.PostForm.Has("user_oauth_approval"):
		s.takeApproval(w, r, asked)
	case r.PostForm.Has("ticket"):
		s.takeOTP(w, r, asked)
	default:
		s.takePassword(w, r, asked)
	}
}

// read checks what must be valid before a browser may be redirected; the problem
// is a sentence for a page.
func (s *server) read(q url.Values) (request, string) {
	asked := request{clientID: q.Get("client_id"), redirectURI: q.Get("redirect_uri"), state: q.Get("state")}
	switch _, known := s.c.Clients[asked.clientID]; {
	case !known:
		return request{}, "Άγνωστη εφαρμογή (client_id)."
	case !s.allowed(asked.redirectURI):
		return request{}, "Η διεύθυνση επιστροφής (redirect_uri) δεν είναι δηλωμένη."
	case len(asked.state) > maxState:
		return request{}, "Το state είναι υπερβολικά μεγάλο."
	}
	return asked, ""
}

// reject returns the OAuth error of a request with a valid redirect URI.
func reject(q url.Values) (code, description string) {
	if q.Get("response_type") != "code" {
		return "unsupported_response_type", "Unsupported response types"
	}
	if scope := q.Get("scope"); scope != "" && scope != "read" {
		return "invalid_scope", "Invalid scope"
	}
	return "", ""
}

func (s *server) takePassword(w http.ResponseWriter, r *http.Request, asked request) {
	user, password := r.PostForm.Get("username"), r.PostForm.Get("password")
	for _, p := range s.people {
		if p.User == user && subtle.ConstantTimeCompare([]byte(password), []byte(p.User)) == 1 {
			if s.asksOTP {
				s.askOTP(w, asked, p)
				return
			}
			s.enter(w, r, asked, p)
			return
		}
	}
	s.showSignIn(w, asked, signIn{User: user, Error: "Λανθασμένο όνομα χρήστη ή κωδικός."})
}

// finish sends the browser back with a code.
func (s *server) finish(w http.ResponseWriter, r *http.Request, asked request, p people.Person) {
	code := s.codes.put(grant{clientID: asked.clientID, redirectURI: asked.redirectURI, person: p})
	s.sendBack(w, r, asked, url.Values{"code": {code}})
}

// sendBack redirects to the client with the parameters and its own state.
func (s *server) sendBack(w http.ResponseWriter, r *http.Request, asked request, params url.Values) {
	u, err := url.Parse(asked.redirectURI)
	if err != nil {
		s.showMessage(w, http.StatusBadRequest, "Η διεύθυνση επιστροφής δεν διαβάζεται.")
		return
	}
	q := u.Query()
	for name := range params {
		q.Set(name, params.Get(name))
	}
	if asked.state != "" {
		q.Set("state", asked.state)
	}
	u.RawQuery = q.Encode()
	http.Redirect(w, r, u.String(), http.StatusFound)
}

// failAuthorize answers authorize while the provider fails.
func (s *server) failAuthorize(w http.ResponseWriter, r *http.Request) {
	asked, problem := s.read(r.URL.Query())
	if problem != "" {
		s.showMessage(w, http.StatusInternalServerError, "Εσωτερικό σφάλμα.")
		return
	}
	s.sendBack(w, r, asked, url.Values{"error": {"server_error"}, "error_description": {"Internal error"}})
}

func (s *server) showDown(w http.ResponseWriter, _ *http.Request) {
	s.showMessage(w, http.StatusServiceUnavailable, "Η υπηρεσία δεν είναι διαθέσιμη αυτή τη στιγμή.")
}

func (s *server) showSignIn(w http.ResponseWriter, asked request, d signIn) {
	d.Title, d.People = s.title, slices.DeleteFunc(slices.Clone(s.people), func(p people.Person) bool { return p.Test })
	page.Page{
		Status: http.StatusOK, Template: s.pages.Lookup("signin.html"), Data: d,
		Targets: []string{origin(asked.redirectURI)},
	}.Show(w)
}

func (s *server) showMessage(w http.ResponseWriter, status int, text string) {
	page.Page{
		Status: status, Template: s.pages.Lookup("message.html"),
		Data: struct{ Title, Text string }{s.title, text},
	}.Show(w)
}

// logout ends the session and redirects to the given address, or shows a page if there is none.
func (s *server) logout(w http.ResponseWriter, r *http.Request) {
	s.leave(w, r)
	back := r.URL.Query().Get("url")
	switch _, known := s.c.Clients[r.PathValue("client_id")]; {
	case !known:
		s.showMessage(w, http.StatusNotFound, "Άγνωστη εφαρμογή (client_id).")
	case back == "":
		s.showMessage(w, http.StatusOK, "Αποσυνδεθήκατε.")
	case !s.allowed(back):
		s.showMessage(w, http.StatusBadRequest, "Η διεύθυνση επιστροφής δεν είναι δηλωμένη.")
	default:
		http.Redirect(w, r, back, http.StatusFound) //nolint:gosec // G710: an address that the client has declared
	}
}
