package studio

import (
	"crypto/rand"
	"errors"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// again reports whether a refusal belongs on the form that caused it, rather
// than on a page of its own.
func again(err error) (*photo.Error, bool) {
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok {
		return nil, false
	}
	switch refusal.Kind {
	case photo.Invalid, photo.RateLimited, photo.Unavailable:
		return refusal, true
	default:
		return refusal, false
	}
}

// resend sends a new code to the same contact.
func (s *Studio) resend(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := small(req)
	if err != nil {
		return nil, err
	}
	id := uploadID(req)
	if err = s.Desk.Resend(req.Context(), who, id, values.Get("idempotency_key")); err == nil {
		return page.Redirect(uploadPath(id) + "?done=resent"), nil
	}
	refusal, form := again(err)
	if !form {
		return nil, err
	}
	v, failed := s.uploadPage(req, who)
	if failed != nil {
		return nil, failed
	}
	screen := s.uploadScreen(req, v)
	screen.Frame.Path = v.Path
	return screen, refusal.OnField("")
}

// contactView is the form that corrects the contact.
type contactView struct {
	Form typedContact
	Path string
	Now  string // masked
	Left int
	Name string
}

type typedContact struct {
	service.Contact
	Consent string // "yes" where ticked
}

func (s *Studio) askContact(req *http.Request, who photo.Operator) (page.Reply, error) {
	return s.contactScreen(req, who, service.Contact{})
}

// contactScreen shows the form while the contact may still be corrected.
func (s *Studio) contactScreen(req *http.Request, who photo.Operator, typed service.Contact) (page.Reply, error) {
	found, err := s.Desk.View(req.Context(), who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !permitted(found).Correct {
		return nil, refusalOf(found)
	}
	if typed.IdempotencyKey == "" {
		typed.IdempotencyKey = rand.Text()
	}
	if len(typed.Channels) == 0 && !typed.Agreed && typed.Mobile == "" && typed.Email == "" {
		typed.Channels = channelsNow(found)
	}
	v := contactView{Form: typedContact{typed, yes(typed.Agreed)}, Path: uploadPath(found.ID), Now: found.Contact, Left: found.ResendsLeft}
	v.Name = inQueue(page.Language(req), found.Row).Name
	screen := s.screen(req, "studio/contact", v)
	screen.Frame.Back = v.Path
	return screen, nil
}

// channelsNow are those that the newest code went by.
func channelsNow(u service.UploadPage) []photo.Channel {
	var list []photo.Channel
	for _, d := range u.Deliveries {
		if !d.Old {
			list = append(list, d.Channel)
		}
	}
	return list
}

// refusalOf says why nothing more can be done with an upload.
func refusalOf(u service.UploadPage) error {
	switch {
	case u.State == photo.Erased:
		return photo.ErrErased
	case !u.AssociatedAt.IsZero():
		return photo.ErrReadOnly
	case u.State == photo.Waiting && u.ResendsLeft <= 0:
		return photo.ErrTooManyResends.WithArg("max", photo.MaxResends)
	default:
		return photo.ErrMoved
	}
}

func (s *Studio) correct(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := small(req)
	if err != nil {
		return nil, err
	}
	typed, id := contactOf(values), uploadID(req)
	if err = s.Desk.Correct(req.Context(), who, id, typed); err == nil {
		return page.Redirect(uploadPath(id) + "?done=corrected"), nil
	}
	_, form := again(err)
	if !form {
		return nil, err
	}
	typed.IdempotencyKey, err = newKeyWhenSpent(err, typed.IdempotencyKey)
	screen, failed := s.contactScreen(req, who, typed)
	if failed != nil {
		return nil, failed
	}
	return screen, err
}

// replaceView is the form that exchanges the pictures.
type replaceView struct {
	Path      string
	Name      string
	Reason    string
	Documents []string // with their demands, in words
	Signature bool     // one of them needs a signature
	Demands   string
	Chosen    []string
	Verdict   verdictView
	Form      formView // how the pictures are judged
	Advice    bool     // there is advice to acknowledge
	Again     bool
}

func (s *Studio) askPictures(req *http.Request, who photo.Operator) (page.Reply, error) {
	screen, err := s.replaceScreen(req, who, replacing{})
	if err != nil {
		return nil, err
	}
	return screen, nil
}

// errAgain asks for pictures that a refused form brought and nobody keeps.
var errAgain = &photo.Error{Kind: photo.Invalid, Code: "studio.again", Field: "photo"}

// replacing is what came of a form that exchanges pictures; the zero value is
// that of one not sent yet.
type replacing struct {
	judging *spec.Options // as typed
	given   spec.Verdict
}

func (s *Studio) replaceScreen(req *http.Request, who photo.Operator, tried replacing) (page.Screen, error) {
	found, err := s.Desk.View(req.Context(), who, uploadID(req))
	if err != nil {
		return page.Screen{}, err
	}
	if !permitted(found).Replace {
		return page.Screen{}, refusalOf(found)
	}
	l, given, judging := page.Language(req), tried.given, found.Judging
	if tried.judging != nil {
		judging = *tried.judging
	}
	queue := inQueue(l, found.Row)
	v := replaceView{
		Form: formView{Judged: judgingOn(l, judging, given)},
		Path: queue.Path, Name: queue.Name, Reason: queue.Reason, Demands: demands(l),
		Verdict: verdictAgain(l, given), Advice: given.NeedsAcknowledgement(), Again: len(given.Profiles) > 0,
	}
	v.Verdict.Repeats = repeats(l, who, given)
	for _, id := range found.Documents {
		p, _ := spec.ProfileByID(id)
		v.Chosen = append(v.Chosen, string(id))
		v.Documents = append(v.Documents, l.Say(p.Name, nil)+". "+demanded(l, p))
		v.Signature = v.Signature || p.Signature != nil
	}
	screen := s.screen(req, "studio/replace", v)
	screen.Frame.Back = v.Path
	return screen, nil
}

func (s *Studio) replace(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := s.receive(req, who)
	defer release()
	var given spec.Verdict
	if err == nil {
		if given, err = s.Desk.Replace(req.Context(), who, uploadID(req), typed); err == nil {
			return page.Redirect(uploadPath(uploadID(req)) + "?done=replaced"), nil
		}
	}
	refusal, form := again(err)
	if !form {
		return nil, err
	}
	screen, failed := s.replaceScreen(req, who, replacing{&typed.Options, given})
	if failed != nil {
		return nil, failed
	}
	if len(given.Profiles) > 0 && refusal.Kind == photo.Invalid { // they were judged, and the page comes back without them
		field := "photo"
		if len(typed.Photo) == 0 {
			field = "signature"
		}
		return screen, photo.Join(errAgain.OnField(field), refusal)
	}
	return screen, refusal
}

// withdrawView asks before an upload is taken back.
type withdrawView struct {
	Path, Name string
	Draft      bool
}

func (s *Studio) askWithdraw(req *http.Request, who photo.Operator) (page.Reply, error) {
	found, err := s.Desk.View(req.Context(), who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !permitted(found).Withdraw {
		return nil, refusalOf(found)
	}
	v := withdrawView{Path: uploadPath(found.ID), Draft: found.State == photo.Draft}
	v.Name = inQueue(page.Language(req), found.Row).Name
	screen := s.screen(req, "studio/withdraw", v)
	screen.Frame.Back = v.Path
	return screen, nil
}

func (s *Studio) withdraw(req *http.Request, who photo.Operator) (page.Reply, error) {
	if err := s.Desk.Withdraw(req.Context(), who, uploadID(req)); err != nil {
		return nil, err
	}
	return page.Redirect(uploadPath(uploadID(req))), nil
}
