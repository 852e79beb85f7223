package form

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"myphoto/internal/photo"
)

// Bounds of the parts of a form with files.
const (
	maxField = 16 << 10 // bytes of a text field
	maxParts = 64
)

// Fields says what a form with files asks for besides text fields that come once.
type Fields struct {
	Files    []string // fields of one file each
	Repeated []string // text fields that may come several times
}

// Limits bounds a form with files, in bytes.
type Limits struct {
	Body int64 // the whole body
	File int64 // each file
}

// File is what a file field brought. The zero File is a field left alone.
type File struct {
	Chosen   bool   // a file was chosen, perhaps an empty one
	TooLarge bool   // it is over the limit: Bytes is nil; never set where the sink discards
	Size     int64  // in bytes
	Bytes    []byte // nil when too large, and where the sink discards
}

// Sink takes the content of the files of one form.
type Sink interface {
	// put reads a file to its end and returns its content, nil when the sink
	// keeps none, and its length.
	put(file io.Reader) (content []byte, size int64, err error)
}

// memorySink puts all files into one piece of memory, so that none is ever
// copied from a smaller one.
type memorySink struct {
	capacity int // bytes
	buffer   bytes.Buffer
}

// InMemory returns a sink that keeps files. It allocates size bytes at the first file,
// so that size must have been admitted before; with zero it grows as bytes arrive.
func InMemory(size int64) Sink { return &memorySink{capacity: int(size)} }

func (s *memorySink) put(file io.Reader) ([]byte, int64, error) {
	if s.buffer.Cap() == 0 {
		s.buffer.Grow(s.capacity + bytes.MinRead)
	}
	from := s.buffer.Len()
	size, err := s.buffer.ReadFrom(file)
	return slices.Clip(s.buffer.Bytes()[from:]), size, err
}

// discardSink keeps nothing.
type discardSink struct{}

// Discard returns a sink that keeps nothing: only whether files were chosen.
func Discard() Sink { return discardSink{} }

func (discardSink) put(file io.Reader) ([]byte, int64, error) {
	size, err := io.Copy(io.Discard, file)
	return nil, size, err
}

// Multipart reads a form with files: its text fields, and the files of asked.Files.
// A field that comes twice where one is asked, and a text over its bound, are faults
// ([ErrTwice], [ErrTwoFiles], [ErrText]) that are returned together with everything
// else; neither of the two values is, nor is the text. Any other error is the refusal
// of the whole body, and nothing is returned with it.
func Multipart(req *http.Request, limits Limits, to Sink, asked Fields) (url.Values, map[string]File, error) {
	req.Body = http.MaxBytesReader(nil, req.Body, limits.Body)
	parts, err := req.MultipartReader()
	if err != nil {
		return nil, nil, photo.ErrMalformed
	}
	r := reader{asked: asked, limit: limits.File, to: to, values: url.Values{}, files: map[string]File{}, came: map[string]int{}}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return r.values, r.files, photo.Join(r.faults...)
		}
		if err != nil {
			return nil, nil, readError(err)
		}
		if n == maxParts {
			return nil, nil, photo.ErrMalformed
		}
		if err := r.read(part); err != nil {
			return nil, nil, err
		}
	}
}

// reader collects the parts of one form.
type reader struct {
	asked  Fields
	limit  int64 // bytes of a file
	to     Sink
	values url.Values
	files  map[string]File
	came   map[string]int // how often each field came
	faults []*photo.Error
}

func (r *reader) read(part *multipart.Part) error {
	name := part.FormName()
	isFile := slices.Contains(r.asked.Files, name)
	r.came[name]++
	if r.came[name] > 1 && !slices.Contains(r.asked.Repeated, name) {
		delete(r.values, name)
		delete(r.files, name)
		if r.came[name] == 2 {
			r.faults = append(r.faults, twice(name, isFile))
		}
		_, err := io.Copy(io.Discard, part)
		return readError(err)
	}
	if !isFile {
		return r.readText(part, name)
	}
	file, err := readFile(part, r.limit, r.to)
	r.files[name] = file
	return err
}

func (r *reader) readText(part io.Reader, name string) error {
	value, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return readError(err)
	}
	if len(value) > maxField {
		r.faults = append(r.faults, ErrText.WithArg("max", maxField>>10).OnField(name))
		_, err = io.Copy(io.Discard, part)
		return readError(err)
	}
	r.values.Add(name, string(value))
	return nil
}

// readFile reads one file; one over the limit is measured and discarded. For
// a field that was left alone browsers send an empty part without a file name.
func readFile(part *multipart.Part, limit int64, to Sink) (File, error) {
	content, size, err := to.put(io.LimitReader(part, limit+1))
	if err != nil {
		return File{}, readError(err)
	}
	if size == 0 && part.FileName() == "" {
		return File{}, nil
	}
	if size <= limit || content == nil {
		return File{Chosen: true, Size: size, Bytes: content}, nil
	}
	rest, err := io.Copy(io.Discard, part)
	if err != nil {
		return File{}, readError(err)
	}
	return File{Chosen: true, TooLarge: true, Size: size + rest}, nil
}
