package application_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
)

// A refusal is told to the application and is not logged: no fault may hide in it.
func TestFaultIsNotHiddenByARefusal(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	left, leave := context.WithCancel(t.Context())
	leave()
	if err := h.Application.NoteWrongSecret(left, app, photo.ErrUnauthenticated); photo.IsRefusal(err) {
		t.Errorf("a wrong secret: %v", err)
	}
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Reopen(func(c *service.Config) {
		c.Failpoint = func(point string) {
			if point == "attempt.spent" { // the bytes go, and the database takes nothing more about attempts
				servicetest.Must(t, os.RemoveAll(filepath.Join(h.Folder, "files")))
				h.WriteBehind(t, `CREATE TRIGGER broken BEFORE UPDATE ON retrieval_items BEGIN SELECT RAISE(ABORT, 'broken'); END;
					UPDATE files SET id = id`)
			}
		}
	})
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); err == nil || photo.IsRefusal(err) {
		t.Errorf("a delivery: %v", err)
	}
}
