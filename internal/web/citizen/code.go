package citizen

import (
	"errors"
	"io"
	"net/http"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// Bounds of a picture of a QR code, in bytes: the picture, and the form with it.
const (
	maxPicture = 10_000_000
	maxUpload  = maxPicture + 1_000_000
)

// Refusals of what should be a picture of a QR code.
var (
	errNoPicture    = &photo.Error{Kind: photo.Invalid, Code: "citizen.qr.choose", Field: "qr"}
	errEmptyPicture = &photo.Error{Kind: photo.Invalid, Code: "citizen.qr.empty", Field: "qr"}
	errLargePicture = &photo.Error{Kind: photo.TooLarge, Code: "citizen.qr.big", Field: "qr"}
)

// codeView is the page where the code is typed.
type codeView struct {
	Code    string
	Left    int
	Waiting claimProgress // an earlier code
	Filled  bool          // the field was filled in by a link or a picture
}

// quotaView says when submissions are possible again.
type quotaView struct {
	Resets  time.Time
	Waiting claimProgress
}

func (h *Handler) code(req *http.Request, who photo.Citizen) (page.Reply, error) {
	carried := h.StashedCode(req)
	return h.codePage(req, who, codeView{Code: carried, Filled: carried != ""}, "citizen/code")
}

func (h *Handler) scan(req *http.Request, who photo.Citizen) (page.Reply, error) {
	return h.codePage(req, who, codeView{}, "citizen/scan")
}

// codePage shows a page with the field of the code, or that no submission is left
// for today.
func (h *Handler) codePage(req *http.Request, who photo.Citizen, view codeView, name string) (page.Reply, error) {
	left, resets, err := h.Service.Remaining(req.Context(), who)
	if err != nil {
		return nil, err
	}
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view.Left, view.Waiting = left, progressOf(home)
	if left == 0 {
		quota := withBack("/citizen", "citizen/quota", quotaView{resets, view.Waiting})
		quota.Layout.Path = "/citizen/code"
		return quota, nil
	}
	return codeForm(req, name, view), nil
}

func codeForm(req *http.Request, name string, view codeView) page.Page {
	back := "/citizen"
	if name == "citizen/scan" {
		back = "/citizen/code"
	}
	s := withBack(back, name, view)
	s.Layout.Path = "/" + name // not the address that the picture was sent to
	s.Layout.Caption = stepCaption(req, 1)
	s.Layout.Camera = name == "citizen/scan"
	return s
}

func (h *Handler) submit(req *http.Request, who photo.Citizen) (page.Reply, error) {
	typed := req.PostForm.Get("code")
	err := h.Service.Submit(req.Context(), who, typed)
	if err != nil && !isRefusal(err) {
		return nil, err
	}
	// What was looked up has been used, whatever came of it: it must not fill the
	// field again.
	if err == nil || errors.Is(err, photo.ErrCodeUnknown) {
		if fault := h.DropCode(req); fault != nil {
			return nil, fault
		}
	}
	if err == nil {
		return page.Redirect("/citizen/preview"), nil
	}
	return h.codeRefused(req, who, typed, err)
}

// codeRefused shows the page of the code with what was typed and why it was
// refused.
func (h *Handler) codeRefused(req *http.Request, who photo.Citizen, typed string, refusal error) (page.Reply, error) {
	left, resets, err := h.Service.Remaining(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if errors.Is(refusal, photo.ErrCodeQuota) {
		quota := withBack("/citizen", "citizen/quota", quotaView{Resets: resets})
		quota.Status = httpx.Status(photo.RateLimited)
		return quota, nil
	}
	return codeForm(req, "citizen/code", codeView{Code: typed, Left: left}), withoutLookAlikes(refusal)
}

// withoutLookAlikes returns, for a code that has no look-alike characters, the
// refusal whose sentence names none.
func withoutLookAlikes(err error) error {
	refusal, ok := httpx.Refusal(err)
	if !ok || !errors.Is(refusal, photo.ErrCodeUnknown) || refusal.Args["pairs"] != "" {
		return err
	}
	plain := *refusal
	plain.Code = "citizen.code.unknown"
	return &plain
}

// qr reads a picture of a QR code and shows the code it holds in the field.
// It submits nothing.
func (h *Handler) qr(req *http.Request, who photo.Citizen) (page.Reply, error) {
	code, err := h.readQR(req, who)
	if err != nil {
		if !isRefusal(err) {
			return nil, err
		}
		if !photo.IsKind(err, photo.TooLarge) {
			// Browsers show the answer to a form only after they have sent all of it.
			_, _ = io.CopyN(io.Discard, req.Body, maxUpload)
		}
		return h.codeRefused(req, who, "", err)
	}
	return h.codePage(req, who, codeView{Code: code, Filled: true}, "citizen/code")
}

func (h *Handler) readQR(req *http.Request, who photo.Citizen) (string, error) {
	if req.ContentLength > maxUpload {
		return "", errLargePicture
	}
	code, err := h.Service.ReadQR(req.Context(), who, citizen.QRForm{
		Body: req.Body, Announced: req.ContentLength,
		Parse: func(body io.Reader, size int64) ([]byte, error) { return parsePicture(req, body, size) },
	})
	if errors.Is(httpx.BodyError(err), httpx.ErrTooLarge) {
		err = errLargePicture
	}
	return code, err
}

// parsePicture returns the file "qr" of a form whose body has arrived.
func parsePicture(req *http.Request, body io.Reader, size int64) ([]byte, error) {
	arrived := *req
	arrived.Body = io.NopCloser(body)
	limits := form.Limits{Body: maxUpload, File: maxPicture}
	_, files, err := form.Multipart(&arrived, limits, form.InMemory(size), form.Fields{Files: []string{"qr"}})
	switch picture := files["qr"]; {
	case err != nil:
		return nil, err
	case picture.TooLarge:
		return nil, errLargePicture
	case !picture.Chosen:
		return nil, errNoPicture
	case len(picture.Bytes) == 0:
		return nil, errEmptyPicture
	default:
		return picture.Bytes, nil
	}
}
