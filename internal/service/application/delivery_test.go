package application_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/servicetest"
)

func TestCompletelySentItemKeepsTheGrantUsed(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	out, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	servicetest.Must(t, err)
	servicetest.Must(t, out.Close(t.Context(), out.Bytes))
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); err != nil || back {
		t.Errorf("given back: %v, %v", back, err)
	}
}

func TestFileIsFetchedThriceWithinTenMinutesByItsApplication(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	other := h.AsApplication("academic-id")
	if _, err := h.Application.Fetch(t.Context(), other, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("another application: %v", err)
	}
	for range 3 {
		_, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
		servicetest.Must(t, err)
	}
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrRetrievalExpired) {
		t.Errorf("the fourth time: %v", err)
	}
	h.Clock.Move(10 * time.Minute)
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemSignature); !errors.Is(err, photo.ErrRetrievalExpired) {
		t.Errorf("after ten minutes: %v", err)
	}
}

func TestSentFileIsWhatItsDigestSays(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature, photo.ItemPhoto} {
		got, err := h.Application.Fetch(t.Context(), app, reply.ID, item)
		servicetest.Must(t, err)
		content, err := io.ReadAll(got.Content)
		servicetest.Must(t, err)
		if sha256.Sum256(content) != got.SHA256 || int64(len(content)) != got.Bytes {
			t.Errorf("%s is not what its digest and size say", item)
		}
		servicetest.Must(t, got.Close(t.Context(), got.Bytes))
	}
}

// An application that cancels during a transfer must not keep both the files and
// the grant.
func TestGrantIsNotReturnedWhileBytesAreInTransit(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Clock.Move(9*time.Minute + 50*time.Second)
	out, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	servicetest.Must(t, err)
	if _, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("cancelled in the middle: %v", err)
	}
	h.Clock.Move(time.Minute)
	if n, err := h.Application.Settle(t.Context()); err != nil || n != 0 {
		t.Errorf("settled %d in the middle, %v", n, err)
	}
	servicetest.Must(t, out.Close(t.Context(), out.Bytes))
	h.Clock.Move(photo.SendingTTL)
	if n, err := h.Application.Settle(t.Context()); err != nil || n != 1 {
		t.Errorf("settled %d afterwards, %v", n, err)
	}
	if _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("the grant was given back: %v", err)
	}
}

// After a transfer broke off, an application need not wait for its time limit,
// unless another transfer of the same retrieval goes on.
func TestGrantIsReturnedAtOnceWhenATransferBreaksOff(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	var under [2]*application.Delivery
	for i := range under {
		under[i], err = h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
		servicetest.Must(t, err)
	}
	servicetest.Must(t, under[1].Close(t.Context(), 1))
	if _, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("cancelled while the other goes on: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave() // the client has closed its connection
	servicetest.Must(t, under[0].Close(gone, 0))
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); err != nil || !back {
		t.Errorf("given back %t, %v", back, err)
	}
}

// An attempt at a file that cannot be opened is over at once: while it counted as
// under way, a one-time grant could be given back only minutes later.
func TestUnreadableFileLeavesNoAttemptUnderWay(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	servicetest.Must(t, os.RemoveAll(filepath.Join(h.Folder, "files")))
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); err == nil {
		t.Fatal("fetched what is not there")
	}
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); err != nil || !back {
		t.Errorf("given back %t, %v", back, err)
	}
}
