package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// Somebody with access to the disk or to the database must not be able to show one
// person's pictures as another's: what is put in place of another does not open.
func TestWhatIsSealedForOneFileDoesNotOpenAsAnother(t *testing.T) {
	t.Parallel()
	const preview = `item = 'photo' AND role = 'preview' AND upload_id = `
	for what, forge := range map[string]func(t *testing.T, h *servicetest.House, victim, other string){
		"content": func(t *testing.T, h *servicetest.House, _, _ string) { rotateContents(t, h) },
		"key of a file": func(t *testing.T, h *servicetest.House, victim, other string) {
			h.WriteBehind(t, `UPDATE files SET sealed_key = (SELECT sealed_key FROM files WHERE `+preview+other+`) WHERE `+preview+victim)
		},
		"key of an upload": func(t *testing.T, h *servicetest.House, victim, other string) {
			h.WriteBehind(t, `UPDATE upload_keys SET wrapped = (SELECT wrapped FROM upload_keys WHERE upload_id = `+other+`) WHERE upload_id = `+victim)
		},
		"record": func(t *testing.T, h *servicetest.House, victim, _ string) {
			h.WriteBehind(t, `UPDATE files SET role = 'derivative' WHERE `+preview+victim+`;
				UPDATE files SET role = 'preview' WHERE item = 'photo' AND role = 'master' AND upload_id = `+victim)
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			nikos := h.AsPhotographer("nikos")
			victim, _ := h.Upload(nikos, "6900000001")
			other, _ := h.Upload(nikos, "6900000002")
			shown := photo.PictureRef{Item: photo.ItemPhoto}
			servicetest.Must(t, servicetest.ErrorOf(h.Studio.Picture(t.Context(), nikos, victim, shown)))
			forge(t, h, "'"+string(victim)+"'", "'"+string(other)+"'")
			_, err := h.Studio.Picture(t.Context(), nikos, victim, shown)
			if err == nil || errors.Is(err, photo.ErrNotFound) {
				t.Errorf("error %v, want that it does not open", err)
			}
		})
	}
}

// rotateContents replaces the content of every sealed file by that of another one.
func rotateContents(t *testing.T, h *servicetest.House) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(h.Folder, "files", "*", "fil_*"))
	if err != nil || len(paths) != 8 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	first, err := os.ReadFile(paths[0])
	servicetest.Must(t, err)
	for i, path := range paths {
		content := first
		if i+1 < len(paths) {
			content, err = os.ReadFile(paths[i+1])
			servicetest.Must(t, err)
		}
		servicetest.Must(t, os.WriteFile(path, content, 0o600))
	}
}
