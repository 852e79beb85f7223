package studio

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"myphoto/internal/httpx"
	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/typed"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/verdict"
)

// Bounds of what a form with pictures may bring, in bytes.
const (
	maxFile = 10_000_000
	maxBody = 2*maxFile + 1_000_000
)

// errTooLarge refuses a body that cannot be two pictures.
var errTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "upload.large"}

// submission is an upload form as it was sent.
type submission struct {
	studio.Form
	// ChoseFiles is set when a picture came with the form, also where it was
	// read and not kept: the visitor must choose it again.
	ChoseFiles bool
}

// receive reads an upload form once there is memory for it. Where there is none
// for a while, what was typed is still read, so that the form can come back with
// it. The caller calls release when done with the form.
func (h *Handler) receive(req *http.Request, who photo.Operator) (typed submission, release func(), err error) {
	size := req.ContentLength
	if size > maxBody {
		return submission{}, func() {}, errTooLarge // unread
	}
	if size < 0 {
		size = maxBody // not announced
	}
	release, busy := h.Service.Admit(req.Context(), who, size)
	if busy == nil {
		typed, err = readSubmission(req, form.InMemory(size))
		return typed, release, err
	}
	if errors.Is(busy, inspect.ErrBusy) {
		if typed, err = readSubmission(req, form.Discard()); err != nil {
			busy = err
		}
	}
	return typed, func() {}, busy
}

// readSubmission reads an upload form; one that lies about its size is cut off.
// The error is the faults of files that are too large, with everything else in
// the submission, or the refusal of the whole body.
func readSubmission(req *http.Request, to form.Sink) (submission, error) {
	values, files, err := readForm(req, to)
	if errors.Is(err, httpx.ErrTooLarge) {
		err = errTooLarge
	}
	if err != nil {
		return submission{}, err
	}
	typed, err := formOf(values)
	if err != nil {
		return submission{}, err
	}
	sent := submission{Form: typed}
	var faults []*photo.Error
	for _, name := range []string{"photo", "signature"} {
		switch file := files[name]; {
		case file.TooLarge:
			faults = append(faults, errFileTooLarge(name, file.Size))
		default:
			sent.ChoseFiles = sent.ChoseFiles || file.Size > 0
		}
	}
	sent.Photo, sent.Signature = pictureOf(files["photo"]), pictureOf(files["signature"])
	return sent, photo.Join(faults...)
}

func readForm(req *http.Request, to form.Sink) (url.Values, map[string]form.File, error) {
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		values, err := form.Values(req, form.MaxSmall)
		return values, nil, err
	}
	return form.Multipart(req, form.Limits{Body: maxBody, File: maxFile}, to, "photo", "signature")
}

// pictureOf returns a file of the form as a picture of [studio.Form].
func pictureOf(f form.File) studio.FormPicture {
	return studio.FormPicture{Chosen: f.Chosen, Bytes: f.Bytes}
}

// errFileTooLarge returns the fault of a picture over its limit, with its size
// in MB rounded up to a tenth.
func errFileTooLarge(field string, size int64) *photo.Error {
	tenths := (size + 99_999) / 100_000
	return &photo.Error{
		Kind: photo.Invalid, Code: "file.big", Field: field,
		Args: map[string]any{"max": maxFile / 1_000_000, "have": float64(tenths) / 10},
	}
}

// formOf reads the typed values of an upload form.
func formOf(v url.Values) (studio.Form, error) {
	options, err := optionsOf(v)
	if err != nil {
		return studio.Form{}, err
	}
	typed := studio.Form{
		Contact: contactOf(v), Options: options, Acknowledged: form.Ticked(v, "acknowledged"),
		Label: typed.Text(v.Get("label")), IdempotencyKey: v.Get("idempotency_key"),
	}
	for _, id := range v["documents"] {
		typed.Documents = append(typed.Documents, photo.ProfileID(id))
	}
	return typed, nil
}

// correctionOf reads the form that corrects a contact.
func correctionOf(v url.Values) studio.Correction {
	return studio.Correction{Contact: contactOf(v), IdempotencyKey: v.Get("idempotency_key")}
}

// contactOf reads where the code shall go.
func contactOf(v url.Values) photo.Contact {
	return photo.Contact{
		Mobile: v.Get("mobile"), Email: form.Address(v.Get("email")), Channels: channels(v), Agreed: form.Ticked(v, "agreed"),
	}
}

// channels returns the channels that a form names, known or not.
func channels(v url.Values) []photo.Channel {
	var list []photo.Channel
	for _, name := range v["channels"] {
		list = append(list, photo.Channel(name))
	}
	return list
}

// optionsOf reads how the pictures are to be judged. A box that was merely
// ticked means an exemption whose reason is given in words alone.
func optionsOf(v url.Values) (spec.Options, error) {
	options := spec.Options{
		Age: spec.Age(v.Get("age")), Exemption: spec.Exemption(v.Get("override")),
		ExemptionReason: strings.Join(strings.Fields(v.Get("override_reason")), " "), // a field of several lines, a text of one
	}
	switch {
	case options.Exemption == verdict.NoExemption:
		options.Exemption = ""
	case form.Ticked(v, "override"):
		options.Exemption = spec.ToldReason
	}
	var err error
	options.Crops, err = cropsOf(v)
	return options, err
}
