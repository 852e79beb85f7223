package export_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/export"
)

func of(entries ...export.Entry) iter.Seq2[export.Entry, error] {
	return func(yield func(export.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

var when = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func entry(name export.Name, content []byte) export.Entry {
	return export.Entry{
		Name: name, Size: int64(len(content)), Modified: when,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
}

// Sizes stand in front: content of another length would make an archive that no
// program reads.
func TestArchiveRefusesContentOfAnotherSize(t *testing.T) {
	t.Parallel()
	wrong := entry(export.NamePhoto, []byte("picture"))
	wrong.Size++
	if err := export.Zip(io.Discard, of(wrong)); err == nil {
		t.Error("written")
	}
}

func TestArchiveContainsItsFiles(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := export.Zip(&out, of(
		entry(export.NamePhoto, []byte("picture")),
		entry(export.NameSignature, []byte("signature")),
		entry(export.NameCode, []byte("sheet")),
	))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[file.Name] = string(content)
		if file.Method != zip.Store || !file.Modified.Equal(when) {
			t.Errorf("%s: method %d, modified %v", file.Name, file.Method, file.Modified)
		}
	}
	want := map[string]string{"photo.jpg": "picture", "signature.jpg": "signature", "code.pdf": "sheet"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// The sizes are in front: bit 3 of the flags would say that they follow.
	if flags := out.Bytes()[6]; flags&8 != 0 {
		t.Error("sizes after the content")
	}
}

// watched counts the bytes that reach the visitor.
type watched struct{ bytes int }

func (w *watched) Write(p []byte) (int, error) {
	w.bytes += len(p)
	return len(p), nil
}

// If it were collected first, ten downloads at once would hold a hundred
// megabytes.
func TestArchiveIsStreamed(t *testing.T) {
	t.Parallel()
	var out watched
	err := export.Zip(&out, func(yield func(export.Entry, error) bool) {
		if !yield(entry(export.NamePhoto, make([]byte, 5000)), nil) {
			return
		}
		if out.bytes < 5000 {
			t.Errorf("%d bytes were sent before the second file was asked for", out.bytes)
		}
		yield(entry(export.NameCode, []byte("x")), nil)
	})
	if err != nil {
		t.Error(err)
	}
}

func TestArchiveAcceptsOnlyItsThreeNames(t *testing.T) {
	t.Parallel()
	for _, entries := range [][]export.Entry{
		{entry("../photo.jpg", nil)},
		{entry("", nil)},
		{entry("photo.JPG", nil)},
		{entry(export.NamePhoto, nil), entry(export.NamePhoto, nil)},
	} {
		if err := export.Zip(io.Discard, of(entries...)); err == nil {
			t.Errorf("%v was written", entries)
		}
	}
}

// An archive without one of its files must not look complete.
func TestArchiveThatFailsIsNotComplete(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	var out bytes.Buffer
	err := export.Zip(&out, func(yield func(export.Entry, error) bool) {
		if yield(entry(export.NamePhoto, []byte("picture")), nil) {
			yield(export.Entry{}, lost)
		}
	})
	if !errors.Is(err, lost) {
		t.Errorf("error %v", err)
	}
	if _, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())); err == nil {
		t.Error("opens as an archive")
	}
}

// full is the connection of a visitor who left.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestVisitorWhoLeftIsNoticed(t *testing.T) {
	t.Parallel()
	if err := export.Zip(full{}, of(entry(export.NamePhoto, make([]byte, 1<<20)))); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("archive: %v", err)
	}
	if err := export.CSV(full{}, ',', []string{"a"}, nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("table: %v", err)
	}
	if err := export.CodePDF(full{}, aSheet()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("sheet: %v", err)
	}
}
