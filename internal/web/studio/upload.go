package studio

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/received"
)

// uploadView is the page of one upload.
type uploadView struct {
	service.UploadPage
	Path     string
	Number   string
	Name     string
	Papers   string // the documents, in words
	Tag      page.Tag
	Reason   string // of a rejection, in words
	Done     string // key of what has just happened; empty: nothing
	Pictures []shown
	Received received.View
	Verdict  verdictView
	Course   []course
	Moving   bool // the course of a message may still change
	Form     formView
	Key      string
	May      may
	Owner    bool
}

// shown is one picture with its measures.
type shown struct {
	Item, Path, Name, Measures string
	Width, Height              int
}

// may says which acts the page offers.
type may struct{ Resend, Correct, Replace, Withdraw, Continue, Print bool }

// done lists what a page may report as just done; the words come with the
// address after a form.
var done = map[string]string{
	"resent": "resent", "corrected": "resent", "replaced": "studio.replaced",
}

func (s *Studio) show(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := s.uploadPage(req, who)
	if err != nil {
		return nil, err
	}
	return s.uploadScreen(req, v), nil
}

func (s *Studio) uploadPage(req *http.Request, who photo.Operator) (uploadView, error) {
	found, err := s.Desk.View(req.Context(), who, uploadID(req))
	if err != nil {
		return uploadView{}, err
	}
	l := page.Language(req)
	queue := inQueue(l, found.Row)
	v := uploadView{
		UploadPage: found, Path: queue.Path, Number: number(found.ID), Name: queue.Name, Papers: names(l, found.Documents), Tag: queue.Tag, Reason: queue.Reason,
		Done: done[req.URL.Query().Get("done")], Verdict: verdictOf(l, found), Course: courses(l, found.Deliveries),
		Moving: moving(found), Key: rand.Text(), May: permitted(found),
	}
	_, v.Owner = who.Owner()
	v.Verdict.Repeats = repeats(l, who, found.Verdict)
	if v.Done == "" && s.fresh(found) {
		v.Done = "studio.uploaded"
	}
	// After the association the pictures are the citizen's alone.
	if found.AssociatedAt.IsZero() && len(found.Acts) > 0 {
		v.Pictures = pictures(l, found)
		v.Received = received.Of(l, v.Path, found.Verdict, found.Cuts)
	}
	if v.May.Continue {
		typed := found.Typed
		typed.IdempotencyKey = v.Key
		v.Form = formFor(l, typed, v.Path)
		v.Form.keeps(l, found)
	}
	return v, nil
}

// keeps completes the form of a draft with what is known of its pictures.
func (f *formView) keeps(l language, draft service.UploadPage) {
	f.Kept, f.Advised = true, draft.Verdict.NeedsAcknowledgement()
	f.Judged = judgingOn(l, f.Options, draft.Verdict)
}

func (s *Studio) uploadScreen(req *http.Request, v uploadView) page.Screen {
	screen := s.screen(req, "studio/upload", v)
	title := "studio.upload.title"
	if v.May.Continue {
		title = "studio.draft.title" // whoever hears the title must know at once
	}
	screen.Frame.Title = page.Language(req).Say(title, map[string]any{"number": v.Number})
	screen.Frame.Crumbs[1].Text = screen.Frame.Title
	return screen
}

// freshFor is how long the page of an upload says that it was done.
const freshFor = 2 * time.Minute

// fresh reports whether the first code was made just now and nobody has
// answered it.
func (s *Studio) fresh(u service.UploadPage) bool {
	if len(u.Deliveries) == 0 || u.ResendsLeft != photo.MaxResends {
		return false
	}
	switch u.Status {
	case "uploaded", "sent", "mailed", "delivered":
		return s.Now().Sub(u.Deliveries[0].CreatedAt) < freshFor
	default:
		return false
	}
}

// number is the short name of an upload: the first letters of its id, enough
// to tell the uploads of a day apart.
func number(id photo.UploadID) string { return string(id[min(4, len(id)):min(10, len(id))]) }

func permitted(u service.UploadPage) may {
	can := func(act photo.UploadAct) bool { return slices.Contains(u.Acts, act) }
	return may{
		Resend: can(photo.Resend) && u.ResendsLeft > 0, Correct: can(photo.Resend) && u.ResendsLeft > 0,
		Replace: can(photo.Replace), Withdraw: can(photo.Withdraw) || can(photo.Discard),
		Continue: can(photo.Publish), Print: can(photo.Withdraw),
	}
}

func pictures(l language, u service.UploadPage) []shown {
	var list []shown
	for _, one := range u.Items {
		name := l.Say("term."+string(one.Item), nil)
		list = append(list, shown{
			Item: string(one.Item), Path: uploadPath(u.ID) + "/" + string(one.Item), Name: name,
			Measures: pixels(one.Width, one.Height) + ", " + l.Bytes(one.Bytes), Width: one.Width, Height: one.Height,
		})
	}
	return list
}

// proceed takes the corrected draft.
func (s *Studio) proceed(req *http.Request, who photo.Operator) (page.Reply, error) {
	typed, release, err := s.receive(req, who)
	defer release()
	chose := len(typed.Photo) > 0 || len(typed.Signature) > 0
	if err == nil {
		var outcome service.Outcome
		asked := s.asked(req, who)
		if outcome, err = s.Desk.Continue(req.Context(), who, uploadID(req), typed); err == nil {
			if outcome.Draft && asked && !chose {
				return s.unread(req, who)
			}
			return page.Redirect(uploadPath(outcome.Upload)), nil
		}
	}
	_, form := again(err)
	if !form {
		return nil, err
	}
	v, failed := s.uploadPage(req, who)
	if failed != nil {
		return nil, failed
	}
	if !v.May.Continue {
		return nil, err
	}
	typed.Photo, typed.Signature = nil, nil
	typed.IdempotencyKey, err = newKeyWhenSpent(err, typed.IdempotencyKey)
	v.Form = formFor(page.Language(req), typed, v.Path)
	v.Form.keeps(page.Language(req), v.UploadPage)
	v.Form.Again = chose
	return s.uploadScreen(req, v), err
}

// asked reports whether the draft's form has a box for having read the advice.
func (s *Studio) asked(req *http.Request, who photo.Operator) bool {
	draft, err := s.Desk.View(req.Context(), who, uploadID(req))
	return err == nil && draft.Verdict.NeedsAcknowledgement() // a draft that is not there is told by what follows
}

// unread shows a draft again. Where nothing keeps it from being sent but the box
// for having read the advice, it says so: a page that came back unchanged would
// look as if the button were dead.
func (s *Studio) unread(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := s.uploadPage(req, who)
	if err != nil {
		return nil, err
	}
	if v.Verdict.Blocked || !v.Verdict.Advice {
		return page.Redirect(v.Path), nil
	}
	return s.uploadScreen(req, v), photo.ErrNotAcknowledged
}

// picture shows a preview, or what the office of a document receives; the desk
// records the look before the bytes leave.
func (s *Studio) picture(req *http.Request, who photo.Operator) (page.Reply, error) {
	item := photo.Item(req.PathValue("item"))
	if item != photo.ItemPhoto && item != photo.ItemSignature {
		return nil, photo.ErrNotFound
	}
	which := service.Which{Item: item, Document: photo.ProfileID(req.URL.Query().Get("document"))}
	seen, err := s.Desk.Picture(req.Context(), who, uploadID(req), which)
	if err != nil {
		return nil, err
	}
	return page.File{Type: seen.MediaType, Data: seen.Bytes}, nil
}

// slip is the page the client carries home; there is no code on it.
func (s *Studio) slip(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := s.uploadPage(req, who)
	if err != nil {
		return nil, err
	}
	if !v.May.Print {
		return nil, photo.ErrNotFound
	}
	screen := s.screen(req, "studio/slip", v)
	screen.Frame.Back = v.Path
	return screen, nil
}

// course is what happened to one message, in words.
type course struct {
	service.Delivery
	Name  string // sms, email
	State page.Tag
	Tries []page.Moment
}

var deliveryTones = map[string]string{"queued": "wait", "sent": "wait", "delivered": "ok", "failed": "bad", "stopped": "off"}

func courses(l language, all []service.Delivery) []course {
	var list []course
	for _, d := range slices.Backward(all) {
		one := course{
			Delivery: d, Name: l.Say("term."+string(d.Channel), nil),
			State: page.Tag{Tone: deliveryTones[d.State], Text: l.Say("studio.delivery."+d.State, nil)},
		}
		if d.Channel == photo.ChannelEmail && d.State == "sent" {
			one.State = statusTag(l, "mailed")
		}
		if d.Old {
			one.State = page.Tag{Tone: "off", Text: l.Say("studio.delivery.old", nil)}
		}
		tell := func(at time.Time, key string) {
			if !at.IsZero() {
				one.Tries = append(one.Tries, page.Moment{When: l.DateTime(at), What: l.Say(key, nil)})
			}
		}
		tell(d.CreatedAt, "studio.delivery.made")
		for _, try := range d.Attempts {
			tell(try.At, "studio.attempt."+string(d.Channel)+"."+try.Outcome)
		}
		switch d.State {
		case "delivered", "failed", "stopped":
			tell(d.SettledAt, "studio.delivery.settled."+d.State)
		}
		list = append(list, one)
	}
	return list
}

// moving reports whether the client at the counter still waits for the
// message, so that the page is worth asking again.
func moving(u service.UploadPage) bool { return u.Status == "uploaded" || u.Status == "sent" }
