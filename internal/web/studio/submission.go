package studio

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/typed"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/verdict"
)

// Bounds of what a form with pictures may bring, in bytes. Of a file over its limit
// nothing is kept, so that a form of up to maxSent needs memory for maxBody alone: its
// other picture and what was typed are not lost.
const (
	maxFile = 10_000_000
	maxBody = 2*maxFile + 1_000_000
	maxSent = 64_000_000
)

// errTooLarge refuses a body that is not read for its size: what was typed is only in
// the browser.
var errTooLarge = &photo.Error{
	Kind: photo.TooLarge, Code: "upload.large", Args: map[string]any{"max": maxFile / 1_000_000, "all": maxSent / 1_000_000},
}

// submission is an upload form as it was sent.
type submission struct {
	studio.Form
	// ChoseFiles is set when a picture came with the form, also where it was
	// read and not kept: the visitor must choose it again.
	ChoseFiles bool
}

// receive reads an upload form: first its bytes, which may take minutes, and then,
// once there is memory for its pictures, what they say. Where there is no place or
// no memory for a while, what was typed is still read, so that the form can come
// back with it. The caller calls release when done with the form.
func (h *Handler) receive(req *http.Request, who photo.Operator) (typed submission, release func(), err error) {
	if req.ContentLength > maxSent {
		return submission{}, func() {}, errTooLarge // unread
	}
	body, err := h.Service.Receive(req.Context(), who, req.Body, req.ContentLength)
	switch {
	case errors.Is(err, photo.ErrOwnFormsBusy), errors.Is(err, photo.ErrFormsBusy):
		typed, err = readTyped(req, err)
		return typed, func() {}, err
	case errors.Is(httpx.BodyError(err), httpx.ErrTooLarge):
		return submission{}, func() {}, errTooLarge
	case err != nil:
		return submission{}, func() {}, err
	}
	req.Body = io.NopCloser(body)
	size := min(body.Bytes, maxBody) // of larger files nothing is kept
	free, busy := h.Service.Admit(req.Context(), who, size)
	if busy != nil {
		typed, err = readTyped(req, busy)
		return typed, body.Close, err
	}
	typed, err = readSubmission(req, form.InMemory(size))
	return typed, func() { free(); body.Close() }, err
}

// readTyped reads what was typed in a form that cannot be dealt with now, and
// returns why; or why not even that can be read.
func readTyped(req *http.Request, busy error) (submission, error) {
	if !photo.IsKind(busy, photo.Unavailable) {
		return submission{}, busy
	}
	typed, err := readSubmission(req, form.Discard())
	if err != nil {
		return typed, err
	}
	return typed, busy
}

// readSubmission reads an upload form; one that lies about its size is cut off.
// What makes of the form a draft at most, such as files that are too large, is in its
// Refused; of a field that brings two files neither is read. The error is the refusal of
// a form that has another field twice, with everything else in the submission, or that of
// the whole body.
func readSubmission(req *http.Request, to form.Sink) (submission, error) {
	values, files, err := readForm(req, to)
	if values == nil {
		if errors.Is(err, httpx.ErrTooLarge) {
			err = errTooLarge
		}
		return submission{}, err
	}
	typed, malformed := formOf(values)
	if malformed != nil {
		return submission{}, malformed
	}
	sent := submission{Form: typed}
	faults := shownFaults(err)
	for _, name := range pictureFields() {
		if file := files[name]; file.TooLarge {
			faults = append(faults, errFileTooLarge(name, file.Size))
		} else {
			sent.ChoseFiles = sent.ChoseFiles || file.Size > 0
		}
	}
	sent.Photo, sent.Signature = pictureOf(files["photo"]), pictureOf(files["signature"])
	sent.Refused = photo.Join(faults...)
	if slices.ContainsFunc(faults, func(fault *photo.Error) bool { return fault.Is(form.ErrTwice) }) {
		sent.Photo, sent.Signature = studio.FormPicture{}, studio.FormPicture{}
		return sent, sent.Refused
	}
	return sent, nil
}

// pictureFields lists the fields that bring files.
func pictureFields() []string { return []string{"photo", "signature"} }

// shownFaults returns the faults of reading a form, each at its field where that is one
// that people see.
func shownFaults(err error) []*photo.Error {
	refusal, ok := photo.RefusalIn(err)
	if !ok {
		return nil
	}
	var faults []*photo.Error
	for _, one := range refusal.All() {
		shown := *one
		shown.Errors = nil
		if shown.Field == "idempotency_key" || strings.HasPrefix(shown.Field, cropPrefix) {
			shown.Field = ""
		}
		faults = append(faults, &shown)
	}
	return faults
}

// readForm reads the fields and the files of a form; values is nil where the error
// refuses the whole body.
func readForm(req *http.Request, to form.Sink) (url.Values, map[string]form.File, error) {
	repeated := []string{"documents", "channels"}
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		values, err := form.Values(req, form.MaxSmall, repeated...)
		return values, nil, err
	}
	return form.Multipart(req, form.Limits{Body: maxSent, File: maxFile}, to, form.Fields{Files: pictureFields(), Repeated: repeated})
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
		Ticket: typed.Text(v.Get("ticket")), Label: typed.Text(v.Get("label")), IdempotencyKey: v.Get("idempotency_key"),
	}
	if v.Has("seen") {
		typed.Seen = strings.Fields(v.Get("seen"))
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
