package retention_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/retention"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// replayed checks that the restored database is refused until the erasure list was
// replayed, and that this erases the given number of uploads.
func replayed(t *testing.T, h *servicetest.House, uploads int) {
	t.Helper()
	if err := h.Retention.CheckErasures(t.Context()); !errors.Is(err, retention.ErrRestored) {
		t.Fatalf("a restored database was accepted: %v", err)
	}
	n, err := h.Retention.ReplayErasures(t.Context(), "maria")
	if err != nil || n != uploads {
		t.Fatalf("replayed %d, %v", n, err)
	}
	servicetest.Must(t, h.Retention.CheckErasures(t.Context()))
	if n := h.Files(); n != 0 {
		t.Errorf("%d files are back", n)
	}
}

// A restore from before an erasure must not bring the pictures back.
func TestRestoredDatabaseErasesAgainWhatWasErased(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	id := h.Linked(h.AsPhotographer("nikos"), maria, servicetest.Mobile("maria"))
	restore := h.Backup()
	servicetest.Must(t, h.Citizen.Erase(t.Context(), maria, id))
	servicetest.Must(t, h.Retention.CheckErasures(t.Context()))
	restore()
	replayed(t, h, 1)
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Current != nil {
		t.Errorf("home %+v, %v", home, err)
	}
}

// The earlier pictures were replaced; a backup must not show them again under the
// code that was sent.
func TestRestoredDatabaseErasesAgainWhatWasReplaced(t *testing.T) {
	t.Parallel()
	for what, replace := range map[string]func(*testing.T, *servicetest.House, photo.Operator) (change, check func()){
		"an upload": func(t *testing.T, h *servicetest.House, nikos photo.Operator) (change, check func()) {
			id, _ := h.Upload(nikos, "6900000001")
			return func() {
					_, err := h.Studio.Replace(t.Context(), nikos, id, h.Form("6900000001"))
					servicetest.Must(t, err)
				}, func() {
					if _, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto}); err == nil {
						t.Error("the picture is shown")
					}
				}
		},
		"a draft": func(t *testing.T, h *servicetest.House, nikos photo.Operator) (change, check func()) {
			form := h.Form("6900000001")
			form.Acknowledged = false
			form.Documents, form.Signature = []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
			out, err := h.Studio.Upload(t.Context(), nikos, form)
			servicetest.Must(t, err)
			return func() {
				_, err := h.Studio.Continue(t.Context(), nikos, out.Upload, h.Form("6900000001"))
				servicetest.Must(t, err)
			}, func() {}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			change, check := replace(t, h, h.AsPhotographer("nikos"))
			restore := h.Backup()
			change()
			servicetest.Must(t, h.Retention.CheckErasures(t.Context())) // the new pictures may stay
			if h.Files() == 0 {
				t.Fatal("the new pictures are gone")
			}
			restore()
			replayed(t, h, 1)
			check()
		})
	}
}

// What is on the list is erased after a restore, so nobody who writes to the database
// alone may put an upload there, or keep one off it by being there first.
func TestErasureListTakesNothingThatWasNotErased(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	linked := h.Linked(nikos, maria, servicetest.Mobile("maria"))
	other, _ := h.Upload(nikos, "6900000001")
	h.WriteBehind(t, `INSERT INTO erasures SELECT id, 1, mac FROM uploads`)
	h.WriteBehind(t, `INSERT INTO erasures SELECT id, 1, x'00' FROM files`)
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, other))
	h.Sweep()
	if n := h.Count(t, "erasures"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	list, err := os.ReadFile(filepath.Join(h.Folder, "erasures.log"))
	if err != nil || strings.Count(string(list), "\n") != 1 || !strings.Contains(string(list), string(other)) {
		t.Errorf("listed, %v:\n%s", err, list)
	}
	if !strings.Contains(h.Log.String(), `"table":"erasures","key":"`+string(linked)+`"`) {
		t.Error("the log does not name the row")
	}
	n, err := h.Retention.ReplayErasures(t.Context(), "katerina")
	if home, fault := h.Citizen.Home(t.Context(), maria); n != 0 || err != nil || fault != nil || home.Current == nil {
		t.Errorf("erased again %d, %v, %v", n, err, fault)
	}
}

// A database that is older than every erasure knows of none: only the list does, and
// that it is missing.
func TestMissingErasureListIsNotAnEmptyOne(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	servicetest.Must(t, h.Retention.CheckErasures(t.Context())) // nothing was erased yet
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	restore := h.Backup()
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, id))
	restore()
	servicetest.Must(t, os.Remove(filepath.Join(h.Folder, "erasures.log")))
	h.Reopen(func(*service.Config) {}) // as at a start
	if err := h.Retention.CheckErasures(t.Context()); !errors.Is(err, retention.ErrNoList) {
		t.Errorf("served: %v", err)
	}
	if n, err := h.Retention.ReplayErasures(t.Context(), "maria"); n != 0 || !errors.Is(err, retention.ErrNoList) {
		t.Errorf("replayed %d, %v", n, err)
	}
}
