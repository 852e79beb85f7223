package studio

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// formView is the upload form, empty, typed in, or of a draft.
type formView struct {
	service.Form
	Action        string
	Chosen        []string // documents, as the checkboxes want them
	Consent, Seen string   // "yes" where ticked
	Judged        judgingView
	Offered       []page.Option
	Demands       string // JSON for the checks before sending
	Again         bool   // files must be chosen once more
	Kept          bool   // files are kept from the draft
	Advised       bool   // there is advice to acknowledge
}

// newView is the page of a new upload.
type newView struct {
	Form  formView
	Queue []queued
}

func formFor(l language, typed service.Form, action string) formView {
	v := formView{
		Form: typed, Action: action, Offered: offered(l), Demands: demands(l),
		Consent: yes(typed.Agreed), Seen: yes(typed.Acknowledged), Judged: judgingOn(l, typed.Options, spec.Verdict{}),
	}
	if v.IdempotencyKey == "" {
		v.IdempotencyKey = rand.Text()
	}
	for _, id := range typed.Documents {
		v.Chosen = append(v.Chosen, string(id))
	}
	return v
}

// yes is the value of a ticked checkbox.
func yes(ticked bool) string { //nolint:revive // flag-parameter: it is the value that is written
	if ticked {
		return "yes"
	}
	return ""
}

func (s *Studio) blank(req *http.Request, who photo.Operator) (page.Reply, error) {
	queue, err := s.queue(req, who)
	if err != nil {
		return nil, err
	}
	form := formFor(page.Language(req), service.Form{Channels: []photo.Channel{photo.ChannelSMS}}, "/studio/new")
	return s.screen(req, "studio/new", newView{form, queue}), nil
}

// upload takes the form; on faults it comes back with everything typed.
func (s *Studio) upload(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := s.receive(req, who)
	defer release()
	if err == nil {
		var done service.Outcome
		if done, err = s.Desk.Upload(req.Context(), who, typed); err == nil {
			return page.Redirect(uploadPath(done.Upload)), nil
		}
	}
	return s.formAgain(req, who, typed, err)
}

// formAgain shows the form with what was typed and what is wrong. A body that
// could not be read has no form to show.
func (s *Studio) formAgain(req *http.Request, who photo.Operator, typed service.Form, cause error) (page.Reply, error) {
	_, here := again(cause)
	if !here {
		return nil, cause
	}
	chose := len(typed.Photo) > 0 || len(typed.Signature) > 0
	typed.Photo, typed.Signature = nil, nil
	typed.IdempotencyKey, cause = newKeyWhenSpent(cause, typed.IdempotencyKey)
	queue, err := s.queue(req, who)
	if err != nil {
		return nil, err
	}
	form := formFor(page.Language(req), typed, "/studio/new")
	form.Again = chose
	return s.screen(req, "studio/new", newView{form, queue}), cause
}

// newKeyWhenSpent gives a form whose key was used for other content a new one;
// the hidden field itself is nothing a person could correct.
func newKeyWhenSpent(cause error, key string) (string, error) {
	refusal, ok := errors.AsType[*photo.Error](cause)
	if !ok || refusal.Field != photo.ErrSameRequest.Field {
		return key, cause
	}
	return "", refusal.OnField("")
}

// demand is what the checks before sending compare a picture with.
type demand struct {
	Name      string        `json:"name"`
	Photo     spec.Demands  `json:"photo"`
	Signature *spec.Demands `json:"signature,omitempty"`
}

// demands writes the profiles for the script of the form: the same numbers
// that the checks of the server use.
func demands(l language) string {
	all := map[photo.ProfileID]demand{}
	for _, p := range spec.Profiles() {
		all[p.ID] = demand{l.Say(p.Name, nil), p.Photo, p.Signature}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "{}"
	}
	return string(text)
}
