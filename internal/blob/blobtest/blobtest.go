package blobtest

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"myphoto/internal/blob"
	"myphoto/internal/photo"
)

// Run checks the contract of a backend; open returns an empty one.
func Run(t *testing.T, unmarked func(t *testing.T) blob.Backend) {
	open := func(t *testing.T) blob.Backend {
		b := unmarked(t)
		if err := b.SetMark(t.Context(), "mark"); err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Run("nothing is stored without a mark", func(t *testing.T) { needsMark(t, unmarked(t)) })
	t.Run("what was put is read", func(t *testing.T) { putRead(t, open(t)) })
	t.Run("nothing is overwritten", func(t *testing.T) { neverOverwrites(t, open(t)) })
	t.Run("deleted is gone and deleting twice is fine", func(t *testing.T) { deletes(t, open(t)) })
	t.Run("list shows every file once", func(t *testing.T) { lists(t, open(t)) })
	t.Run("names cannot leave the folder", func(t *testing.T) { refusesNames(t, open(t)) })
}

// A disk that is not mounted looks like an empty folder.
func needsMark(t *testing.T, b blob.Backend) {
	name := string(photo.NewFileID())
	if err := b.Put(t.Context(), name, []byte{1}); !errors.Is(err, photo.ErrUnavailable) {
		t.Errorf("put without a mark: %v", err)
	}
	if err := b.Health(t.Context()); !errors.Is(err, photo.ErrUnavailable) {
		t.Errorf("healthy without a mark: %v", err)
	}
	if _, err := b.Mark(t.Context()); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a mark before there is one: %v", err)
	}
	if err := b.SetMark(t.Context(), "mine"); err != nil {
		t.Fatal(err)
	}
	if mark, err := b.Mark(t.Context()); mark != "mine" || err != nil {
		t.Errorf("mark %q, %v", mark, err)
	}
	for _, want := range []bool{false, true} {
		if has, err := b.Has(t.Context(), name); has != want || err != nil {
			t.Errorf("has the file: %v, %v", has, err)
		}
		if err := b.Put(t.Context(), name, []byte{1}); !want && err != nil {
			t.Error(err)
		}
	}
}

func putRead(t *testing.T, b blob.Backend) {
	name, content := string(photo.NewFileID()), bytes.Repeat([]byte{7, 0, 255}, 100_000)
	if err := b.Put(t.Context(), name, content); err != nil {
		t.Fatal(err)
	}
	for range 2 { // at the same time
		got, err := b.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if read, err := io.ReadAll(got); err != nil || !bytes.Equal(read, content) {
				t.Errorf("read %d bytes, %v", len(read), err)
			}
			if err := got.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	if err := b.Health(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := b.Open(t.Context(), string(photo.NewFileID())); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a missing file: %v", err)
	}
	if err := b.Put(t.Context(), string(photo.NewFileID()), make([]byte, blob.MaxBytes+1)); err == nil {
		t.Error("stored more bytes than allowed")
	}
}

func neverOverwrites(t *testing.T, b blob.Backend) {
	name := string(photo.NewFileID())
	var wins atomic.Int32
	var racers sync.WaitGroup
	for i := range 16 {
		racers.Go(func() {
			switch err := b.Put(t.Context(), name, []byte{byte(i)}); {
			case err == nil:
				wins.Add(1)
			case !errors.Is(err, blob.ErrExists):
				t.Error(err)
			}
		})
	}
	racers.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d of 16 puts of one name won", wins.Load())
	}
}

func deletes(t *testing.T, b blob.Backend) {
	name := string(photo.NewFileID())
	if err := b.Put(t.Context(), name, []byte("x")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Open(t.Context(), name); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("after deletion: %v", err)
	}
}

func lists(t *testing.T, b blob.Backend) {
	want := map[string]bool{}
	for range 20 {
		name := string(photo.NewFileID())
		want[name] = true
		if err := b.Put(t.Context(), name, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	err := b.List(t.Context(), func(e blob.Entry) error {
		if !want[e.Name] || e.Since.IsZero() {
			t.Errorf("unexpected entry %q %v", e.Name, e.Since)
		}
		delete(want, e.Name)
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("%d files not listed, %v", len(want), err)
	}
}

func refusesNames(t *testing.T, b blob.Backend) {
	for _, name := range []string{"", "..", "../../etc/passwd", "fil_..", "fil_ABC", "/fil_" + string(photo.NewFileID())} {
		if err := b.Put(t.Context(), name, nil); !errors.Is(err, blob.ErrName) {
			t.Errorf("put %q: %v", name, err)
		}
		if _, err := b.Open(t.Context(), name); !errors.Is(err, blob.ErrName) {
			t.Errorf("open %q: %v", name, err)
		}
		if err := b.Delete(t.Context(), name); !errors.Is(err, blob.ErrName) {
			t.Errorf("delete %q: %v", name, err)
		}
	}
}
