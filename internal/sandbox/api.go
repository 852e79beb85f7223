package sandbox

import (
	"encoding/json"
	"net/http"
)

// listMessages is GET /api/messages[?to=%2B306900000001]: what the phone, or
// every phone, received; newest last.
func (s *Sandbox) listMessages(w http.ResponseWriter, r *http.Request) {
	answerJSON(w, s.phones.Messages(r.URL.Query().Get("to")))
}

// listMails is GET /api/mails[?to=maria@example.gr]: what the mailbox, or every
// mailbox, received; newest last.
func (s *Sandbox) listMails(w http.ResponseWriter, r *http.Request) {
	answerJSON(w, s.mail.Mails(r.URL.Query().Get("to")))
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // a client that left asks again
}
