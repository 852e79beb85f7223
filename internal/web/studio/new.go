package studio

import (
	"crypto/rand"
	"errors"
	"net/http"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/specs"
	"myphoto/internal/web/verdict"
)

// formView is the upload form: empty, as typed, or of a draft.
type formView struct {
	studio.Form
	Action        string
	Chosen        []string // ids of documents
	Consent, Seen string   // "yes" where ticked
	Options       verdict.OptionsView
	Offered       []page.Option // the documents
	ScriptData    string        // JSON, for the checks before sending
	ChooseAgain   bool          // files must be chosen once more
	Unsent        bool          // the form was refused, and no file came with it
	Kept          []string      // items whose pictures the draft keeps
	KeptNames     string        // in words
	Advised       bool          // there is advice to acknowledge
	Read          string        // what the client's ticket asks for, just read, in words
	Frames        []frameField  // frames of the photo
	Shown         string        // which advice that is, by its keys

	WeightKey, AcknowledgeKey string // of the sentences of the acknowledgement
}

// newView is the page of a new upload.
type newView struct {
	Form  formView
	Queue queueView
}

// ChannelNames returns the chosen channels as values of the checkboxes.
func (v formView) ChannelNames() []string { return plainStrings(v.Channels) }

func plainStrings[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, one := range list {
		plain[i] = string(one)
	}
	return plain
}

// newFormView returns the form with what was typed.
func newFormView(l lang.Language, typed studio.Form, action string) formView {
	typed.Photo, typed.Signature = studio.FormPicture{}, studio.FormPicture{}
	typed.Email = form.Shown(typed.Email)
	v := formView{
		Form: typed, Action: action, Chosen: plainStrings(typed.Documents), Offered: specs.DocumentOptions(l), ScriptData: specs.ScriptData(l),
		Consent: yes(typed.Agreed), Seen: yes(typed.Acknowledged), Options: verdict.NewOptions(l, typed.Options, spec.Verdict{}),
		Frames: frameFields(typed.Crops),
	}
	none := verdict.New(l, nil, spec.Verdict{})
	v.WeightKey, v.AcknowledgeKey = none.WeightKey, none.AcknowledgeKey
	if v.IdempotencyKey == "" {
		v.IdempotencyKey = rand.Text()
	}
	return v
}

// yes returns the value of a checkbox: "yes" where it is ticked.
func yes(ticked bool) string { //nolint:revive // flag-parameter: it is the value that is written
	if ticked {
		return "yes"
	}
	return ""
}

// untyped returns the form before anything was typed.
func untyped() studio.Form {
	return studio.Form{Contact: photo.Contact{Channels: []photo.Channel{photo.ChannelSMS}}}
}

func (h *Handler) newForm(req *http.Request, who photo.Operator) (page.Reply, error) {
	queue, err := h.queue(req, who)
	if err != nil {
		return nil, err
	}
	form := newFormView(page.Language(req), untyped(), "/studio/new")
	return h.page(req, "studio/new", newView{form, queue}), nil
}

// upload takes the form. After a refusal it comes back with everything typed, on the
// page of the draft where its pictures are kept.
func (h *Handler) upload(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := h.receive(req, who)
	defer release()
	var made studio.FormOutcome
	if err == nil {
		made, err = h.Service.Upload(req.Context(), who, typed.Form)
	}
	if page.ByScript(req) {
		return h.answer(req, who, made, err)
	}
	if err == nil {
		return page.Redirect(uploadPath(made.Upload)), nil
	}
	if made.Draft {
		return h.draftRefused(req, who, made, typed, err)
	}
	return h.uploadRefused(req, who, typed, err)
}

// uploadRefused shows the form with what was typed and what is wrong; an empty one
// where the body was too large to be read.
func (h *Handler) uploadRefused(req *http.Request, who photo.Operator, typed submission, cause error) (page.Reply, error) {
	if _, ok := formError(cause); !ok {
		return nil, cause
	}
	unread := errors.Is(cause, errTooLarge)
	if unread {
		typed.Form = untyped()
	}
	typed.IdempotencyKey, cause = newKeyWhenSpent(cause, typed.IdempotencyKey)
	queue, err := h.queue(req, who)
	if err != nil {
		return nil, err
	}
	form := newFormView(page.Language(req), typed.Form, "/studio/new")
	form.ChooseAgain, form.Unsent = typed.ChoseFiles, !typed.ChoseFiles && !unread
	return h.page(req, "studio/new", newView{form, queue}), cause
}

// newKeyWhenSpent returns an empty key, for which the form draws a new one, where
// the key was used for other content. The refusal then names no field: the hidden
// one is nothing that a person could correct.
func newKeyWhenSpent(cause error, key string) (string, error) {
	refusal, ok := httpx.Refusal(cause)
	if !ok || refusal.Field != photo.ErrSameRequest.Field {
		return key, cause
	}
	return "", refusal.OnField("")
}
