package signin

import (
	"errors"
	"net/http"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// maxForm bounds the forms of this room, in bytes.
const maxForm = 16 << 10

// otpView is the page with the field; Sent is zero where no code was sent.
type otpView struct {
	Sent    signin.OTPSent
	Fresh   bool // a new code was just sent
	Expired bool
	Trouble string // key that says why none could be sent; empty where a limit is the refusal
}

// askOTP shows where the code was sent, or why it was not.
func (h *Handler) askOTP(req *http.Request, s session.Session) (page.Reply, error) {
	if refusal := s.Trouble.Refusal(h.Now()); refusal != nil && refusal.Kind == photo.RateLimited {
		return h.otpPage(req, s, refusal)
	}
	return h.otpPage(req, s, nil)
}

// otpPage shows the current state, with the refusal of what was tried.
func (h *Handler) otpPage(req *http.Request, s session.Session, refusal error) (page.Reply, error) {
	if refusal != nil {
		if _, ok := httpx.Refusal(refusal); !ok {
			return nil, refusal
		}
	}
	sent, err := h.Service.PendingOTP(req.Context(), s.Visitor)
	switch {
	case errors.Is(err, photo.ErrOTPExpired) && s.Trouble.Code == photo.ErrNoMobile.Code:
		return page.View("signin/nophone", nil), nil
	case err != nil && !errors.Is(err, photo.ErrOTPExpired):
		return nil, err
	}
	return page.View("signin/otp", otpView{
		Sent: sent, Fresh: req.URL.Query().Has("sent") && refusal == nil, Expired: !h.Now().Before(sent.ExpiresAt),
		Trouble: troubleKey(s, refusal, h.Now()),
	}), refusal
}

// troubleKey returns what to say about a code that could not be sent, unless the
// page has a refusal to tell.
func troubleKey(s session.Session, refusal error, now time.Time) string {
	if trouble := s.Trouble.Refusal(now); trouble != nil && refusal == nil {
		return trouble.Code
	}
	return ""
}

// checkOTP takes the code that was typed.
func (h *Handler) checkOTP(req *http.Request, s session.Session) (page.Reply, error) {
	values, err := form.Values(req, maxForm)
	if err != nil {
		return nil, err
	}
	if _, err := h.Service.PendingOTP(req.Context(), s.Visitor); errors.Is(err, photo.ErrOTPExpired) {
		return page.Redirect("/otp"), nil // none was sent: the page says so
	}
	visitor, err := h.Service.CheckOTP(req.Context(), s.Visitor, values.Get("otp"))
	if err != nil {
		return h.otpPage(req, s, err)
	}
	s.Visitor = visitor
	return h.advance(req, s)
}

// resendOTP sends a new code.
func (h *Handler) resendOTP(req *http.Request, s session.Session) (page.Reply, error) {
	if err := h.sendOTP(req.Context(), &s); err != nil {
		return nil, err
	}
	if err := h.Manager.Save(req.Context(), s); err != nil {
		return nil, err
	}
	switch refusal := s.Trouble.Refusal(h.Now()); {
	case s.Trouble.Kind == photo.Unavailable && refusal != nil:
		return h.otpPage(req, s, refusal)
	case s.Trouble.Code != "":
		return page.Redirect("/otp"), nil
	}
	return page.Redirect("/otp?sent=1"), nil
}

func (h *Handler) redirectToOTP(*http.Request, session.Session) (page.Reply, error) {
	return page.Redirect("/otp"), nil
}

// CodeSent reports whether a code was sent.
func (v otpView) CodeSent() bool { return v.Sent.Mobile != "" }

// Locked reports whether the code may not be tried any more.
func (v otpView) Locked() bool { return v.Sent.Left == 0 }
