package studio

import (
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
	"myphoto/internal/web/specs"
	"myphoto/internal/web/verdict"
)

// replaceView is the form that replaces the pictures.
type replaceView struct {
	Path        string
	Name        string
	Reason      string   // of the rejection, in words
	Documents   []string // with their demands, in words
	Signature   bool     // one of them needs a signature
	ScriptData  string
	Chosen      []string      // ids of the documents
	Waiting     []pictureView // new pictures that an earlier form brought
	LastDay     time.Time     // of what waits
	Verdict     verdict.View  // on the pictures as they would be
	Form        formView      // of which the options, the acknowledgement and the agreement are shown
	Advice      bool          // there is advice to acknowledge
	ChooseAgain bool          // files came and were not kept
	Bound       bool          // the upload was made with a ticket
}

func (h *Handler) askPictures(req *http.Request, who photo.Operator) (page.Reply, error) {
	reply, err := h.replacePage(req, who, nil, false)
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// replacePage shows the form as typed, or, where that is nil, as the pictures that
// wait or those of the client are judged. kept says that the typed form's pictures
// are those that wait.
func (h *Handler) replacePage(req *http.Request, who photo.Operator, typed *submission, kept bool) (page.Page, error) {
	found, err := h.Service.View(req.Context(), who, uploadID(req))
	if err != nil {
		return page.Page{}, err
	}
	if !offersOf(found).Replace {
		return page.Page{}, whyReadOnly(found)
	}
	waiting, err := h.waiting(req, who, found)
	if err != nil {
		return page.Page{}, err
	}
	l, given, options := page.Language(req), waiting.Verdict, found.Options
	if waiting.ID != "" {
		options = waiting.Options
	}
	stored := options.Crops // of the photo that stays unless a new one comes
	queue := newQueueRow(l, found.UploadRow)
	v := replaceView{
		Path: queue.Path, Name: queue.Name, Reason: queue.Reason, ScriptData: specs.ScriptData(l),
		Waiting: pictureViews(l, waiting), LastDay: waiting.LastDay,
		Verdict: verdict.New(l, verdict.Judged(given), given), Advice: given.NeedsAcknowledgement(), Bound: found.Bound,
	}
	if typed != nil && typed.Crops != nil && !typed.Photo.Chosen {
		stored = typed.Crops
	}
	v.Form.IdempotencyKey = rand.Text()
	if typed != nil {
		options = typed.Options
		v.Form.Seen, v.Form.Consent = yes(typed.Acknowledged), yes(typed.Agreed)
		v.ChooseAgain = typed.ChoseFiles && !kept
	}
	v.Form.Options, v.Form.Frames = verdict.NewOptions(l, options, given), frameFields(stored)
	v.Verdict.Repeats = repeats(l, who, given)
	for _, id := range found.Documents {
		p, _ := spec.ProfileByID(id)
		v.Chosen = append(v.Chosen, string(id))
		v.Documents = append(v.Documents, l.Say(p.Name, nil)+". "+specs.Describe(l, p))
		v.Signature = v.Signature || p.Signature != nil
	}
	reply := h.page(req, "studio/replace", v)
	reply.Layout.Back = v.Path
	return reply, nil
}

// waiting returns the draft with the pictures of a replacement that was refused; the
// zero page where there is none.
func (h *Handler) waiting(req *http.Request, who photo.Operator, found studio.UploadPage) (studio.UploadPage, error) {
	if found.Waiting == "" {
		return studio.UploadPage{}, nil
	}
	draft, err := h.Service.View(req.Context(), who, found.Waiting)
	if err != nil || !offersOf(draft).Continue {
		return studio.UploadPage{}, err
	}
	return draft, nil
}

func (h *Handler) replace(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := h.receive(req, who)
	defer release()
	var made studio.FormOutcome
	if err == nil {
		if made, err = h.Service.Replace(req.Context(), who, uploadID(req), typed.Form); err == nil {
			return page.Redirect(uploadPath(uploadID(req)) + "?done=replaced"), nil
		}
	}
	if _, ok := formError(err); !ok {
		return nil, err
	}
	shown := &typed
	if errors.Is(err, errTooLarge) {
		shown = nil // unread
	}
	reply, failed := h.replacePage(req, who, shown, made.Draft)
	if failed != nil {
		return nil, failed
	}
	return reply, err
}
