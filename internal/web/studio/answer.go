package studio

import (
	"net/http"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// States of an upload in the answer to a script.
const (
	answeredSent  = "sent"
	answeredDraft = "draft"
)

// answer says to the script of the counter what became of a form: the act and the
// refusals are those of a page. "upload", "number", "state" and "href" name the upload or
// the draft; "advice" lists in words what must be acknowledged before the draft is sent,
// "seen" the keys by which a form says that it showed this advice.
// What blocks a draft is among the faults, at the field of the picture.
func (h *Handler) answer(req *http.Request, who photo.Operator, made studio.FormOutcome, cause error) (page.Reply, error) {
	_, cause = newKeyWhenSpent(cause, "")
	if _, ok := httpx.Refusal(cause); cause != nil && !ok {
		return nil, cause
	}
	if made.Upload == "" || cause != nil && !made.Draft {
		return page.Answer{}, cause
	}
	reply := page.Answer{Facts: map[string]any{
		"upload": made.Upload, "number": made.Upload.Number(), "state": answeredSent,
		"href": page.Localise(page.Language(req), uploadPath(made.Upload)),
	}}
	if !made.Draft {
		return reply, cause
	}
	reply.Facts["state"] = answeredDraft
	found, err := h.Service.View(req.Context(), who, made.Upload)
	if err != nil {
		return nil, err
	}
	reply.Faults, reply.Facts["advice"] = h.told(req, who, found.Verdict)
	reply.Facts["seen"] = append([]string{}, found.Verdict.AdviceKeys()...)
	return reply, cause
}

// told puts into words what blocks a draft and what is advised about it, each sentence
// once.
func (h *Handler) told(req *http.Request, who photo.Operator, given spec.Verdict) (faults []page.FieldError, advice []string) {
	l, said := page.Language(req), map[string]bool{}
	advice = []string{}
	for _, one := range repeats(l, who, given) {
		advice = append(advice, one.Text+": "+one.Number)
	}
	if len(given.Wanted) > 0 {
		advice = append(advice, l.Say("studio.ticket.wanted", map[string]any{"documents": verdict.DocumentNames(l, given.Wanted)}))
	}
	for _, f := range given.Findings {
		text := l.Say(f.Code, f.Args)
		if p, ok := spec.ProfileByID(f.Profile); ok {
			text = l.Say(p.Name, nil) + ": " + text
		}
		if f.Severity == spec.Info || said[text] {
			continue
		}
		said[text] = true
		if f.Severity == spec.Block {
			faults = append(faults, page.FieldError{Field: string(f.Item), Text: text})
		} else {
			advice = append(advice, text)
		}
	}
	return faults, advice
}
