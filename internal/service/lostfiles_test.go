package service_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
)

// A disk that is not mounted looks like an empty folder: starting over it would tell
// offices that people withdrew their pictures.
func TestServiceDoesNotStartOverOtherFiles(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	files := filepath.Join(h.Folder, "files")
	same := func(*service.Config) {}
	servicetest.Must(t, os.Rename(files, files+".away"))
	if err := h.TryRestart(same); !errors.Is(err, service.ErrOtherFiles) {
		t.Errorf("without the folder: %v", err)
	}
	if _, err := os.Stat(files); err == nil {
		t.Error("an empty folder was made")
	}
	servicetest.Must(t, os.MkdirAll(filepath.Join(files, "mark-files_other"), 0o700))
	if err := h.TryRestart(same); !errors.Is(err, service.ErrOtherFiles) {
		t.Errorf("over the folder of another database: %v", err)
	}
	servicetest.Must(t, os.RemoveAll(files))
	servicetest.Must(t, os.Rename(files+".away", files))
	servicetest.Must(t, h.TryRestart(same))
	h.Restart()
}

// Pictures that the disk lost are not pictures that somebody withdrew, and no receipt
// is given for them.
func TestLostBytesAreUnavailableAndNeverWithdrawn(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	paths, err := filepath.Glob(filepath.Join(h.Folder, "files", "*", "fil_*"))
	servicetest.Must(t, err)
	aside := t.TempDir()
	for _, path := range paths {
		servicetest.Must(t, os.Rename(path, filepath.Join(aside, filepath.Base(path))))
	}
	lost := h.LostFiles()
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	if !errors.Is(err, photo.ErrUnavailable) || reply.Receipt != "" {
		t.Errorf("a retrieval: receipt %q, %v", reply.Receipt, err)
	}
	home, err := h.Citizen.Home(t.Context(), maria)
	servicetest.Must(t, err)
	_, err = h.Citizen.Picture(t.Context(), maria, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto})
	if !errors.Is(err, photo.ErrUnavailable) {
		t.Errorf("a look: %v", err)
	}
	if n := h.LostFiles() - lost; n != 2 {
		t.Errorf("counted %d times", n)
	}
	if !strings.Contains(h.Log.String(), "bytes of a file are missing") {
		t.Error("nothing in the log")
	}
	for _, path := range paths {
		servicetest.Must(t, os.Rename(filepath.Join(aside, filepath.Base(path)), path))
	}
	reply, err = h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	if err != nil || reply.Receipt == "" {
		t.Errorf("the one-time permission was used up: %v", err)
	}
	for _, path := range paths {
		servicetest.Must(t, os.Remove(path))
	}
	for range photo.MaxRetrievalAttempts + 1 {
		if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrUnavailable) {
			t.Errorf("fetching: %v", err)
		}
	}
}
