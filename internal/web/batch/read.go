package batch

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
)

// Bounds of one form of a batch, in bytes. Of a file over its limit nothing is kept.
const (
	maxFile  = 10_000_000
	maxSent  = 64_000_000
	maxField = 4 << 10
	maxParts = 1000 // the table, its key and the files
	// maxWork is how long the files of one form are dealt with; those after it wait for
	// another one. The answer would come too late.
	maxWork = time.Minute
)

// Refusals of a form of a batch.
var (
	errTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "batch.form.large", Field: "files", Args: map[string]any{"max": maxSent / 1_000_000}}
	errMany     = &photo.Error{Kind: photo.TooLarge, Code: "batch.form.many", Field: "files", Args: map[string]any{"max": maxParts - 3}}
	errTables   = &photo.Error{Kind: photo.Invalid, Code: "batch.tables", Field: "table"}
	errNoTable  = &photo.Error{Kind: photo.Invalid, Code: "batch.table.none", Field: "table"}
	errNoFiles  = &photo.Error{Kind: photo.Invalid, Code: "batch.files.none", Field: "files"}
	errUnnamed  = &photo.Error{Kind: photo.Invalid, Code: "batch.unnamed", Field: "files"}
	errSlow     = &photo.Error{Kind: photo.Unavailable, Code: "batch.slow", Field: "files"}
)

// sent is a form that has arrived: what it says, and how large its files are. The files
// themselves are read from the body when they are dealt with, one after the other.
type sent struct {
	values  url.Values
	table   []byte // nil: none was chosen
	names   map[string]int
	largest int64 // bytes of the largest file that is read

	body     studio.Incoming
	boundary string
}

func (s sent) close() { s.body.Close() }

// receive reads a form to its end and looks through it. The caller closes it.
func (h *Handler) receive(req *http.Request, who photo.Operator) (*sent, error) {
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, photo.ErrMalformed
	}
	if req.ContentLength > maxSent {
		return nil, errTooLarge
	}
	body, err := h.Service.Receive(req.Context(), who, req.Body, req.ContentLength)
	if err != nil {
		if errors.Is(httpx.BodyError(err), httpx.ErrTooLarge) {
			err = errTooLarge
		}
		return nil, err
	}
	s := &sent{values: url.Values{}, names: map[string]int{}, body: body, boundary: params["boundary"]}
	if err := s.each(s.look); err != nil {
		s.close()
		return nil, err
	}
	if err := body.Rewind(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// each calls f for every part of the body.
func (s *sent) each(f func(*multipart.Part) error) error {
	parts := multipart.NewReader(s.body, s.boundary)
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return photo.ErrMalformed
		}
		if err := f(part); err != nil {
			return err
		}
	}
	return errMany
}

// look notes what a part brings, and keeps no picture.
func (s *sent) look(part *multipart.Part) error {
	switch name := part.FormName(); name {
	case "table":
		return s.lookAtTable(part)
	case "files":
		size, err := io.Copy(io.Discard, part)
		if err != nil {
			return photo.ErrMalformed
		}
		if part.FileName() != "" {
			s.names[batch.Key(part.FileName())]++
			s.largest = max(s.largest, min(size, maxFile))
		}
		return nil
	default:
		text, err := io.ReadAll(io.LimitReader(part, maxField+1))
		if err != nil || len(text) > maxField {
			return photo.ErrMalformed
		}
		if s.values.Has(name) {
			return form.ErrTwice.OnField(name)
		}
		s.values.Add(name, string(text))
		return nil
	}
}

// lookAtTable keeps the table. Of one over its bound as much is kept as shows that.
func (s *sent) lookAtTable(part *multipart.Part) error {
	content, err := io.ReadAll(io.LimitReader(part, batch.MaxTable+1))
	if err != nil {
		return photo.ErrMalformed
	}
	rest, err := io.Copy(io.Discard, part)
	switch {
	case err != nil:
		return photo.ErrMalformed
	case part.FileName() == "" && len(content) == 0:
		return nil
	case s.table != nil:
		return errTables
	case rest > 0:
		return batch.ErrTable(int64(len(content)) + rest)
	}
	s.table = content
	if content == nil {
		s.table = []byte{}
	}
	return nil
}

// fillFrom deals with the files of a form one after the other: never more than one is in
// memory. The refusal says which files no row names, or why some could not be dealt with.
func (h *Handler) fillFrom(req *http.Request, who photo.Operator, id photo.BatchID, s *sent) error {
	if len(s.names) == 0 {
		return nil
	}
	free, err := h.Service.Admit(req.Context(), who, s.largest)
	if err != nil {
		return err
	}
	defer free()
	until := h.Now().Add(maxWork)
	var unnamed []string
	buffer := make([]byte, 0, s.largest)
	err = s.each(func(part *multipart.Part) error {
		if part.FormName() != "files" || part.FileName() == "" {
			return nil
		}
		if h.Now().After(until) {
			return errSlow
		}
		file, err := s.file(part, buffer)
		if err != nil {
			return err
		}
		named, err := h.Service.Fill(req.Context(), who, id, file)
		if !named && err == nil {
			unnamed = append(unnamed, file.Name)
		}
		return err
	})
	if err == nil && len(unnamed) > 0 {
		err = unnamedFiles(unnamed)
	}
	return err
}

// file reads one file into the buffer.
func (s *sent) file(part *multipart.Part, buffer []byte) (batch.File, error) {
	file := batch.File{Name: typed.Text(part.FileName()), Another: s.names[batch.Key(part.FileName())] > 1}
	content := buffer[:0]
	for len(content) < cap(content) {
		n, err := part.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return file, photo.ErrMalformed
		}
	}
	rest, err := io.Copy(io.Discard, part)
	if err != nil {
		return file, photo.ErrMalformed
	}
	if file.Size = int64(len(content)) + rest; rest > 0 {
		tenths := (file.Size + 99_999) / 100_000
		file.TooBig = &photo.Error{Kind: photo.Invalid, Code: "file.big", Args: map[string]any{"max": maxFile / 1_000_000, "have": float64(tenths) / 10}}
		return file, nil
	}
	file.Bytes = content
	return file, nil
}

// maxUnnamed is how many files that no row names are told by name.
const maxUnnamed = 10

func unnamedFiles(names []string) *photo.Error {
	told := names[:min(len(names), maxUnnamed)]
	return errUnnamed.WithArg("n", len(names)).WithArg("names", strings.Join(told, ", "))
}
