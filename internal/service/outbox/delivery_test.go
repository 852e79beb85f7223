package outbox_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/outbox"
	"myphoto/internal/service/servicetest"
)

func TestMessageSurvivesAGatewayThatIsDown(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Fault("sms", "down")
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	servicetest.Must(t, err)
	h.Deliver()
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if d := page.Messages[0]; d.State != "queued" || len(d.Attempts) != 1 || d.Attempts[0].Outcome != "temporary" || d.NextAt.IsZero() {
		t.Errorf("while down: %+v", d)
	}
	if !page.SentAt.IsZero() {
		t.Error("the clock started although nothing was accepted")
	}
	h.Fault("sms", "ok")
	h.Clock.Move(time.Minute)
	h.Deliver()
	page, err = h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if page.Messages[0].State != "sent" || !page.SentAt.Equal(h.Clock.Now().UTC().Truncate(time.Microsecond)) {
		t.Errorf("after recovery: %+v sent %v", page.Messages[0], page.SentAt)
	}
}

// The first message of a lane may be one whose attempts cannot be counted, because
// somebody else wrote the number: the ones behind it are sent.
func TestMessageThatCannotBeLeasedHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Fault("sms", "down")
	_, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	servicetest.Must(t, err)
	h.WriteBehind(t, `PRAGMA ignore_check_constraints = ON; UPDATE messages SET attempts = 9223372036854775807 WHERE kind = 'code'`)
	h.Fault("sms", "ok")
	h.Clock.Move(time.Minute)
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000002"))
	servicetest.Must(t, err)
	h.Deliver()
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if page.Messages[0].State != "sent" {
		t.Errorf("the next one: %+v", page.Messages[0])
	}
}

func TestRefusedNumberIsShownAsUndelivered(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Fault("sms", "error")
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	servicetest.Must(t, err)
	h.Deliver()
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if page.Status != "undelivered" {
		t.Errorf("status %q", page.Status)
	}
}

// Mail servers report no delivery, so their acceptance is the final state. A text
// message sent with the mail is still waited for.
func TestEmailIsFinalOnceTheMailServerAccepts(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	status := func(id photo.UploadID) string {
		page, err := h.Studio.View(t.Context(), nikos, id)
		servicetest.Must(t, err)
		return string(page.Status)
	}
	form := h.Form("")
	form.Email, form.Channels = "client@example.org", []photo.Channel{photo.ChannelEmail}
	alone, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	form = h.Form("6900000001")
	form.Email, form.Channels = "client@example.org", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}
	both, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	h.Fault("sms", "down")
	h.Deliver()
	if got := status(alone.Upload); got != "mailed" {
		t.Errorf("e-mail alone: %q", got)
	}
	if got := status(both.Upload); got != "sent" {
		t.Errorf("the text message is not accepted yet: %q", got)
	}
	h.Fault("sms", "ok")
	h.Clock.Move(time.Minute)
	h.Deliver()
	if got := status(both.Upload); got != "sent" {
		t.Errorf("the text message is not reported yet: %q", got)
	}
}

// Of several workers, only one sends a message.
func TestMessageIsLeasedToOneWorker(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	_, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), h.Form("6900000077"))
	servicetest.Must(t, err)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			if _, err := h.Outbox.Deliver(t.Context(), outbox.LaneSMS); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if n := strings.Count(h.Messages("messages", "+306900000077"), "KΩΔIKAPIΘMOΣ"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// A message must not wait until a clock that was set back has caught up.
func TestMessagesAreSentThoughTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	for name, attempts := range map[string]int{"not tried yet": 0, "in a pause": 3} {
		h := servicetest.Open(t)
		nikos := h.AsPhotographer("nikos")
		h.Fault("sms", "down")
		out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
		servicetest.Must(t, err)
		for range attempts {
			h.Deliver()
			h.Clock.Move(time.Hour)
		}
		h.Fault("sms", "ok")
		h.Clock.Move(-20 * time.Hour)
		h.Deliver()
		page, err := h.Studio.View(t.Context(), nikos, out.Upload)
		servicetest.Must(t, err)
		if page.Messages[0].State != "sent" {
			t.Errorf("%s: %+v", name, page.Messages[0])
		}
	}
}
