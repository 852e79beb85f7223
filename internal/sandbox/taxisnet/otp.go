package taxisnet

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"

	"myphoto/internal/sandbox/people"
)

// maxTries bounds the tries for one one-time code.
const maxTries = 5

// ticket is a sign-in that waits for its one-time code.
type ticket struct {
	person people.Person
	code   string // six digits

	mu    sync.Mutex
	tries int
}

// askOTP sends a code to the person's confirmed mobile and asks for it.
func (s *server) askOTP(w http.ResponseWriter, asked request, p people.Person) {
	if p.Mobile == "" {
		s.showSignIn(w, asked, signIn{User: p.User, Error: "Δεν υπάρχει επιβεβαιωμένο κινητό στο Εθνικό Μητρώο Επικοινωνίας."})
		return
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		s.showMessage(w, http.StatusInternalServerError, "Εσωτερικό σφάλμα.")
		return
	}
	t := &ticket{person: p, code: fmt.Sprintf("%06d", n)}
	s.c.SendSMS(p.Mobile, "Ο κωδικός μιας χρήσης για τη σύνδεσή σας είναι "+t.code+". Ισχύει 5 λεπτά.")
	s.showSignIn(w, asked, signIn{Ticket: s.tickets.put(t)})
}

// takeOTP checks the typed code: it may be wrong up to five times, and is accepted
// once.
func (s *server) takeOTP(w http.ResponseWriter, r *http.Request, asked request) {
	key := r.PostForm.Get("ticket")
	t, found := s.tickets.look(key)
	if !found {
		s.showSignIn(w, asked, signIn{Error: "Ο κωδικός μιας χρήσης έληξε. Συνδεθείτε ξανά."})
		return
	}
	right, left := t.try(r.PostForm.Get("otp"))
	switch {
	case right:
		// Two forms sent at once: only one takes the ticket.
		if _, first := s.tickets.take(key); first {
			s.enter(w, r, asked, t.person)
			return
		}
		s.showSignIn(w, asked, signIn{Error: "Ο κωδικός μιας χρήσης έχει ήδη χρησιμοποιηθεί."})
	case left == 0:
		s.tickets.take(key)
		s.showSignIn(w, asked, signIn{Error: "Πολλές λανθασμένες προσπάθειες. Συνδεθείτε ξανά."})
	default:
		s.showSignIn(w, asked, signIn{Ticket: key, Error: "Λανθασμένος κωδικός μιας χρήσης."})
	}
}

// try compares one typed code and returns how many tries are left.
func (t *ticket) try(typed string) (right bool, left int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tries >= maxTries {
		return false, 0
	}
	t.tries++
	typed = strings.TrimSpace(typed)
	return subtle.ConstantTimeCompare([]byte(typed), []byte(t.code)) == 1, maxTries - t.tries
}
