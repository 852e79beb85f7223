package studio

import (
	"crypto/rand"
	"net/http"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// formError returns the refusal in err, and reports whether it belongs on the
// form that caused it rather than on a page of its own.
func formError(err error) (*photo.Error, bool) {
	refusal, ok := httpx.Refusal(err)
	if !ok {
		return nil, false
	}
	switch refusal.Kind {
	case photo.Invalid, photo.RateLimited, photo.Unavailable, photo.TooLarge:
		return refusal, true
	default:
		return refusal, false
	}
}

// resendView asks before a code is ended that the client may have open.
type resendView struct {
	Path, Name, Key string
	Opened          bool // the client has it open
}

func (h *Handler) askResend(req *http.Request, who photo.Operator) (page.Reply, error) {
	found, err := h.Service.View(req.Context(), who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !offersOf(found).Resend {
		return nil, whyReadOnly(found)
	}
	v := resendView{uploadPath(found.ID), newQueueRow(page.Language(req), found.UploadRow).Name, rand.Text(), found.Opened}
	reply := h.page(req, "studio/resend", v)
	reply.Layout.Back = v.Path
	return reply, nil
}

// resend sends a new code to the same contact. While the client has the present one
// open, it asks first.
func (h *Handler) resend(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall)
	if err != nil {
		return nil, err
	}
	id := uploadID(req)
	if !form.Ticked(values, "confirm") && h.opened(req, who) {
		return page.Redirect(uploadPath(id) + "/resend"), nil
	}
	if err = h.Service.Resend(req.Context(), who, id, values.Get("idempotency_key")); err == nil {
		return page.Redirect(uploadPath(id) + "?done=resent"), nil
	}
	refusal, ok := formError(err)
	if !ok {
		return nil, err
	}
	v, failed := h.loadUpload(req, who, id)
	if failed != nil {
		return nil, failed
	}
	reply := h.uploadPage(req, v)
	reply.Layout.Path = v.Path
	return reply, refusal.OnField("")
}

// opened reports whether the client has the code of the upload open.
func (h *Handler) opened(req *http.Request, who photo.Operator) bool {
	found, err := h.Service.View(req.Context(), who, uploadID(req))
	return err == nil && found.Opened && offersOf(found).Resend // what is not there is refused by what follows
}

// contactView is the form that corrects the contact.
type contactView struct {
	Form typedContact
	Path string
	Now  string // masked
	Left int
	Name string

	Opened bool // the client has the present code open
	First  bool // of an upload with a ticket, whose code was sent to nobody yet
}

// typedContact is the contact as typed.
type typedContact struct {
	studio.Correction
	Consent string // "yes" where ticked
}

// ChannelNames returns the chosen channels as values of the checkboxes.
func (c typedContact) ChannelNames() []string { return plainStrings(c.Channels) }

func (h *Handler) askContact(req *http.Request, who photo.Operator) (page.Reply, error) {
	return h.contactPage(req, who, studio.Correction{})
}

// contactPage shows the form while the contact may still be corrected.
func (h *Handler) contactPage(req *http.Request, who photo.Operator, typed studio.Correction) (page.Reply, error) {
	found, err := h.Service.View(req.Context(), who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !offersOf(found).Correct {
		return nil, whyReadOnly(found)
	}
	if typed.IdempotencyKey == "" {
		typed.IdempotencyKey = rand.Text()
	}
	if len(typed.Channels) == 0 && !typed.Agreed && typed.Mobile == "" && typed.Email == "" {
		typed.Channels = channelsNow(found)
	}
	typed.Email = form.Shown(typed.Email)
	v := contactView{Form: typedContact{typed, yes(typed.Agreed)}, Path: uploadPath(found.ID), Now: found.Contact, Left: found.ResendsLeft, Opened: found.Opened}
	v.First = found.Bound && len(found.Messages) == 0
	v.Name = newQueueRow(page.Language(req), found.UploadRow).Name
	reply := h.page(req, "studio/contact", v)
	if reply.Layout.Back = v.Path; v.First {
		reply.Layout.Title = page.Language(req).Say("studio.contact.add", nil)
	}
	return reply, nil
}

// channelsNow lists the channels by which the newest code was sent.
func channelsNow(u studio.UploadPage) []photo.Channel {
	var list []photo.Channel
	for _, d := range u.Messages {
		if !d.Old {
			list = append(list, d.Channel)
		}
	}
	return list
}

// whyReadOnly returns the refusal that says why an act is no longer offered.
func whyReadOnly(u studio.UploadPage) error {
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

func (h *Handler) correct(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall, "channels")
	if err != nil {
		return nil, err
	}
	typed, id := correctionOf(values), uploadID(req)
	if err = h.Service.Correct(req.Context(), who, id, typed); err == nil {
		return page.Redirect(uploadPath(id) + "?done=corrected"), nil
	}
	if _, ok := formError(err); !ok {
		return nil, err
	}
	typed.IdempotencyKey, err = newKeyWhenSpent(err, typed.IdempotencyKey)
	reply, failed := h.contactPage(req, who, typed)
	if failed != nil {
		return nil, failed
	}
	return reply, err
}

// withdrawView asks before an upload is withdrawn.
type withdrawView struct {
	Path, Name string
	Draft      bool
}

func (h *Handler) askWithdraw(req *http.Request, who photo.Operator) (page.Reply, error) {
	found, err := h.Service.View(req.Context(), who, uploadID(req))
	if err != nil {
		return nil, err
	}
	if !offersOf(found).Withdraw {
		return nil, whyReadOnly(found)
	}
	v := withdrawView{Path: uploadPath(found.ID), Draft: found.State == photo.Draft}
	v.Name = newQueueRow(page.Language(req), found.UploadRow).Name
	reply := h.page(req, "studio/withdraw", v)
	reply.Layout.Back = v.Path
	return reply, nil
}

func (h *Handler) withdraw(req *http.Request, who photo.Operator) (page.Reply, error) {
	if err := h.Service.Withdraw(req.Context(), who, uploadID(req)); err != nil {
		return nil, err
	}
	return page.Redirect(uploadPath(uploadID(req))), nil
}
