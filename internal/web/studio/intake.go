package studio

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// Bounds of what a form may bring, in bytes unless said otherwise.
const (
	maxFile  = 10_000_000
	maxBody  = 2*maxFile + 1_000_000
	maxSmall = 64 << 10
	maxField = 4 << 10
	maxParts = 64 // parts
)

// errTooLarge refuses a body that cannot be two pictures.
var errTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "upload.large"}

// receive takes an upload form from the request once there is room for it.
// Where there is none for a while, what was typed is still read, so that the
// form can come back with it. The caller calls release when done with the form.
func (s *Studio) receive(req *http.Request, who photo.Operator) (typed service.Form, release func(), err error) {
	size := req.ContentLength
	if size > maxBody {
		return service.Form{}, func() {}, errTooLarge // unread
	}
	if size < 0 {
		size = maxBody // not told
	}
	release, busy := s.Desk.Admit(req.Context(), who, size)
	if busy == nil {
		typed, err = read(req, &shelf{most: int(size)})
		return typed, release, err
	}
	if errors.Is(busy, inspect.ErrBusy) {
		if typed, err = read(req, nowhere{}); err != nil {
			busy = err
		}
	}
	return typed, func() {}, busy
}

// read takes an upload form from the request; one that lies about its size is
// cut off. The faults are those of files that are too big, with everything
// else kept.
func read(req *http.Request, to place) (service.Form, error) {
	req.Body = http.MaxBytesReader(nil, req.Body, maxBody)
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		values, err := small(req)
		if err != nil {
			return service.Form{}, err
		}
		return formOf(values)
	}
	parts, err := req.MultipartReader()
	if err != nil {
		return service.Form{}, photo.ErrMalformed
	}
	return collect(parts, to)
}

// place is where the pictures of a form are put.
type place interface {
	put(picture io.Reader) ([]byte, error)
}

// shelf puts them into one piece of memory, as large as the body, so that none
// is ever copied from a smaller one.
type shelf struct {
	most int // bytes
	room bytes.Buffer
}

func (s *shelf) put(picture io.Reader) ([]byte, error) {
	if s.room.Cap() == 0 {
		s.room.Grow(s.most + bytes.MinRead)
	}
	from := s.room.Len()
	_, err := s.room.ReadFrom(picture)
	return slices.Clip(s.room.Bytes()[from:]), err
}

// nowhere keeps one byte of each: that a file was chosen.
type nowhere struct{}

func (nowhere) put(picture io.Reader) ([]byte, error) {
	first := make([]byte, 1)
	n, err := io.ReadFull(picture, first)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err == nil {
		_, err = io.Copy(io.Discard, picture)
	}
	return first[:n], err
}

// small reads a form without files, at most 64 KB.
func small(req *http.Request) (url.Values, error) {
	if req.ContentLength > maxSmall {
		return nil, errTooLarge
	}
	req.Body = http.MaxBytesReader(nil, req.Body, maxSmall)
	if err := req.ParseForm(); err != nil {
		return nil, tooMuchOr(err)
	}
	return req.PostForm, nil
}

// tooMuchOr tells a body over its limit from one that cannot be read.
func tooMuchOr(err error) error {
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return errTooLarge
	}
	return photo.ErrMalformed
}

// collect reads the parts of a form, pictures into memory alone.
func collect(parts *multipart.Reader, to place) (service.Form, error) {
	values := url.Values{}
	files := map[string][]byte{}
	var faults []*photo.Error
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return service.Form{}, tooMuchOr(err)
		}
		if n == maxParts {
			return service.Form{}, photo.ErrMalformed
		}
		name := part.FormName()
		if name != "photo" && name != "signature" {
			if err := text(part, name, values); err != nil {
				return service.Form{}, err
			}
			continue
		}
		content, fault, err := picture(part, name, to)
		if err != nil {
			return service.Form{}, err
		}
		if fault != nil {
			faults = append(faults, fault)
		}
		files[name] = content
	}
	form, err := formOf(values)
	if err != nil {
		return service.Form{}, err
	}
	form.Photo, form.Signature = files["photo"], files["signature"]
	return form, photo.Join(faults...)
}

func text(part io.Reader, name string, values url.Values) error {
	value, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return tooMuchOr(err)
	}
	if len(value) > maxField {
		return photo.ErrMalformed
	}
	values.Add(name, string(value))
	return nil
}

// picture reads one file; one over the limit is measured and thrown away. For
// a field that was left alone browsers send an empty part without a name.
func picture(part *multipart.Part, field string, to place) ([]byte, *photo.Error, error) {
	content, err := to.put(io.LimitReader(part, maxFile+1))
	if err != nil {
		return nil, nil, tooMuchOr(err)
	}
	if len(content) == 0 && part.FileName() == "" {
		return nil, nil, nil
	}
	if len(content) <= maxFile {
		return content, nil, nil
	}
	rest, err := io.Copy(io.Discard, part)
	if err != nil {
		return nil, nil, tooMuchOr(err)
	}
	tenths := (int64(len(content)) + rest + 99_999) / 100_000
	return nil, &photo.Error{
		Kind: photo.Invalid, Code: "file.big", Field: field,
		Args: map[string]any{"max": maxFile / 1_000_000, "have": float64(tenths) / 10},
	}, nil
}

// formOf puts the typed values in their places.
func formOf(v url.Values) (service.Form, error) {
	judging, err := judgingOf(v)
	if err != nil {
		return service.Form{}, err
	}
	form := service.Form{
		Mobile: v.Get("mobile"), Email: v.Get("email"), Channels: channels(v),
		Agreed: ticked(v, "agreed"), Acknowledged: ticked(v, "acknowledged"), Options: judging,
		Label: v.Get("label"), IdempotencyKey: v.Get("idempotency_key"),
	}
	for _, id := range v["documents"] {
		form.Documents = append(form.Documents, photo.ProfileID(id))
	}
	return form, nil
}

// contactOf reads the form that corrects a contact.
func contactOf(v url.Values) service.Contact {
	return service.Contact{
		Mobile: v.Get("mobile"), Email: v.Get("email"), Channels: channels(v),
		Agreed: ticked(v, "agreed"), IdempotencyKey: v.Get("idempotency_key"),
	}
}

// ticked reports whether a checkbox was ticked, by the values that browsers
// and our own pages send.
func ticked(v url.Values, name string) bool {
	switch v.Get(name) {
	case "yes", "on", "true", "1":
		return true
	default:
		return false
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

// ChannelNames returns the chosen channels as the checkboxes want them.
func (v formView) ChannelNames() []string { return plain(v.Channels) }

// ChannelNames returns the chosen channels as the checkboxes want them.
func (c typedContact) ChannelNames() []string { return plain(c.Channels) }

func plain[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = string(one)
	}
	return out
}
