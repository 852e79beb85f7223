package signin

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
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
	Trouble string // key that says why none could be sent
}

// askOTP shows where the code was sent, or why it was not.
func (h *Handler) askOTP(req *http.Request, s session.Session) (page.Reply, error) {
	return h.otpPage(req, s, h.resendRefusal(req))
}

// maxWait bounds the wait for a new code.
const maxWait = time.Hour

// minResendWait is the wait between two codes; a longer one means that the codes of
// an hour are used up.
const minResendWait = 30 * time.Second

// resendRefusal returns why a new code was not sent, as long as that holds: "from"
// is the second, in Unix time, from which one may be requested.
func (h *Handler) resendRefusal(req *http.Request) error {
	from, err := strconv.ParseInt(req.URL.Query().Get("from"), 10, 64)
	if err != nil {
		from = 0 // long past
	}
	switch wait := time.Unix(from, 0).Sub(h.Now()); {
	case wait <= 0 || wait > maxWait:
		return nil
	case wait <= minResendWait:
		return photo.ErrOTPWait.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	default:
		return photo.ErrOTPHourly.WithRetryAfter(wait)
	}
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
	case errors.Is(err, photo.ErrOTPExpired) && s.Trouble == photo.ErrNoMobile.Code:
		return page.View("signin/nophone", nil), nil
	case err != nil && !errors.Is(err, photo.ErrOTPExpired):
		return nil, err
	}
	return page.View("signin/otp", otpView{
		Sent: sent, Fresh: req.URL.Query().Has("sent") && refusal == nil, Trouble: s.Trouble,
		Expired: !h.Now().Before(sent.ExpiresAt),
	}), refusal
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
	visitor, err := h.Service.CheckOTP(req.Context(), s.Visitor, typed.OneTimeCode(values.Get("otp")))
	if err != nil {
		return h.otpPage(req, s, err)
	}
	s.Visitor = visitor
	return h.advance(req, s)
}

// resendOTP sends a new code.
func (h *Handler) resendOTP(req *http.Request, s session.Session) (page.Reply, error) {
	_, err := h.Service.SendOTP(req.Context(), s.Visitor)
	before := s.Trouble
	s.Trouble = ""
	if refusal, ok := httpx.Refusal(err); ok && refusal.Code == photo.ErrNoMobile.Code {
		s.Trouble, err = refusal.Code, nil
	}
	if s.Trouble != before {
		if fault := h.Manager.Save(req.Context(), s); fault != nil {
			return nil, fault
		}
	}
	switch refusal, _ := httpx.Refusal(err); {
	case errors.Is(err, photo.ErrOTPWait), errors.Is(err, photo.ErrOTPHourly):
		from := h.Now().Add(refusal.RetryAfter).Unix()
		return page.Redirect("/otp?from=" + strconv.FormatInt(from, 10)), nil
	case err != nil:
		return h.otpPage(req, s, err)
	case s.Trouble != "":
		return page.Redirect("/otp"), nil
	default:
		return page.Redirect("/otp?sent=1"), nil
	}
}

func (h *Handler) redirectToOTP(*http.Request, session.Session) (page.Reply, error) {
	return page.Redirect("/otp"), nil
}

// CodeSent reports whether a code was sent.
func (v otpView) CodeSent() bool { return v.Sent.Mobile != "" }
