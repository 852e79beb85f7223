package application_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

func TestUnfetchedOneTimeGrantIsReturnedOnlyOnce(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	_, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Clock.Move(10 * time.Minute)
	if _, err := h.Application.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	back, err := h.Application.Cancel(t.Context(), app, second.ID, "")
	if err != nil || back {
		t.Errorf("given back a second time: %v, %v", back, err)
	}
}

// Regression: settling used to stop at the first error, so that one damaged row
// kept everybody's one-time grants used.
func TestRetrievalThatCannotBeSettledDoesNotBlockOthers(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	var ids []photo.RetrievalID
	for _, purpose := range []string{"driving-licence-issue", "driving-licence-renewal"} {
		_, err := h.Consent.Grant(t.Context(), maria, "driving-licences", photo.Consent{
			Purpose: purpose, Items: []photo.Item{photo.ItemPhoto}, Mode: photo.Once, Given: true,
		})
		servicetest.Must(t, err)
		reply, err := h.Application.Retrieve(t.Context(), app, application.RetrievalRequest{
			TaxID: "123456783", Items: []photo.Item{photo.ItemPhoto}, Purpose: purpose,
		})
		servicetest.Must(t, err)
		ids = append(ids, reply.ID)
		h.Clock.Move(time.Second)
	}
	h.WriteBehind(t, `CREATE TRIGGER stuck BEFORE UPDATE ON retrievals WHEN OLD.id = '`+string(ids[0])+`'
		BEGIN SELECT RAISE(FAIL, 'this row is damaged'); END;
		UPDATE retrievals SET fetched = FALSE WHERE id = '`+string(ids[1])+`'`)
	h.Clock.Move(photo.RetrievalTTL)
	for turn, settled := range []int{1, 0} {
		n, err := h.Application.Settle(t.Context())
		if n != settled || err == nil || !strings.Contains(err.Error(), string(ids[0])) || strings.Contains(err.Error(), string(ids[1])) {
			t.Errorf("turn %d: settled %d, %v", turn, n, err)
		}
	}
	h.WriteBehind(t, `DROP TRIGGER stuck; UPDATE retrievals SET fetched = FALSE WHERE NOT settled`)
	if n, err := h.Application.Settle(t.Context()); n != 1 || err != nil {
		t.Errorf("mended: settled %d, %v", n, err)
	}
}

// A row that the service did not write is settled for nobody, and holds up no other.
func TestForgedRetrievalDoesNotBlockOthers(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Tamper(t, `INSERT INTO retrievals SELECT 'ret_forged', grant_id, application_id, subject_id, upload_id, items, purpose,
		created_at, cancelled_at, fetched, settled, mac FROM retrievals WHERE id = '`+string(reply.ID)+`'`)
	h.Clock.Move(photo.RetrievalTTL)
	for turn, settled := range []int{1, 0} {
		n, err := h.Application.Settle(t.Context())
		if n != settled || !errors.Is(err, store.ErrForged) || !strings.Contains(err.Error(), "ret_forged") {
			t.Errorf("turn %d: settled %d, %v", turn, n, err)
		}
	}
}

func TestCancellingAgainTellsWhetherTheGrantIsLive(t *testing.T) {
	t.Parallel()
	for _, mode := range []photo.GrantMode{photo.Once, photo.UntilFiles} {
		h, maria, app := servicetest.OpenLinked(t)
		h.Grant(maria, mode)
		reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
		servicetest.Must(t, err)
		for _, key := range []string{"", "", "first", "first", "second"} {
			if back, err := h.Application.Cancel(t.Context(), app, reply.ID, key); back != (mode == photo.Once) || err != nil {
				t.Errorf("grant %q, key %q: given back %v, %v", mode, key, back, err)
			}
		}
	}
}

// Regression: a repeated cancelling whose earlier answer could not be read was
// answered as done.
func TestUnreadableAnswerIsNoAnswerToCancelling(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	if _, err := h.Application.Cancel(t.Context(), app, reply.ID, "key"); err != nil {
		t.Fatal(err)
	}
	h.Tamper(t, `UPDATE idempotency SET sealed = X'00'`)
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, "key"); err == nil {
		t.Errorf("given back %v", back)
	}
}

// Two programs, or two loops of one, may have found the same retrieval.
func TestRetrievalIsRecordedAsSettledOnce(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Clock.Move(photo.RetrievalTTL)
	found := photo.Retrieval{ID: reply.ID, Application: app.ID}
	for _, want := range []error{nil, store.ErrNothing} {
		if err := h.Application.SettleOne(t.Context(), found); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if n := h.Refusals("retrieval.settle", "done"); n != 1 {
		t.Errorf("recorded %d times", n)
	}
}
