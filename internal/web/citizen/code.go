package citizen

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

// Bounds of a picture of a QR code, in bytes: the picture, and the form with it.
const (
	mostPicture = 10_000_000
	mostUpload  = mostPicture + 1_000_000
)

// Refusals of what should be a picture of a QR code.
var (
	errNoPicture  = &photo.Error{Kind: photo.Invalid, Code: "citizen.qr.choose", Field: "qr"}
	errBigPicture = &photo.Error{Kind: photo.TooLarge, Code: "citizen.qr.big", Field: "qr"}
)

// codeView is the page where the code is typed.
type codeView struct {
	Code    string
	Left    int
	Waiting waiting // an earlier code
	Filled  bool    // the field was filled in by a link or a picture
}

// quotaView says when submissions start anew.
type quotaView struct {
	Resets  time.Time
	Waiting waiting
}

func (p *Pages) code(req *http.Request, who photo.Citizen) (page.Reply, error) {
	carried := p.Carried(req)
	return p.typing(req, who, codeView{Code: carried, Filled: carried != ""}, "citizen/code")
}

func (p *Pages) scan(req *http.Request, who photo.Citizen) (page.Reply, error) {
	return p.typing(req, who, codeView{}, "citizen/scan")
}

// typing shows a page with the code field, or that nothing is left for today.
func (p *Pages) typing(req *http.Request, who photo.Citizen, view codeView, name string) (page.Reply, error) {
	left, resets, err := p.Desk.Remaining(req.Context(), who)
	if err != nil {
		return nil, err
	}
	home, err := p.Desk.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	view.Left, view.Waiting = left, waitingIn(home)
	if left == 0 {
		quota := behind("/citizen", "citizen/quota", quotaView{resets, view.Waiting})
		quota.Frame.Path = "/citizen/code"
		return quota, nil
	}
	return codeScreen(req, name, view), nil
}

func codeScreen(req *http.Request, name string, view codeView) page.Screen {
	back := "/citizen"
	if name == "citizen/scan" {
		back = "/citizen/code"
	}
	s := behind(back, name, view)
	s.Frame.Path = "/" + name // not that of the picture that was sent
	s.Frame.Caption = step(req, 1)
	s.Frame.Camera = name == "citizen/scan"
	return s
}

func (p *Pages) submit(req *http.Request, who photo.Citizen) (page.Reply, error) {
	typed := req.PostForm.Get("code")
	err := p.Desk.Submit(req.Context(), who, typed)
	switch {
	case err == nil:
		return page.Redirect("/citizen/preview"), nil
	case !refused(err):
		return nil, err
	}
	return p.codeAgain(req, who, typed, err)
}

// codeAgain shows the code page with what was typed and why it was refused.
func (p *Pages) codeAgain(req *http.Request, who photo.Citizen, typed string, refusal error) (page.Reply, error) {
	left, resets, err := p.Desk.Remaining(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if errors.Is(refusal, photo.ErrCodeQuota) {
		quota := behind("/citizen", "citizen/quota", quotaView{Resets: resets})
		quota.Status = httpx.Status(photo.RateLimited)
		return quota, nil
	}
	return codeScreen(req, "citizen/code", codeView{Code: typed, Left: left}), withoutPairs(refusal)
}

// withoutPairs gives a code without look-alike characters the sentence that
// names none.
func withoutPairs(err error) error {
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok || !errors.Is(refusal, photo.ErrCodeUnknown) || refusal.Args["pairs"] != "" {
		return err
	}
	plain := *refusal
	plain.Code = "citizen.code.unknown"
	return &plain
}

// qr reads a picture of a QR code and shows the code it holds in the field.
// It submits nothing.
func (p *Pages) qr(req *http.Request, who photo.Citizen) (page.Reply, error) {
	picture, err := pictureOf(req)
	if err == nil && len(picture) == 0 {
		err = errNoPicture
	}
	var code string
	if err == nil {
		code, err = p.Desk.ReadQR(req.Context(), who, picture)
	}
	if err != nil {
		if !refused(err) {
			return nil, err
		}
		return p.codeAgain(req, who, "", err)
	}
	return p.typing(req, who, codeView{Code: code, Filled: true}, "citizen/code")
}

// pictureOf reads the file "qr" of a form into memory; pictures never touch
// the disk.
func pictureOf(req *http.Request) ([]byte, error) {
	if req.ContentLength > mostUpload {
		return nil, errBigPicture
	}
	req.Body = http.MaxBytesReader(nil, req.Body, mostUpload)
	form, err := req.MultipartReader()
	if err != nil {
		return nil, photo.ErrMalformed
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if part.FormName() == "qr" {
			return whole(part)
		}
	}
}

// whole reads a part, as long as it is not larger than a picture may be.
func whole(part *multipart.Part) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(part, mostPicture+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(content) > mostPicture {
		return nil, errBigPicture
	}
	return content, nil
}

func unreadable(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errBigPicture
	}
	return photo.ErrMalformed
}
