package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// death is one of the twelve points at which the service is killed: the step of the
// story before which the build that dies there is started, and how many files the
// kill may leave on the disk for the background jobs to remove.
type death struct {
	point, from string
	orphans     int
}

func deaths() []death {
	return []death{
		{"files.put", "upload", 4},
		{"upload.committed", "upload", 0},
		{"message.accepted", "upload", 0},
		{"association.committed", "associate", 0},
		{"grant.committed", "grant", 0},
		{"retrieval.committed", "retrieve", 0},
		{"attempt.spent", "bytes", 0},
		{"bytes.half", "bytes", 0},
		{"erasure.committed", "erase", 0},
		{"erasure.shredded", "erase", 0},
		{"sweep.between", "", 0},
		{"ledger.batch", "citizen", 0},
	}
}

// Nothing that was acknowledged is ever lost.
func TestWhatWasAcknowledgedSurvivesAKillAtAnyPoint(t *testing.T) {
	around := surround(t)
	for _, d := range deaths() {
		t.Run(d.point, func(t *testing.T) {
			p := around.prepare(t)
			furnish(t, p)
			s := begin(t, around, p)
			p.Start(t)
			if d.point == "sweep.between" {
				s.sweepIsCut(d)
				return
			}
			s.walk("", d.from)
			s.stop()
			p.StartDying(t, d.point)
			at := s.walk(d.from, "")
			if at == "" || !p.Killed() {
				t.Fatalf("did not die: %q", at)
			}
			s.kept(d)
			s.minutePasses()
			p.Start(t)
			s.shown()
			if again := s.walk(at, ""); again != "" {
				t.Fatalf("died again at %s", again)
			}
			s.settled(d)
		})
	}
}

// stop stops the service as its operator would.
func (s *story) stop() {
	s.t.Helper()
	if code := s.p.Stop(s.t); code != 0 {
		s.t.Fatalf("the service ended with %d", code)
	}
}

// minutePasses lets the leases of messages expire while the service is down.
func (s *story) minutePasses() {
	s.t.Helper()
	rewrite(s.t, s.p, `UPDATE messages SET lease_at = lease_at - 61000000 WHERE lease_at IS NOT NULL`)
}

// kept checks on the disk, after the kill, that every promise was kept and nothing
// is half done.
func (s *story) kept(d death) {
	s.t.Helper()
	r := look(s.t, s.p)
	if unwanted := r.whole(); len(unwanted) != d.orphans {
		s.t.Errorf("%d files that no record wants, want %d", len(unwanted), d.orphans)
	}
	for name, query := range map[string]string{
		"upload":    `SELECT id FROM uploads WHERE id = '` + s.upload + `'`,
		"message":   `SELECT id FROM messages WHERE upload_id = '` + s.upload + `'`,
		"submit":    `SELECT upload_id FROM claims WHERE upload_id = '` + s.upload + `'`,
		"approve":   `SELECT upload_id FROM claims WHERE approved_at IS NOT NULL AND upload_id = '` + s.upload + `'`,
		"associate": `SELECT id FROM associations WHERE upload_id = '` + s.upload + `'`,
		"grant":     `SELECT id FROM grants WHERE upload_id = '` + s.upload + `'`,
		"retrieve":  `SELECT id FROM retrievals WHERE id = '` + s.retrieval + `'`,
		"bytes":     `SELECT id FROM retrievals WHERE fetched AND id = '` + s.retrieval + `'`,
	} {
		if s.promised[name] && r.count(query) != 1 {
			s.t.Errorf("%s was acknowledged and is not there", name)
		}
	}
}

// shown checks that the restarted service opens the pictures of the upload it
// acknowledged, and that its ledger is whole.
func (s *story) shown() {
	s.t.Helper()
	who, folder := s.nikos, "/studio/u/"
	if s.promised["submit"] {
		who, folder = s.maria, "/citizen/file/"
	}
	if s.promised["upload"] && !s.promised["bytes"] {
		for _, item := range []string{"photo", "signature"} {
			at, err := who.Get(s.t.Context(), folder+s.upload+"/"+item)
			if err != nil || at.Status != http.StatusOK || at.Header.Get("Content-Type") != "image/jpeg" {
				s.t.Errorf("the %s cannot be opened: %d %v", item, at.Status, err)
			}
		}
	}
	s.verified()
}

func (s *story) verified() {
	s.t.Helper()
	if out := s.p.Command(s.t, "", "ledger", "verify"); out.Code != 0 {
		s.t.Errorf("ledger verify: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
}

// settled checks the end of the story: one upload, erased, without files, its
// erasure on the erasure list, the ledger whole; and that a day later the
// background jobs have removed what the kill left.
func (s *story) settled(d death) {
	s.t.Helper()
	s.forgotten(d.orphans, s.upload)
	s.stop()
	s.dayPasses()
	s.p.Start(s.t)
	if err := s.await("removal of what no record wants", func() bool { return len(s.files()) == 0 }); err != nil {
		s.t.Error(err)
	}
	s.verified()
	s.stop()
	if out := s.p.Command(s.t, "", "sweep"); out.Code != 0 {
		s.t.Errorf("sweep: %d %s", out.Code, out.Stderr)
	}
	// Auditors still see the verdict in the statistics, counted once.
	if out := s.p.Command(s.t, "", "admin", "stats"); out.Code != 0 || !strings.Contains(strings.Join(strings.Fields(out.Stdout), " "), "driving-licence * 1 1 0 0 0") {
		s.t.Errorf("admin stats: %d %s %s", out.Code, out.Stdout, out.Stderr)
	}
	r := look(s.t, s.p)
	r.whole()
	if states := fmt.Sprint(r.list(`SELECT state FROM uploads`)); states != "[erased]" {
		s.t.Errorf("uploads %v", states)
	}
	if n := r.count(`SELECT id FROM erasures`) + r.count(`SELECT file_id FROM shreds`); n != 0 {
		s.t.Errorf("%d things are still to do after the erasure", n)
	}
	if n := r.count(`SELECT id FROM retrievals`); n != 1 {
		s.t.Errorf("%d retrievals with one one-time grant", n)
	}
}

// forgotten waits until the files of erased uploads are removed and the uploads are
// on the erasure list outside the database.
func (s *story) forgotten(orphans int, uploads ...string) {
	s.t.Helper()
	err := s.await("end of the bytes", func() bool { return len(s.files()) == orphans })
	for _, id := range uploads {
		err = errors.Join(err, s.await("line of the erasure", func() bool { return listed(s.t, s.p, id) }))
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) files() []string {
	s.t.Helper()
	return filesBelow(s.t, filepath.Join(s.p.Data, storeFolder, "files"))
}

// dayPasses makes the files a day older.
func (s *story) dayPasses() {
	s.t.Helper()
	yesterday := time.Now().Add(-25 * time.Hour)
	for _, path := range s.files() {
		if err := os.Chtimes(path, yesterday, yesterday); err != nil {
			s.t.Fatal(err)
		}
	}
}

// sweepIsCut kills the sweep between two uploads that are due.
func (s *story) sweepIsCut(d death) {
	s.t.Helper()
	s.walk("", "upload")
	var uploads []string
	for _, key := range []string{"KEY1", "KEY2"} {
		id, err := s.sendAs(s.t.Context(), key)
		if err != nil {
			s.t.Fatal(err)
		}
		uploads = append(uploads, id)
	}
	s.stop()
	const days = 16 * 24 * 3600 * 1_000_000
	rewrite(s.t, s.p, fmt.Sprintf(`UPDATE uploads SET created_at = created_at - %[1]d, changed_at = changed_at - %[1]d,
		sent_at = sent_at - %[1]d, due_at = due_at - %[1]d`, days))
	s.p.StartDying(s.t, d.point)
	if !s.p.Killed() {
		s.t.Fatal("did not die")
	}
	r := look(s.t, s.p)
	if n := r.count(`SELECT id FROM uploads WHERE state = 'erased'`); n != 1 {
		s.t.Errorf("%d of two uploads are erased, want 1", n)
	}
	if unwanted := r.whole(); len(unwanted) > 0 {
		s.t.Errorf("files that no record wants: %v", unwanted)
	}
	s.p.Start(s.t)
	s.forgotten(0, uploads...)
	s.verified()
	s.stop()
	look(s.t, s.p).whole()
}
