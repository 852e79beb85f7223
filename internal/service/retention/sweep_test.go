package retention_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service/retention"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

func TestEachRetentionRuleErasesExactlyWhenDue(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, photo.Athens())
	for _, c := range []struct {
		rule  string
		make  func(t *testing.T, h *servicetest.House)
		after time.Time // the first moment at which it is due
	}{
		{"draft", func(t *testing.T, h *servicetest.House) {
			form := h.Form("6900000001")
			form.Documents, form.Signature = []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
			out, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), form)
			servicetest.Must(t, err)
			if !out.Draft {
				t.Fatal("a portrait for a licence is no identity card")
			}
		}, noon.Add(24 * time.Hour)},
		{
			"sent-not-associated", func(t *testing.T, h *servicetest.House) { h.Upload(h.AsPhotographer("nikos"), "6900000001") },
			time.Date(2026, 12, 6, 0, 0, 0, 0, photo.Athens()),
		},
		{"not-sent", func(t *testing.T, h *servicetest.House) {
			_, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), h.Form("6900000001"))
			servicetest.Must(t, err)
		}, time.Date(2026, 12, 6, 0, 0, 0, 0, photo.Athens())},
		{
			"associated", func(t *testing.T, h *servicetest.House) {
				h.Linked(h.AsPhotographer("nikos"), h.AsCitizen("maria"), "6900000001")
			},
			time.Date(2027, 11, 22, 0, 0, 0, 0, photo.Athens()),
		},
		{"dissociated", func(t *testing.T, h *servicetest.House) {
			maria := h.AsCitizen("maria")
			h.Linked(h.AsPhotographer("nikos"), maria, "6900000001")
			_, err := h.Citizen.Dissociate(t.Context(), maria)
			servicetest.Must(t, err)
		}, time.Date(2027, 11, 22, 0, 0, 0, 0, photo.Athens())},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			h.Clock.Set(noon)
			c.make(t, h)
			h.Clock.Set(c.after.Add(-time.Second))
			if row := h.Sweep()[c.rule]; row.Due != 0 || h.Files() == 0 {
				t.Fatalf("a second before %v: %+v, %d files; want nothing due yet by the rule %s", c.after, row, h.Files(), c.rule)
			}
			h.Clock.Set(c.after)
			rows, err := h.Retention.Due(t.Context())
			servicetest.Must(t, err)
			if h.Files() == 0 {
				t.Fatalf("the dry run erased: %+v", rows)
			}
			if row := h.Sweep()[c.rule]; row.Due != 1 || row.Erased != 1 || h.Files() != 0 {
				t.Errorf("at %v: %+v, %d files; want one erased by the rule %s and no file left", c.after, row, h.Files(), c.rule)
			}
		})
	}
}

func TestOverdueFilesAreRefusedBeforeTheSweep(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, servicetest.Mobile("maria"))
	h.Grant(maria, photo.UntilFiles)
	app := h.AsApplication("driving-licences")
	h.Clock.Move(367 * 24 * time.Hour)
	if _, err := h.Citizen.Picture(t.Context(), maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true}); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("citizen: %v", err)
	}
	if _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("application: %v", err)
	}
	if _, err := h.Citizen.Dissociate(t.Context(), maria); !errors.Is(err, photo.ErrNoFiles) {
		t.Errorf("dissociation: %v", err)
	}
}

// An erasure must remove the wrapped key from the disk, from the database and from
// its write-ahead log.
func TestErasedKeyIsNowhereOnTheDisk(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, servicetest.Mobile("maria"))
	wrapped := h.WrappedKey(t, id)
	servicetest.Must(t, h.Store.Truncate(t.Context()))
	if !h.OnDisk(wrapped) {
		t.Fatal("the key is not even there before: this test would prove nothing")
	}
	servicetest.Must(t, h.Citizen.Erase(t.Context(), maria, id))
	if h.OnDisk(wrapped) {
		t.Error("the key is still on the disk")
	}
	if h.Files() != 0 {
		t.Errorf("%d files are left", h.Files())
	}
}

func TestTypedContactIsBlankedFourteenDaysAfterDelivery(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := h.Linked(nikos, h.AsCitizen("maria"), "6900000001")
	h.Clock.Move(18 * 24 * time.Hour) // three days for a report, fourteen after
	if row := h.Sweep()["contacts"]; row.Erased != 1 {
		t.Errorf("contacts %+v", row)
	}
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.Contact != "" || page.Messages[0].Contact != "" {
		t.Errorf("still shown: %q", page.Contact)
	}
}

func TestOrphanedFilesAreRemovedAfterADay(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Upload(h.AsPhotographer("nikos"), "6900000001")
	orphan := string(photo.NewFileID())
	folder := filepath.Join(h.Folder, "files", strings.TrimPrefix(orphan, "fil_")[:2])
	_ = os.Mkdir(folder, 0o700)
	servicetest.Must(t, os.WriteFile(filepath.Join(folder, orphan), []byte("ciphertext"), 0o600))
	h.Clock.Set(time.Now()) // files have the time of the disk
	before := h.Files()
	servicetest.Must(t, h.Retention.Reconcile(t.Context()))
	if h.Files() != before {
		t.Error("a young file was removed: its record may be about to come")
	}
	h.Clock.Move(25 * time.Hour)
	servicetest.Must(t, h.Retention.Reconcile(t.Context()))
	if h.Files() != before-1 {
		t.Errorf("%d files, want %d", h.Files(), before-1)
	}
}

// Regression: with a hundred uploads that could not be erased, as on a full disk,
// the sweep used to load the same ones forever.
func TestSweepEndsWhenNothingCanBeErased(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	id, _ := h.Upload(h.AsPhotographer("nikos"), "6900000001")
	h.Copies(id, 250, false)
	h.WriteBehind(t, `UPDATE uploads SET due_at = due_at;
		CREATE TRIGGER kept BEFORE UPDATE ON uploads BEGIN SELECT RAISE(FAIL, 'the disk is full'); END`)
	h.Clock.Move(30 * 24 * time.Hour)
	row := h.Sweep()["not-sent"]
	if row.Due != 250 || row.Failed != 250 || row.Erased != 0 {
		t.Errorf("%+v", row)
	}
}

// The column due_at is a copy of what the rule said when the row was last saved.
// When the rule has since moved to a later day, those uploads must not be counted
// or erased before that day, and the sweep must still end.
func TestSweepEndsWhenTheRuleBecameLater(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	id, _ := h.Upload(h.AsPhotographer("nikos"), "6900000001")
	h.Copies(id, 250, true)
	h.WriteBehind(t, `UPDATE uploads SET due_at = created_at`)
	h.Clock.Move(24 * time.Hour)
	due, err := h.Retention.Due(t.Context())
	servicetest.Must(t, err)
	for _, row := range due {
		if row.Rule == "sent-not-associated" && row.Due != 0 {
			t.Errorf("due by the copy alone: %+v", row)
		}
	}
	if row := h.Sweep()["sent-not-associated"]; row.Due != 0 || row.Failed != 0 || row.Erased != 0 {
		t.Errorf("a day after sending: %+v, want nothing due", row)
	}
	h.Clock.Move(30 * 24 * time.Hour)
	if row := h.Sweep()["sent-not-associated"]; row.Due != 251 || row.Failed != 0 {
		t.Errorf("a month after sending: %+v, want 251 due", row)
	}
}

// An operator decides by the dry run: it has every rule of a sweep, in the same
// order, and tells what the sweep then does.
func TestDryRunTellsWhatTheSweepDoes(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	_, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	until := h.Clock.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	_, err = h.Consent.Grant(t.Context(), maria, "driving-licences", photo.Consent{
		Purpose: "driving-licence-issue", Items: []photo.Item{photo.ItemPhoto}, Mode: photo.UntilDate, Until: until, Given: true,
	})
	servicetest.Must(t, err)
	h.Clock.Move(time.Minute) // he signed in a moment ago
	h.Upload(h.AsPhotographer("nikos"), "6900000002")
	h.Clock.Move(20 * 24 * time.Hour)
	told, err := h.Retention.Due(t.Context())
	servicetest.Must(t, err)
	again, err := h.Retention.Due(t.Context())
	servicetest.Must(t, err)
	if diff := cmp.Diff(told, again); diff != "" {
		t.Errorf("the dry run changed something:\n%s", diff)
	}
	done, err := h.Retention.Sweep(t.Context())
	servicetest.Must(t, err)
	for i, row := range done {
		if i >= len(told) || told[i].Rule != row.Rule {
			t.Fatalf("the sweep has %v, the dry run %v", done, told)
		}
		// What the sweep's own erasures leave behind cannot be due before.
		if row.Rule != "files" && row.Rule != "erasure-list" && told[i].Due != row.Erased {
			t.Errorf("%s: told %d, done %d", row.Rule, told[i].Due, row.Erased)
		}
	}
	for _, rule := range []string{"contacts", "grants", "retrievals", "tokens", "sent-not-associated"} {
		if i := slices.IndexFunc(done, func(r retention.RuleCount) bool { return r.Rule == rule }); i < 0 || done[i].Erased == 0 {
			t.Errorf("nothing was due by %s: the test shows nothing", rule)
		}
	}
}

// One row that cannot be worked on must not keep everything behind it for good.
func TestOneFailureDoesNotStopARule(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	first, _ := h.Upload(nikos, "6900000001")
	h.Clock.Move(time.Minute)
	second, _ := h.Upload(nikos, "6900000002")
	for _, id := range []photo.UploadID{first, second} {
		servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
			u, err := tx.Upload(t.Context(), id)
			if err != nil {
				return err
			}
			u.ContactUntil = u.CreatedAt
			return tx.SaveUpload(t.Context(), u)
		}))
	}
	h.WriteBehind(t, `CREATE TRIGGER stuck BEFORE UPDATE OF sealed_contact ON uploads WHEN old.id = '`+string(first)+`' BEGIN SELECT raise(ABORT, 'stuck'); END;
		UPDATE uploads SET due_at = due_at`)
	if row := h.Sweep()["contacts"]; row.Erased != 1 || row.Failed != 1 {
		t.Errorf("contacts: %+v", row)
	}
	h.WriteBehind(t, `DROP TRIGGER stuck; UPDATE uploads SET due_at = due_at`)
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, second))
	h.WriteBehind(t, `INSERT INTO shreds VALUES ('no name of a file', 0)`) // before all others
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, first))
	if n := h.Count(t, "shreds"); n != 1 {
		t.Errorf("%d files wait to be deleted, want the stuck one", n)
	}
	if row := h.Sweep()["files"]; row.Failed != 1 {
		t.Errorf("files: %+v", row)
	}
}

// A transaction over a year's grants would keep everybody else waiting.
func TestManyGrantsExpireEachWithItsEvent(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	const many = 250
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		grants, err := tx.Grants(t.Context(), maria.Subject())
		if err != nil {
			return err
		}
		for n := range many {
			next := grants[0]
			next.ID, next.Purpose, next.Mode, next.Until = photo.NewGrantID(), fmt.Sprint("purpose-", n), photo.UntilDate, h.Clock.Now()
			if err := tx.CreateGrant(t.Context(), next, "1"); err != nil {
				return err
			}
		}
		return nil
	}))
	h.WriteBehind(t, `UPDATE grants SET until_at = until_at - 1 WHERE purpose = 'purpose-7'`) // one that is not ours any more
	if row := h.Sweep()["grants"]; row.Erased != many-1 || row.Failed != 1 {
		t.Errorf("%+v", row)
	}
	h.Integrate()
	if n := len(h.Events("grant.expire")); n != many-1 {
		t.Errorf("%d events", n)
	}
}
