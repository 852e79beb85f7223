package signin

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
	"myphoto/internal/web/session"
)

// maxForm bounds the forms of this room, in bytes.
const maxForm = 16 << 10

// otpView is the page with the field; Sent is zero while no code is under way.
type otpView struct {
	Sent    service.OTPSent
	Fresh   bool // a new code was sent just now
	Expired bool
	Trouble string // why none could be sent
}

// askOTP shows where the code was sent, or why it was not.
func (r *Room) askOTP(req *http.Request, v session.Visit) (page.Reply, error) {
	return r.otpPage(req, v, r.tooEarly(req))
}

// longestWait is the most that a new code can be away.
const longestWait = time.Hour

// soonAgain is how long after a code the next may be asked for, as seconds are
// counted to the reader.
const soonAgain = 30 * time.Second

// tooEarly says why a new code was not sent, as long as that holds: "from" is
// the second, in Unix time, from which one may be asked for.
func (r *Room) tooEarly(req *http.Request) error {
	from, fault := strconv.ParseInt(req.URL.Query().Get("from"), 10, 64)
	if fault != nil {
		from = 0 // long past
	}
	switch wait := time.Unix(from, 0).Sub(r.Now()); {
	case wait <= 0 || wait > longestWait:
		return nil
	case wait <= soonAgain:
		return photo.ErrOTPWait.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	default:
		return photo.ErrOTPHourly.WithRetryAfter(wait)
	}
}

// otpPage shows the page as things stand, with the refusal of what was tried.
func (r *Room) otpPage(req *http.Request, v session.Visit, refusal error) (page.Reply, error) {
	if refusal != nil {
		if _, ours := errors.AsType[*photo.Error](refusal); !ours {
			return nil, refusal
		}
	}
	sent, err := r.Sessions.PendingOTP(req.Context(), v.Visitor)
	switch {
	case errors.Is(err, photo.ErrOTPExpired) && v.Trouble == photo.ErrNoMobile.Code:
		return page.View("entry/nophone", nil), nil
	case err != nil && !errors.Is(err, photo.ErrOTPExpired):
		return nil, err
	}
	return page.View("entry/otp", otpView{
		Sent: sent, Fresh: req.URL.Query().Has("sent") && refusal == nil, Trouble: v.Trouble,
		Expired: !r.Now().Before(sent.ExpiresAt),
	}), refusal
}

// checkOTP takes the code that was typed.
func (r *Room) checkOTP(req *http.Request, v session.Visit) (page.Reply, error) {
	form, err := read(req)
	if err != nil {
		return nil, err
	}
	if _, err := r.Sessions.PendingOTP(req.Context(), v.Visitor); errors.Is(err, photo.ErrOTPExpired) {
		return page.Redirect("/otp"), nil // none was sent yet: the page says so
	}
	visitor, err := r.Sessions.CheckOTP(req.Context(), v.Visitor, form.Get("otp"))
	if err != nil {
		return r.otpPage(req, v, err)
	}
	v.Visitor = visitor
	return r.goOn(req, v)
}

// resendOTP sends a new code.
func (r *Room) resendOTP(req *http.Request, v session.Visit) (page.Reply, error) {
	_, err := r.Sessions.SendOTP(req.Context(), v.Visitor)
	before := v.Trouble
	v.Trouble = ""
	if refusal, ok := errors.AsType[*photo.Error](err); ok && refusal.Code == photo.ErrNoMobile.Code {
		v.Trouble, err = refusal.Code, nil
	}
	if v.Trouble != before {
		if fault := r.Visits.Save(req.Context(), v); fault != nil {
			return nil, errors.Join(err, fault)
		}
	}
	switch refusal, _ := errors.AsType[*photo.Error](err); {
	case errors.Is(err, photo.ErrOTPWait), errors.Is(err, photo.ErrOTPHourly):
		from := r.Now().Add(refusal.RetryAfter).Unix()
		return page.Redirect("/otp?from=" + strconv.FormatInt(from, 10)), nil
	case err != nil:
		return r.otpPage(req, v, err)
	case v.Trouble != "":
		return page.Redirect("/otp"), nil
	default:
		return page.Redirect("/otp?sent=1"), nil
	}
}

func (r *Room) backToOTP(*http.Request, session.Visit) (page.Reply, error) {
	return page.Redirect("/otp"), nil
}

// Waiting reports whether a code is under way.
func (v otpView) Waiting() bool { return v.Sent.Mobile != "" }
