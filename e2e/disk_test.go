package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"myphoto/e2e/program"
	"myphoto/e2e/visitor"
)

// disk is a small file system that a test fills or makes read-only.
type disk struct {
	t    *testing.T
	path string
}

// mount mounts a disk of the given size at a folder. It needs root.
func mount(t *testing.T, path string, megabytes int) disk {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0700", megabytes)); err != nil {
		t.Fatalf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(path, syscall.MNT_DETACH) })
	return disk{t, path}
}

// readOnly makes the disk read-only, writable makes it writable again.
func (d disk) readOnly() { d.remount(syscall.MS_RDONLY) }
func (d disk) writable() { d.remount(0) }

func (d disk) remount(flags uintptr) {
	d.t.Helper()
	if err := syscall.Mount("", d.path, "", syscall.MS_REMOUNT|flags, ""); err != nil {
		d.t.Fatalf("remount: %v", err)
	}
}

func (d disk) filler() string { return filepath.Join(d.path, "filler") }

// fill fills the disk except for the given number of bytes.
func (d disk) fill(leave int64) {
	d.t.Helper()
	file, err := os.Create(d.filler())
	if err != nil {
		d.t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, zeros{}); !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatalf("fill the disk: %v", err)
	}
	info, err := file.Stat()
	if err == nil {
		err = file.Truncate(max(info.Size()-leave, 0))
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// empty frees what fill took.
func (d disk) empty() {
	d.t.Helper()
	if err := os.Remove(d.filler()); err != nil {
		d.t.Fatal(err)
	}
}

// refusal checks that an answer refuses because of the disk: status 503, when to
// try again, and that nothing was changed.
func refusal(t *testing.T, what string, at visitor.Answer) {
	t.Helper()
	if at.Status != http.StatusServiceUnavailable || at.Header.Get("Retry-After") != "60" {
		t.Errorf("%s: %d, Retry-After %q", what, at.Status, at.Header.Get("Retry-After"))
	}
	for _, word := range []string{"Δεν άλλαξε τίποτα", "παραμένει ασφαλές", "Δοκιμάστε ξανά μετά τις "} {
		if !bytes.Contains(at.Body, []byte(word)) {
			t.Errorf("%s: the page does not say %q: %s", what, word, summary.Find(at.Body))
		}
	}
	if bytes.Contains(at.Body, []byte("{time}")) {
		t.Errorf("%s: the page does not say when", what)
	}
}

// get opens a page and checks its status.
func get(t *testing.T, who *visitor.Visitor, path string, want int) {
	t.Helper()
	at, err := who.Get(t.Context(), path)
	if err != nil || at.Status != want {
		t.Errorf("%s: %d %v, want %d", path, at.Status, err, want)
	}
}

// form sends an upload and returns the whole answer. Every form has another
// contact, so that the daily limit of a contact does not matter here.
func (s *story) form(n int) visitor.Answer {
	s.t.Helper()
	at, err := s.nikos.Upload(s.t.Context(), "/studio/new", s.fields(fmt.Sprintf("FULL%d", n), fmt.Sprintf("69000001%02d", n)), s.pictures())
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

// Whether the disk refuses the files, the record or the journal of the database,
// nothing may be half written.
func TestFullDiskRefusesClearlyAndLeavesNothingHalfWritten(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	small := mount(t, filepath.Join(p.Data, storeFolder), 16)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	s.walk("", "retrieve")
	forms := 0
	for leave := int64(0); ; leave += 48 << 10 { // from nothing to enough space
		small.fill(leave)
		before := len(s.files())
		at := s.form(forms)
		small.empty()
		if at.Status == http.StatusSeeOther && leave > 0 {
			break
		}
		refusal(t, fmt.Sprintf("upload with %d bytes left", leave), at)
		if len(s.files()) != before {
			t.Errorf("with %d bytes left a refused upload left files", leave)
		}
		if forms++; forms > 30 {
			t.Fatal("there is never room enough")
		}
	}
	small.fill(0)
	s.refused()
	small.empty()
	for _, cause := range []string{"no space left on device", "database or disk is full"} {
		if !strings.Contains(p.Log(), cause) {
			t.Errorf("the operator is not told %q", cause)
		}
	}
	if at := s.form(forms + 1); at.Status != http.StatusSeeOther {
		t.Errorf("with space again: %d %s", at.Status, summary.Find(at.Body))
	}
	s.walk("retrieve", "")
	s.verified()
	p.Kill(t)
	if unwanted := look(t, p).whole(); len(unwanted) > 0 {
		t.Errorf("files that no record wants: %v", unwanted)
	}
}

// refused asks for pages and acts while nothing can be written: reads are
// answered, writes are refused with a time to try again.
func (s *story) refused() {
	s.t.Helper()
	get(s.t, s.nikos, "/", http.StatusOK)
	get(s.t, s.nikos, "/studio", http.StatusOK)
	get(s.t, s.nikos, "/studio/list", http.StatusOK)
	get(s.t, s.maria, "/citizen", http.StatusOK)
	get(s.t, s.maria, "/citizen/photo", http.StatusOK)
	get(s.t, visitor.New(s.t, s.p.AdminURL), "/healthz", http.StatusOK)
	refusal(s.t, "look at a picture", s.lookUntilRefused())
	erased, err := s.maria.Post(s.t.Context(), "/citizen/erase", url.Values{"upload": {s.upload}, "confirm": {"yes"}})
	if err != nil {
		s.t.Error(err)
	}
	refusal(s.t, "erase", erased)
	var problem *problemError
	if err := s.retrieve(s.t.Context()); !errors.As(err, &problem) || problem.status != http.StatusServiceUnavailable ||
		!strings.Contains(problem.body, `"code":"unavailable"`) || problem.after != "60" {
		s.t.Errorf("retrieve: %v", err)
	}
}

// lookUntilRefused views a picture until the view cannot be recorded: the journal
// of the database may still have space.
func (s *story) lookUntilRefused() visitor.Answer {
	s.t.Helper()
	for range 200 {
		at, err := s.maria.Get(s.t.Context(), "/citizen/file/"+s.upload+"/photo")
		if err != nil {
			s.t.Fatal(err)
		}
		if at.Status != http.StatusOK {
			return at
		}
	}
	s.t.Fatal("looks are recorded on a full disk")
	return visitor.Answer{}
}

// The disk of the database may be another one than that of the files.
func TestDatabaseThatCannotBeWrittenIsNotReady(t *testing.T) {
	p := surround(t).prepare(t)
	small := mount(t, filepath.Join(p.Data, "base"), 4)
	if out := p.CommandWith(t, nil, "admin", "keys", p.Data); out.Code != 0 {
		t.Fatal(out.Stderr)
	}
	p.Set("MYPHOTO_DATABASE_URL=sqlite:base/myphoto.db")
	if err := os.MkdirAll(filepath.Join(p.Data, storeFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	p.Start(t)
	operator := visitor.New(t, p.AdminURL)
	get(t, operator, "/readyz", http.StatusOK)
	small.fill(0)
	status := http.StatusOK
	for tries := 0; status == http.StatusOK && tries < 1000; tries++ { // its journal may still have space
		at, err := operator.Get(t.Context(), "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		status = at.Status
	}
	// The program's log comes through a pipe, perhaps after the answer.
	for deadline := time.Now().Add(comesWithin); !strings.Contains(p.Log(), "the service is not ready") && time.Now().Before(deadline); {
		<-time.After(10 * time.Millisecond)
	}
	if status != http.StatusServiceUnavailable || !strings.Contains(p.Log(), "the service is not ready") {
		t.Errorf("a full disk of the database: %d", status)
	}
	if at, err := visitor.New(t, p.URL).Get(t.Context(), "/en/status"); err != nil || !strings.Contains(string(at.Body), "does not work") {
		t.Errorf("the page of the state: %v", err)
	}
	small.empty()
	get(t, operator, "/readyz", http.StatusOK)
}

func TestReadOnlyFilesRefuseClearlyUntilTheyCanBeWritten(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	files := mount(t, filepath.Join(p.Data, storeFolder, "files"), 64)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	s.walk("", "citizen")
	operator := visitor.New(t, p.AdminURL)
	get(t, operator, "/readyz", http.StatusOK)
	files.readOnly()
	refusal(t, "upload", s.form(0))
	get(t, operator, "/readyz", http.StatusServiceUnavailable)
	get(t, operator, "/healthz", http.StatusOK)
	get(t, s.nikos, "/studio/u/"+s.upload+"/photo", http.StatusOK) // the view can be recorded
	files.writable()
	get(t, operator, "/readyz", http.StatusOK)
	if at := s.form(0); at.Status != http.StatusSeeOther {
		t.Errorf("writable again: %d %s", at.Status, summary.Find(at.Body))
	}
	p.Kill(t)
	if unwanted := look(t, p).whole(); len(unwanted) > 0 {
		t.Errorf("files that no record wants: %v", unwanted)
	}
}

func TestReadOnlyDataFolderStopsTheStartWithItsReason(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	store := mount(t, filepath.Join(p.Data, storeFolder), 16)
	empty := mount(t, filepath.Join(p.Data, "new"), 1)
	furnish(t, p)
	store.readOnly()
	empty.readOnly()
	tells(t, "a closed database", p.Command(t, "", "serve"))
	tells(t, "no database", p.CommandWith(t, []string{"MYPHOTO_DATABASE_URL=sqlite:new/myphoto.db", "MYPHOTO_FILES_URL=file:new/files"}, "serve"))
	tells(t, "no keys", p.Command(t, "", "admin", "keys", empty.path))
	store.writable()
	p.Start(t)
	p.Kill(t)
	store.readOnly()
	tells(t, "a database after a power cut", p.Command(t, "", "serve")) // that it can be read must not be enough
}

// tells checks that a command over a read-only folder failed and named the reason.
func tells(t *testing.T, over string, out program.Output) {
	t.Helper()
	said := strings.ToLower(out.Stderr)
	if out.Code != 1 || !strings.Contains(said, "read-only") && !strings.Contains(said, "readonly") {
		t.Errorf("over %s: exit code %d, said %q", over, out.Code, out.Stderr)
	}
	if strings.Contains(said, "goroutine") {
		t.Errorf("over %s: fell over", over)
	}
}
