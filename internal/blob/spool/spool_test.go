package spool_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"myphoto/internal/blob/spool"
	"myphoto/internal/photo"
)

var limits = spool.Limits{Light: 2, Heavy: 1, Total: 4, Bytes: 2_000_000}

func picture(size int) []byte {
	made := make([]byte, size)
	_, _ = rand.Read(made)
	return made
}

func TestBodyIsReadAsItWasSent(t *testing.T) {
	t.Parallel()
	s := spool.New(t.TempDir(), limits)
	for _, size := range []int{0, 1, spool.MaxSmall, spool.MaxSmall + 1, 1_000_000} {
		for _, announced := range []int64{int64(size), -1} {
			sent := picture(size)
			body, err := s.Receive(t.Context(), "a", iotest.HalfReader(bytes.NewReader(sent)), announced)
			if err != nil {
				t.Fatal(err)
			}
			for turn := range 2 {
				got, err := io.ReadAll(body)
				if err != nil || !bytes.Equal(got, sent) || body.Size != int64(size) {
					t.Errorf("%d bytes, turn %d: read %d, size %d, %v", size, turn, len(got), body.Size, err)
				}
				if err := body.Rewind(); err != nil {
					t.Fatal(err)
				}
			}
			body.Close()
		}
	}
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// What was announced is no promise.
func TestBodyIsBoundedWhateverItAnnounced(t *testing.T) {
	t.Parallel()
	s := spool.New(t.TempDir(), limits)
	for _, announced := range []int64{0, 10, spool.MaxSmall + 1, 100_000_000, -1} {
		refusal, _ := photo.RefusalIn(func() error { _, err := s.Receive(t.Context(), "a", endless{}, announced); return err }())
		if refusal == nil || refusal.Kind != photo.TooLarge {
			t.Errorf("announced %d: %v", announced, refusal)
		}
		sent := picture(300_000)
		body, err := s.Receive(t.Context(), "a", bytes.NewReader(sent), announced)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, sent) {
			t.Errorf("announced %d: %d bytes, %v", announced, len(got), err)
		}
		body.Close()
	}
}

// sends is a body that stops after some bytes until the test lets it go on.
type sends struct {
	first io.Reader
	stop  chan struct{}
	then  error
}

func (s *sends) Read(p []byte) (int, error) {
	if n, err := s.first.Read(p); err == nil {
		return n, nil
	}
	<-s.stop
	return 0, s.then
}

// A face must not lie on a disk unsealed, not even for as long as its form is on
// the way, and nothing may be left of it.
func TestNothingReadableLiesOnTheDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := spool.New(folder, limits)
	line := bytes.Repeat([]byte("a face "), 50_000)
	slow := &sends{bytes.NewReader(line), make(chan struct{}), io.EOF}
	var receiving sync.WaitGroup
	receiving.Go(func() {
		body, err := s.Receive(t.Context(), "a", slow, int64(len(line)))
		if err != nil {
			t.Error(err)
			return
		}
		defer body.Close()
		if lies(t, "a face") {
			t.Error("unsealed afterwards")
		}
	})
	for !sealedBytesLie(t) {
		runtime.Gosched()
	}
	if lies(t, "a face") {
		t.Error("unsealed while it arrives")
	}
	if found, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(found) > 0 {
		t.Errorf("the folder lists %v, %v", found, err)
	}
	close(slow.stop)
	receiving.Wait()
}

// spooled returns the content of the unnamed files of this process.
func spooled(t *testing.T) [][]byte {
	t.Helper()
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, link := range open {
		to, err := os.Readlink(link)
		if err != nil || !bytes.HasSuffix([]byte(to), []byte(".part (deleted)")) {
			continue
		}
		if content, err := os.ReadFile(link); err == nil {
			all = append(all, content)
		}
	}
	return all
}

func sealedBytesLie(t *testing.T) bool {
	t.Helper()
	for _, content := range spooled(t) {
		if len(content) > spool.MaxSmall {
			return true
		}
	}
	return false
}

func lies(t *testing.T, text string) bool {
	t.Helper()
	for _, content := range spooled(t) {
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

// Large bodies on a slow line keep neither light ones of the same sender waiting
// nor anybody else; who waits too long is told whose bodies are in the way.
func TestEachWaitsForPlacesOfItsOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := spool.New(folder, limits)
		receive := func(sender string, size int64) error {
			_, err := s.Receive(t.Context(), sender, bytes.NewReader(make([]byte, min(uint64(size), 100_000))), size)
			return err
		}
		if err := receive("a", 10_000_000); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for name, err := range map[string]error{
			"light": receive("a", 100_000), "light again": receive("a", 100_000), "small": receive("a", 10), "another's": receive("b", 10_000_000),
		} {
			if err != nil || time.Since(began) != 0 {
				t.Errorf("%s: %v after %v", name, err, time.Since(began))
			}
		}
		if err := receive("a", 10_000_000); !errors.Is(err, photo.ErrOwnFormsBusy) || time.Since(began) != time.Minute {
			t.Errorf("a second large one: %v after %v", err, time.Since(began))
		}
		began = time.Now()
		if err := receive("c", -1); !errors.Is(err, photo.ErrFormsBusy) || time.Since(began) != 20*time.Second {
			t.Errorf("a fifth of all: %v after %v", err, time.Since(began))
		}
	})
}

// A body that breaks off, and one for which the disk has no room, leave their
// places to the next. The line and the disk are told apart.
func TestBrokenBodyFreesItsPlace(t *testing.T) {
	t.Parallel()
	s := spool.New(t.TempDir(), limits)
	cut := errors.New("line cut")
	for range 3 {
		_, err := s.Receive(t.Context(), "a", io.MultiReader(bytes.NewReader(picture(200_000)), iotest.ErrReader(cut)), 10_000_000)
		if !errors.Is(err, cut) || errors.Is(err, photo.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	gone := spool.New(filepath.Join(t.TempDir(), "gone"), limits)
	for range 3 {
		if _, err := gone.Receive(t.Context(), "a", bytes.NewReader(picture(200_000)), 10_000_000); !errors.Is(err, photo.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	for range 3 {
		body, err := s.Receive(t.Context(), "a", bytes.NewReader(picture(200_000)), 10_000_000)
		if err != nil {
			t.Fatal(err)
		}
		body.Close()
	}
}
