package studio

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
	"myphoto/internal/web/specs"
	"myphoto/internal/web/verdict"
)

// uploadView is the page of one upload.
type uploadView struct {
	studio.UploadPage
	Path          string
	Number        string
	Name          string
	DocumentNames string // the documents, in words
	SentTo        string // masked; empty for a draft
	Tag           page.Tag
	Reason        string // of a rejection, in words
	Done          string // key of the message about what was just done; empty: none
	Pictures      []pictureView
	Deliverables  verdict.Deliverables
	Verdict       verdict.View
	Timelines     []messageTimeline
	Earlier       int  // how many of them carry a code that a new one ended
	Pollable      bool // the state of the message may still change
	Form          formView
	Key           string
	Offers        offers
	Owner         bool
}

// pictureView is one picture with its size.
type pictureView struct {
	Item, Path, Name, Measures string
	Width, Height              int
}

// offers are the acts that the page offers.
type offers struct{ Resend, Correct, Replace, Withdraw, Continue, Print bool }

// uploadMessages lists the messages of what was just done, by the word that the
// address carries after a form.
var uploadMessages = map[string]string{
	"resent": "resent", "corrected": "resent", "replaced": "studio.replaced",
}

func (h *Handler) show(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := h.loadUpload(req, who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if v.Replaces != "" && h.replaceable(req, who, v.Replaces) {
		return page.Redirect(uploadPath(v.Replaces) + "/replace"), nil
	}
	return h.uploadPage(req, v), nil
}

// replaceable reports whether the pictures of an upload may still be replaced.
func (h *Handler) replaceable(req *http.Request, who photo.Operator, id photo.UploadID) bool {
	found, err := h.Service.View(req.Context(), who, id)
	return err == nil && offersOf(found).Replace
}

func (h *Handler) loadUpload(req *http.Request, who photo.Operator, id photo.UploadID) (uploadView, error) {
	found, err := h.Service.View(req.Context(), who, id)
	if err != nil {
		return uploadView{}, err
	}
	l := page.Language(req)
	queue := newQueueRow(l, found.UploadRow)
	v := uploadView{
		UploadPage: found, Path: queue.Path, Number: found.ID.Number(), Name: queue.Name, DocumentNames: verdict.DocumentNames(l, found.Documents), Tag: queue.Tag, Reason: queue.Reason,
		Done: uploadMessages[req.URL.Query().Get("done")], Verdict: verdict.New(l, found.Documents, found.Verdict), Timelines: messageTimelines(l, found),
		Pollable: pollable(found), Key: rand.Text(), Offers: offersOf(found),
	}
	for _, one := range found.Messages {
		if one.Old {
			v.Earlier++
		}
	}
	if _, v.Owner = who.Owner(); found.State != photo.Draft {
		v.SentTo = found.Contact
	}
	v.Verdict.Repeats = repeats(l, who, found.Verdict)
	v.Verdict.Drop = found.State == photo.Draft && v.Verdict.Mixed()
	switch {
	case v.Done == "studio.replaced" && found.Bound:
		v.Done = "studio.replaced.bound"
	case v.Done != "":
	case h.justSent(found):
		v.Done = "studio.uploaded"
	case found.Status == progress.StatusBound && h.Now().Sub(found.CreatedAt) < justSentFor:
		v.Done = "studio.bound.uploaded"
	}
	// After the association the pictures are the citizen's alone.
	if found.AssociatedAt.IsZero() && len(found.Acts) > 0 {
		v.Pictures = pictureViews(l, found)
		v.Deliverables = verdict.NewDeliverables(l, v.Path, found.Verdict, found.Derivatives)
	}
	if v.Offers.Continue {
		typed := found.Typed.Form()
		typed.IdempotencyKey = v.Key
		v.Form = newFormView(l, typed, v.Path)
		v.Form.fillKept(l, found)
	}
	return v, nil
}

// repeats lists the earlier uploads of the studio that have the same picture for
// somebody else. Only those that the operator may open are links.
func repeats(l lang.Language, who photo.Operator, given spec.Verdict) []verdict.Repeat {
	var list []verdict.Repeat
	_, owner := who.Owner()
	for _, r := range given.Duplicates {
		one := verdict.Repeat{
			Text:   l.Say("studio.repeat."+string(r.Item), map[string]any{"when": l.DateTime(r.At)}),
			Number: l.Say("studio.upload.title", map[string]any{"number": r.Upload.Number()}),
		}
		if owner || r.By == who.Who() {
			one.Path = uploadPath(r.Upload)
		}
		list = append(list, one)
	}
	return list
}

// fillKept completes the form of a draft with what is known of its pictures.
func (v *formView) fillKept(l lang.Language, draft studio.UploadPage) {
	var names []string
	for _, one := range draft.Items {
		v.Kept = append(v.Kept, string(one.Item))
		names = append(names, l.Say("term."+string(one.Item), nil))
	}
	v.KeptNames, v.Advised = strings.Join(names, ", "), draft.Verdict.NeedsAcknowledgement()
	v.Options = verdict.NewOptions(l, v.Form.Options, draft.Verdict)
	v.Shown = strings.Join(draft.Verdict.AdviceKeys(), " ")
	judged := verdict.New(l, draft.Documents, draft.Verdict)
	v.WeightKey, v.AcknowledgeKey = judged.WeightKey, judged.AcknowledgeKey
}

func (h *Handler) uploadPage(req *http.Request, v uploadView) page.Page {
	reply := h.page(req, "studio/upload", v)
	title := "studio.upload.title"
	if v.Offers.Continue {
		title = "studio.draft.title" // people who hear the page hear the title first
	}
	reply.Layout.Title = page.Language(req).Say(title, map[string]any{"number": v.Number})
	reply.Layout.Crumbs[1].Text = reply.Layout.Title
	return reply
}

// justSentFor is how long the page of an upload says that it was just made.
const justSentFor = 2 * time.Minute

// justSent reports whether the first code was made just now and the client has not
// acted on it.
func (h *Handler) justSent(u studio.UploadPage) bool {
	if len(u.Messages) == 0 || u.ResendsLeft != photo.MaxResends {
		return false
	}
	switch u.Status {
	case progress.StatusUploaded, progress.StatusSent, progress.StatusMailed, progress.StatusDelivered:
		return h.Now().Sub(u.Messages[0].CreatedAt) < justSentFor
	default:
		return false
	}
}

// offersOf returns the acts that the life cycle allows.
func offersOf(u studio.UploadPage) offers {
	can := func(act photo.UploadAct) bool { return slices.Contains(u.Acts, act) }
	correct := can(photo.Resend) && u.ResendsLeft > 0
	return offers{
		Resend: correct && (u.Contact != "" || !u.Bound), Correct: correct,
		Replace: can(photo.Replace), Withdraw: can(photo.Withdraw) || can(photo.Discard),
		Continue: can(photo.Publish), Print: can(photo.Withdraw),
	}
}

func pictureViews(l lang.Language, u studio.UploadPage) []pictureView {
	var list []pictureView
	for _, one := range u.Items {
		name := l.Say("term."+string(one.Item), nil)
		list = append(list, pictureView{
			Item: string(one.Item), Path: uploadPath(u.ID) + "/" + string(one.Item), Name: name,
			Measures: specs.Pixels(one.Width, one.Height) + ", " + l.Bytes(one.Bytes), Width: one.Width, Height: one.Height,
		})
	}
	return list
}

// submitDraft takes the corrected form of a draft.
func (h *Handler) submitDraft(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := h.receive(req, who)
	defer release()
	made := studio.FormOutcome{Upload: uploadID(req)}
	if err == nil {
		asked := h.asksAcknowledgement(req, who) && !page.ByScript(req)
		if made, err = h.Service.Continue(req.Context(), who, uploadID(req), typed.Form); err == nil {
			if made.Draft && asked && !typed.ChoseFiles {
				return h.showUnacknowledged(req, who)
			}
			if page.ByScript(req) {
				return h.answer(req, who, made, nil)
			}
			return page.Redirect(uploadPath(made.Upload)), nil
		}
		made.Upload = uploadID(req)
	}
	if page.ByScript(req) {
		return h.answer(req, who, made, err)
	}
	return h.draftRefused(req, who, made, typed, err)
}

// draftRefused shows the page of a draft with what was typed and what is wrong. Files
// must be chosen again only where the draft does not keep them.
func (h *Handler) draftRefused(
	req *http.Request, who photo.Operator, made studio.FormOutcome, typed submission, cause error,
) (page.Reply, error) {
	if _, ok := formError(cause); !ok {
		return nil, cause
	}
	v, failed := h.loadUpload(req, who, made.Upload)
	if failed != nil {
		return nil, failed
	}
	if !v.Offers.Continue {
		return nil, cause
	}
	if !errors.Is(cause, errTooLarge) { // unread: the form of the draft stays
		typed.IdempotencyKey, cause = newKeyWhenSpent(cause, typed.IdempotencyKey)
		if made.Draft {
			typed.IdempotencyKey = "" // it is that of the draft
		}
		v.Form = newFormView(page.Language(req), typed.Form, v.Path)
		v.Form.fillKept(page.Language(req), v.UploadPage)
		if typed.Crops == nil || typed.Photo.Chosen { // whose frames are not those of the photo that the draft has
			v.Form.Frames = frameFields(v.Typed.Crops)
		}
		v.Form.ChooseAgain = typed.ChoseFiles && !made.Draft
	}
	reply := h.uploadPage(req, v)
	reply.Layout.Path = v.Path
	return reply, cause
}

// asksAcknowledgement reports whether the form of the draft has a box for having
// read the advice.
func (h *Handler) asksAcknowledgement(req *http.Request, who photo.Operator) bool {
	draft, err := h.Service.View(req.Context(), who, uploadID(req))
	return err == nil && draft.Verdict.NeedsAcknowledgement() // a draft that is not there is refused by what follows
}

// showUnacknowledged shows a draft again. Where only the box for having read the
// advice keeps it from being sent, it says so: a page that came back unchanged
// would look as if the button did nothing.
func (h *Handler) showUnacknowledged(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := h.loadUpload(req, who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if v.Verdict.Blocked || !v.Verdict.Advice {
		return page.Redirect(v.Path), nil
	}
	return h.uploadPage(req, v), photo.ErrNotAcknowledged
}

// picture sends a preview, or what the office of a document receives; the service
// records the view before the bytes leave.
func (h *Handler) picture(req *http.Request, who photo.Operator) (page.Reply, error) {
	item := photo.Item(req.PathValue("item"))
	if item != photo.ItemPhoto && item != photo.ItemSignature {
		return nil, photo.ErrNotFound
	}
	which := photo.PictureRef{Item: item, Document: photo.ProfileID(req.URL.Query().Get("document"))}
	seen, err := h.Service.Picture(req.Context(), who, uploadID(req), which)
	if err != nil {
		return nil, err
	}
	return page.Picture(seen), nil
}

// slipView is an upload with the name of the studio that made it.
type slipView struct {
	uploadView
	Studio string
}

// printout is the page that the client takes home; there is no code on it.
func (h *Handler) printout(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := h.loadUpload(req, who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !v.Offers.Print {
		return nil, photo.ErrNotFound
	}
	reply := h.page(req, "studio/slip", slipView{v, who.AtName()})
	reply.Layout.Back = v.Path
	return reply, nil
}

// messageTimeline is what happened to one message, in words.
type messageTimeline struct {
	studio.MessageProgress
	Name  string // sms, email
	State page.Tag
	Tries []page.Moment
}

var deliveryTones = map[string]string{"queued": "wait", "sent": "wait", "delivered": "ok", "failed": "bad", "stopped": "off"}

func messageTimelines(l lang.Language, u studio.UploadPage) []messageTimeline {
	var list []messageTimeline
	for _, d := range slices.Backward(u.Messages) {
		one := messageTimeline{
			MessageProgress: d, Name: l.Say("term."+string(d.Channel), nil),
			State: page.Tag{Tone: deliveryTones[d.State], Text: l.Say("studio.delivery."+d.State, nil)},
		}
		if d.Channel == photo.ChannelEmail && d.State == "sent" {
			one.State = statusTag(l, progress.StatusMailed)
		}
		if d.Old || u.State == photo.Erased { // its code opens nothing any more
			one.State = page.Tag{Tone: "off", Text: l.Say("studio.delivery.old", nil)}
		}
		add := func(at time.Time, key string) {
			if !at.IsZero() {
				one.Tries = append(one.Tries, page.Moment{When: l.DateTime(at), What: l.Say(key, nil)})
			}
		}
		add(d.CreatedAt, "studio.delivery.made")
		for _, try := range d.Attempts {
			add(try.At, "studio.attempt."+string(d.Channel)+"."+try.Outcome)
		}
		switch d.State {
		case "delivered", "failed", "stopped":
			add(d.SettledAt, "studio.delivery.settled."+d.State)
		}
		list = append(list, one)
	}
	return list
}

// pollable reports whether the client at the counter still waits for the message,
// so that the page is worth loading again.
func pollable(u studio.UploadPage) bool {
	return u.Status == progress.StatusUploaded || u.Status == progress.StatusSent
}
