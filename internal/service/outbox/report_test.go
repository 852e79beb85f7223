package outbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// The gateway accepted the message and reported its delivery, but the service died
// before recording the acceptance. If the report did not prove it, the lifetime of
// the code would never start, or start again with a second message.
func TestReportProvesAnUnrecordedSend(t *testing.T) {
	t.Parallel()
	for state, kannel := range map[string]string{"delivered": servicetest.KannelDelivered, "failed": servicetest.KannelFailed, "sent": servicetest.KannelTaken} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			nikos := h.AsPhotographer("nikos")
			out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
			servicetest.Must(t, err)
			h.WriteBehind(t, `CREATE TRIGGER cut BEFORE UPDATE OF accepted_at ON messages BEGIN SELECT RAISE(FAIL, 'the power went'); END;
				UPDATE uploads SET resends = 0`)
			if _, err := h.Outbox.Deliver(t.Context(), outbox.LaneSMS); err == nil {
				t.Fatal("the acceptance was recorded")
			}
			taken := h.Clock.Now().UTC().Truncate(time.Microsecond)
			h.WriteBehind(t, `DROP TRIGGER cut; UPDATE uploads SET resends = 0`)
			h.Clock.Move(time.Hour)
			servicetest.Must(t, h.Report(kannel))
			h.Clock.Move(time.Hour)
			h.Deliver()
			servicetest.Must(t, h.Report(kannel)) // the gateway repeats itself
			page, err := h.Studio.View(t.Context(), nikos, out.Upload)
			servicetest.Must(t, err)
			if !page.SentAt.Equal(taken) || page.Messages[0].State != state {
				t.Errorf("sent %v, want %v; %+v", page.SentAt, taken, page.Messages[0])
			}
			if n := strings.Count(h.Messages("messages", "+306900000001"), "KΩΔIKAPIΘMOΣ"); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

// The studio reads "the network took it" only when the network says so.
func TestNetworkIsNamedOnlyAfterItsReport(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	outcomes := func(id photo.UploadID) (all []string) {
		page, err := h.Studio.View(t.Context(), nikos, id)
		servicetest.Must(t, err)
		for _, a := range page.Messages[0].Attempts {
			all = append(all, a.Outcome)
		}
		return all
	}
	h.Hold()
	id, _ := h.Upload(nikos, "6900000001")
	if diff := cmp.Diff([]string{"held"}, outcomes(id)); diff != "" {
		t.Error(diff)
	}
	for range 2 { // the gateway repeats itself
		servicetest.Must(t, h.Report(servicetest.KannelTaken))
	}
	if diff := cmp.Diff([]string{"held", "network"}, outcomes(id)); diff != "" {
		t.Error(diff)
	}
	servicetest.Must(t, h.Report(servicetest.KannelDelivered))
	servicetest.Must(t, h.Report(servicetest.KannelTaken)) // late, and no news
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.Messages[0].State != "delivered" || len(page.Messages[0].Attempts) != 2 {
		t.Errorf("%+v", page.Messages[0])
	}
}

// The lifetime of a code that was never sent must not start.
func TestReportBeforeAnyAttemptProvesNothing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	h.Tamper(t, `UPDATE messages SET state = 'queued', attempts = 0, accepted_at = NULL, settled_at = NULL WHERE upload_id <> ''`)
	h.ChangeUpload(id, func(u *store.Upload) { u.SentAt = time.Time{} })
	servicetest.Must(t, h.Report(servicetest.KannelDelivered))
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if !page.SentAt.IsZero() || page.Messages[0].State != "queued" {
		t.Errorf("sent %v, %+v", page.SentAt, page.Messages[0])
	}
}
