package service_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/retention"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func (h house) sweep(t *testing.T) map[string]retention.RuleCount {
	t.Helper()
	rows, err := h.Retention.Sweep(t.Context())
	Must(t, err)
	table := map[string]retention.RuleCount{}
	for _, row := range rows {
		table[row.Rule] = row
	}
	return table
}

// files counts the sealed files on the disk.
func (h house) files(t *testing.T) int {
	t.Helper()
	n := 0
	Must(t, filepath.WalkDir(filepath.Join(h.Folder, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestEachRetentionRuleErasesOnItsMomentAndNotBefore(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, photo.Athens())
	for _, c := range []struct {
		rule  string
		make  func(t *testing.T, h house)
		after time.Time // the first moment at which it is due
	}{
		{"draft", func(t *testing.T, h house) {
			form := h.Form("6900000001")
			form.Documents, form.Signature = []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
			out, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), form)
			Must(t, err)
			if !out.Draft {
				t.Fatal("a portrait for a licence is no identity card")
			}
		}, noon.Add(24 * time.Hour)},
		{
			"sent-not-associated", func(t *testing.T, h house) { h.Upload(h.AsPhotographer("nikos"), "6900000001") },
			time.Date(2026, 12, 6, 0, 0, 0, 0, photo.Athens()),
		},
		{"not-sent", func(t *testing.T, h house) {
			_, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), h.Form("6900000001"))
			Must(t, err)
		}, time.Date(2026, 12, 6, 0, 0, 0, 0, photo.Athens())},
		{
			"associated", func(t *testing.T, h house) { h.Linked(h.AsPhotographer("nikos"), h.AsCitizen("maria"), "6900000001") },
			time.Date(2027, 11, 22, 0, 0, 0, 0, photo.Athens()),
		},
		{"dissociated", func(t *testing.T, h house) {
			maria := h.AsCitizen("maria")
			h.Linked(h.AsPhotographer("nikos"), maria, "6900000001")
			_, err := h.Citizen.Dissociate(t.Context(), maria)
			Must(t, err)
		}, time.Date(2027, 11, 22, 0, 0, 0, 0, photo.Athens())},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := house{Open(t)}
			h.Clock.Set(noon)
			c.make(t, h)
			h.Clock.Set(c.after.Add(-time.Second))
			if row := h.sweep(t)[c.rule]; row.Due != 0 || h.files(t) == 0 {
				t.Fatalf("a second before %v: %+v, %d files; want nothing due yet by the rule %s", c.after, row, h.files(t), c.rule)
			}
			h.Clock.Set(c.after)
			rows, err := h.Retention.Due(t.Context())
			Must(t, err)
			if h.files(t) == 0 {
				t.Fatalf("the dry run erased: %+v", rows)
			}
			if row := h.sweep(t)[c.rule]; row.Due != 1 || row.Erased != 1 || h.files(t) != 0 {
				t.Errorf("at %v: %+v, %d files; want one erased by the rule %s and no file left", c.after, row, h.files(t), c.rule)
			}
		})
	}
}

func TestOverdueFilesAreRefusedBeforeTheSweepComesBy(t *testing.T) {
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, Mobile("maria"))
	h.grant(t, maria, photo.UntilFiles)
	app := h.application(t, "driving-licences")
	h.Clock.Move(367 * 24 * time.Hour)
	if _, err := h.Citizen.Picture(t.Context(), maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true}); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("citizen: %v", err)
	}
	if _, err := h.Application.Retrieve(t.Context(), app, request()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("application: %v", err)
	}
	if _, err := h.Citizen.Dissociate(t.Context(), maria); !errors.Is(err, photo.ErrNoFiles) {
		t.Errorf("dissociation: %v", err)
	}
}

// backup keeps a copy of database and files; what it gives puts them back, as
// an operator would.
func (h house) backup(t *testing.T) (restore func()) {
	t.Helper()
	Must(t, h.Store.Truncate(t.Context()))
	copied := t.TempDir()
	database, files := filepath.Join(h.Folder, "myphoto.db"), filepath.Join(h.Folder, "files")
	content, err := os.ReadFile(database)
	Must(t, err)
	Must(t, os.CopyFS(copied, os.DirFS(files)))
	return func() {
		t.Helper()
		Must(t, h.Store.Close())
		Must(t, os.WriteFile(database, content, 0o600))
		for _, left := range []string{"-wal", "-shm"} {
			_ = os.Remove(database + left)
		}
		Must(t, os.RemoveAll(files))
		Must(t, os.CopyFS(files, os.DirFS(copied)))
		h.Restart()
	}
}

// replayed checks that the restored database is refused until the list was
// replayed, which erases so many uploads.
func (h house) replayed(t *testing.T, uploads int) {
	t.Helper()
	if err := h.Retention.CheckErasures(t.Context()); !errors.Is(err, retention.ErrRestored) {
		t.Fatalf("a restored database was accepted: %v", err)
	}
	n, err := h.Retention.ReplayErasures(t.Context())
	if err != nil || n != uploads {
		t.Fatalf("replayed %d, %v", n, err)
	}
	Must(t, h.Retention.CheckErasures(t.Context()))
	if n := h.files(t); n != 0 {
		t.Errorf("%d files are back", n)
	}
}

// Whoever restores a database from before an erasure must not bring the
// pictures back.
func TestRestoredDatabaseForgetsAgainWhatWasErased(t *testing.T) {
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, Mobile("maria"))
	restore := h.backup(t)
	Must(t, h.Citizen.Erase(t.Context(), maria, id))
	Must(t, h.Retention.CheckErasures(t.Context()))
	restore()
	h.replayed(t, 1)
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Current != nil {
		t.Errorf("home %+v, %v", home, err)
	}
}

// The client was shown to be rid of the earlier pictures; a backup must not
// show them again under the code that was sent.
func TestRestoredDatabaseForgetsAgainWhatWasReplaced(t *testing.T) {
	for what, replace := range map[string]func(*testing.T, house, photo.Operator) (change, check func()){
		"an upload": func(t *testing.T, h house, nikos photo.Operator) (change, check func()) {
			id, _ := h.Upload(nikos, "6900000001")
			return func() {
					_, err := h.Studio.Replace(t.Context(), nikos, id, h.Form("6900000001"))
					Must(t, err)
				}, func() {
					if _, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto}); err == nil {
						t.Error("the picture is shown")
					}
				}
		},
		"a draft": func(t *testing.T, h house, nikos photo.Operator) (change, check func()) {
			form := h.Form("6900000001")
			form.Acknowledged = false
			form.Documents, form.Signature = []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
			out, err := h.Studio.Upload(t.Context(), nikos, form)
			Must(t, err)
			return func() {
				_, err := h.Studio.Continue(t.Context(), nikos, out.Upload, h.Form("6900000001"))
				Must(t, err)
			}, func() {}
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := house{Open(t)}
			change, check := replace(t, h, h.AsPhotographer("nikos"))
			restore := h.backup(t)
			change()
			Must(t, h.Retention.CheckErasures(t.Context())) // the new pictures may stay
			if h.files(t) == 0 {
				t.Fatal("the new pictures are gone")
			}
			restore()
			h.replayed(t, 1)
			check()
		})
	}
}

// The wrapped key must leave the disk with the erasure, in the database and in
// its write-ahead log alike.
func TestErasedKeyIsNowhereOnTheDisk(t *testing.T) {
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, Mobile("maria"))
	wrapped := h.WrappedKey(t, id)
	Must(t, h.Store.Truncate(t.Context()))
	if !h.onDisk(t, wrapped) {
		t.Fatal("the key is not even there before: this test would prove nothing")
	}
	Must(t, h.Citizen.Erase(t.Context(), maria, id))
	if h.onDisk(t, wrapped) {
		t.Error("the key is still on the disk")
	}
	if h.files(t) != 0 {
		t.Errorf("%d files are left", h.files(t))
	}
}

func (h house) onDisk(t *testing.T, wanted []byte) bool {
	t.Helper()
	found := false
	Must(t, filepath.WalkDir(h.Folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, wanted)
		return err
	}))
	return found
}

func TestTypedContactIsBlankedFourteenDaysAfterDelivery(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	id := h.Linked(nikos, h.AsCitizen("maria"), "6900000001")
	h.Clock.Move(18 * 24 * time.Hour) // three days for a report, fourteen after
	if row := h.sweep(t)["contacts"]; row.Erased != 1 {
		t.Errorf("contacts %+v", row)
	}
	page, err := h.Studio.View(t.Context(), nikos, id)
	Must(t, err)
	if page.Contact != "" || page.Messages[0].Contact != "" {
		t.Errorf("still shown: %q", page.Contact)
	}
}

func TestFilesNobodyWantsGoAfterADay(t *testing.T) {
	h := house{Open(t)}
	h.Upload(h.AsPhotographer("nikos"), "6900000001")
	orphan := string(photo.NewFileID())
	folder := filepath.Join(h.Folder, "files", strings.TrimPrefix(orphan, "fil_")[:2])
	_ = os.Mkdir(folder, 0o700)
	Must(t, os.WriteFile(filepath.Join(folder, orphan), []byte("ciphertext"), 0o600))
	h.Clock.Set(time.Now()) // files have the time of the disk
	before := h.files(t)
	Must(t, h.Retention.Reconcile(t.Context()))
	if h.files(t) != before {
		t.Error("a young file was removed: its record may be about to come")
	}
	h.Clock.Move(25 * time.Hour)
	Must(t, h.Retention.Reconcile(t.Context()))
	if h.files(t) != before-1 {
		t.Errorf("%d files, want %d", h.files(t), before-1)
	}
}

func (h house) grant(t *testing.T, who photo.Citizen, mode photo.GrantMode) photo.GrantID {
	t.Helper()
	id, err := h.Consent.Grant(t.Context(), who, "driving-licences", photo.Consent{
		Purpose: "driving-licence-renewal",
		Items:   []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: mode, Given: true,
	})
	Must(t, err)
	return id
}

// Without this a full disk at night would keep the sweep spinning: with a
// hundred uploads that cannot be erased it once asked for the same ones for
// ever.
func TestSweepEndsWhenNothingCanBeErased(t *testing.T) {
	h := house{Open(t)}
	id, _ := h.Upload(h.AsPhotographer("nikos"), "6900000001")
	h.Tamper(t, `CREATE TRIGGER kept BEFORE UPDATE ON uploads BEGIN SELECT RAISE(FAIL, 'the disk is full'); END;
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
		INSERT INTO uploads (id, studio_id, by_subject_id, state, documents, created_at, due_at)
		SELECT printf('upl_%026d', i), studio_id, by_subject_id, 'waiting', documents, created_at, created_at FROM uploads, n
		WHERE uploads.id = '`+string(id)+`'`)
	h.Clock.Move(30 * 24 * time.Hour)
	row := h.sweep(t)["not-sent"]
	if row.Due != 250 || row.Failed != 250 || row.Erased != 0 {
		t.Errorf("%+v", row)
	}
}

// The column due_at is a copy of what the rule said when the row was last
// saved. When the rule says a later day since, those uploads must neither be
// counted nor erased before it, nor keep the sweep from ending.
func TestSweepEndsWhenTheRuleBecameLater(t *testing.T) {
	h := house{Open(t)}
	id, _ := h.Upload(h.AsPhotographer("nikos"), "6900000001")
	h.Tamper(t, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
		INSERT INTO uploads (id, studio_id, by_subject_id, state, documents, created_at, sent_at, due_at)
		SELECT printf('upl_%026d', i), studio_id, by_subject_id, 'waiting', documents, created_at, created_at, created_at FROM uploads, n
		WHERE uploads.id = '`+string(id)+`'`)
	h.Clock.Move(24 * time.Hour)
	due, err := h.Retention.Due(t.Context())
	Must(t, err)
	for _, row := range due {
		if row.Due != 0 {
			t.Errorf("due by the copy alone: %+v", row)
		}
	}
	if row := h.sweep(t)["sent-not-associated"]; row.Due != 0 || row.Failed != 0 || row.Erased != 0 {
		t.Errorf("a day after sending: %+v, want nothing due", row)
	}
	h.Clock.Move(30 * 24 * time.Hour)
	if row := h.sweep(t)["sent-not-associated"]; row.Due != 251 || row.Failed != 0 {
		t.Errorf("a month after sending: %+v, want 251 due", row)
	}
}
