package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/outbox"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func TestSameFormTwiceMakesOneUpload(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	form.IdempotencyKey = "key-1"
	outcomes := make([]studio.FormOutcome, 8)
	var running sync.WaitGroup
	for i := range outcomes {
		running.Go(func() {
			var err error
			if outcomes[i], err = h.Studio.Upload(t.Context(), nikos, form); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if len(slices.Compact(outcomes)) != 1 {
		t.Errorf("outcomes %v", outcomes)
	}
	list, err := h.Studio.List(t.Context(), nikos, studio.Filter{})
	Must(t, err)
	if len(list.Rows) != 1 {
		t.Errorf("%d uploads", len(list.Rows))
	}
	form.Mobile = "6900000002"
	if _, err := h.Studio.Upload(t.Context(), nikos, form); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("other content: %v", err)
	}
}

func TestFaultsOfTheFormAreToldTogetherAndChangeNothing(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	_, err := h.Studio.Upload(t.Context(), nikos, studio.Form{
		Photo: Chosen([]byte("GIF89a")), Documents: []photo.ProfileID{photo.DrivingLicence, photo.IdentityCard},
		Contact: photo.Contact{Mobile: "2101234567", Channels: []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}, Email: "nobody"},
		Options: spec.Options{Exemption: spec.Disability},
	})
	for _, code := range []string{"signature.none", "mobile", "email", "client.ok.missing", "override.reason"} {
		if err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("%q is not told: %v", code, err)
		}
	}
	if list, err := h.Studio.List(t.Context(), nikos, studio.Filter{}); err != nil || len(list.Rows) != 0 || h.files(t) != 0 {
		t.Errorf("%d uploads, %d files, %v", len(list.Rows), h.files(t), err)
	}
}

// jpegOf encodes a plain picture.
func jpegOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	picture := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for i := range picture.Y {
		picture.Y[i] = byte(i)
	}
	Must(t, jpeg.Encode(&out, picture, nil))
	return out.Bytes()
}

// "Choose a photo" would puzzle somebody who chose one.
func TestPictureThatHoldsNothingIsNotCalledMissing(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	for name, picture := range map[string][]byte{"file.none": nil, "file.empty": {}} {
		form := h.Form("6900000001")
		form.Photo = studio.FormPicture{Chosen: picture != nil, Bytes: picture}
		_, err := h.Studio.Upload(t.Context(), nikos, form)
		if refusal, ok := errors.AsType[*photo.Error](err); !ok || refusal.Code != name || refusal.Field != "photo" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBlockedPictureIsKeptAsADraftThatCanBeMended(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	form.Photo = Chosen(jpegOf(t, 400, 600))
	out, err := h.Studio.Upload(t.Context(), nikos, form)
	Must(t, err)
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
	if !out.Draft || !page.Verdict.Blocked() || page.Typed.Mobile != "6900000001" || len(page.Messages) != 0 {
		t.Fatalf("draft %v, page %+v", out.Draft, page)
	}
	mended := h.Form("6900000001")
	mended.Signature = studio.FormPicture{} // stays as it is
	again, err := h.Studio.Continue(t.Context(), nikos, out.Upload, mended)
	Must(t, err)
	if again.Draft || again.Upload != out.Upload {
		t.Fatalf("outcome %+v", again)
	}
	h.Deliver()
	if h.LastCode("+306900000001") == "" {
		t.Error("no code was sent")
	}
	page, err = h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
	if len(page.Items) != 2 || page.Verdict.Blocked() {
		t.Errorf("items %+v", page.Items)
	}
}

func TestResentCodeWorksAndTheOldOneNoLonger(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, old := h.Upload(nikos, "6900000001")
	Must(t, h.Studio.Resend(t.Context(), nikos, id, "r1"))
	Must(t, h.Studio.Resend(t.Context(), nikos, id, "r1")) // pressed twice
	h.Deliver()
	fresh := h.LastCode("+306900000001")
	if fresh == old {
		t.Fatal("the same code was sent")
	}
	if err := h.Citizen.Submit(t.Context(), maria, old); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("the old code: %v", err)
	}
	Must(t, h.Citizen.Submit(t.Context(), maria, fresh))
	page, err := h.Studio.View(t.Context(), nikos, id)
	Must(t, err)
	if page.ResendsLeft != photo.MaxResends-1 {
		t.Errorf("%d resends left", page.ResendsLeft)
	}
}

// Whoever opened the code that went to a wrong number must not be able to go
// on with it after the correction.
func TestCorrectionShutsOutWhoeverOpenedTheOldCode(t *testing.T) {
	h := house{Open(t)}
	nikos, stranger := h.AsPhotographer("nikos"), h.AsCitizen("giorgos")
	id, code := h.Upload(nikos, "6900000099")
	Must(t, h.Citizen.Submit(t.Context(), stranger, code))
	Must(t, h.Approve(stranger))
	Must(t, h.Studio.Correct(t.Context(), nikos, id, studio.Correction{Contact: photo.Contact{Mobile: "6900000001", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}}))
	if err := h.Citizen.Associate(t.Context(), stranger, citizen.AssociateInput{}); !errors.Is(err, photo.ErrNoFiles) {
		t.Errorf("the stranger: %v", err)
	}
	h.Deliver()
	Must(t, h.Citizen.Submit(t.Context(), h.AsCitizen("maria"), h.LastCode("+306900000001")))
}

func TestOtherStudiosUploadIsNotFound(t *testing.T) {
	h := house{Open(t)}
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	id, _ := h.Upload(nikos, "6900000001")
	for name, err := range map[string]error{
		"view":     second(h.Studio.View(t.Context(), kostas, id)),
		"picture":  second(h.Studio.Picture(t.Context(), kostas, id, photo.PictureRef{Item: photo.ItemPhoto})),
		"resend":   h.Studio.Resend(t.Context(), kostas, id, ""),
		"withdraw": h.Studio.Withdraw(t.Context(), kostas, id),
		"nonsense": h.Studio.Withdraw(t.Context(), kostas, "../../x\n"),
	} {
		if !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestFiveMessagesADayToOneContactAcrossStudios(t *testing.T) {
	h := house{Open(t)}
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	for range 5 {
		_, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
		Must(t, err)
	}
	if _, err := h.Studio.Upload(t.Context(), kostas, h.Form("690 000 0001")); !errors.Is(err, photo.ErrContactDaily) {
		t.Errorf("the sixth: %v", err)
	}
}

func TestMessageSurvivesAGatewayThatIsDown(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	h.Fault("sms", "down")
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	Must(t, err)
	h.Deliver()
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
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
	Must(t, err)
	if page.Messages[0].State != "sent" || !page.SentAt.Equal(h.Clock.Now().UTC().Truncate(time.Microsecond)) {
		t.Errorf("after recovery: %+v sent %v", page.Messages[0], page.SentAt)
	}
}

func TestRefusedNumberIsShownAsUndelivered(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	h.Fault("sms", "error")
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	Must(t, err)
	h.Deliver()
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
	if page.Status != "undelivered" {
		t.Errorf("status %q", page.Status)
	}
}

// The gateway took the message and reported it, but the service died before it
// had recorded that: without the report's proof the days of the code would
// never begin, or begin anew with a second message.
func TestReportProvesTheFirstSendThatNobodyRecorded(t *testing.T) {
	for state, kannel := range map[string]string{"delivered": KannelDelivered, "failed": KannelFailed} {
		t.Run(state, func(t *testing.T) {
			h := house{Open(t)}
			nikos := h.AsPhotographer("nikos")
			out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
			Must(t, err)
			h.Tamper(t, `CREATE TRIGGER cut BEFORE UPDATE OF accepted_at ON messages BEGIN SELECT RAISE(FAIL, 'the power went'); END;
				UPDATE uploads SET resends = 0`)
			if _, err := h.Outbox.Deliver(t.Context(), outbox.LaneSMS); err == nil {
				t.Fatal("the acceptance was recorded")
			}
			taken := h.Clock.Now().UTC().Truncate(time.Microsecond)
			h.Tamper(t, `DROP TRIGGER cut; UPDATE uploads SET resends = 0`)
			h.Clock.Move(time.Hour)
			Must(t, h.Report(kannel))
			h.Clock.Move(time.Hour)
			h.Deliver()
			Must(t, h.Report(kannel)) // the gateway repeats itself
			page, err := h.Studio.View(t.Context(), nikos, out.Upload)
			Must(t, err)
			if !page.SentAt.Equal(taken) || page.Messages[0].State != state {
				t.Errorf("sent %v, want %v; %+v", page.SentAt, taken, page.Messages[0])
			}
			if n := strings.Count(h.Messages("messages", "+306900000001"), "ΚΩΔΙΚΑΡΙΘΜΟΣ"); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

// Nothing may begin the days of a code that nobody ever tried to send.
func TestReportBeforeAnyTryProvesNothing(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	h.Tamper(t, `UPDATE messages SET state = 'queued', attempts = 0, accepted_at = NULL, settled_at = NULL WHERE upload_id <> '';
		UPDATE uploads SET sent_at = NULL`)
	Must(t, h.Report(KannelDelivered))
	page, err := h.Studio.View(t.Context(), nikos, id)
	Must(t, err)
	if !page.SentAt.IsZero() || page.Messages[0].State != "queued" {
		t.Errorf("sent %v, %+v", page.SentAt, page.Messages[0])
	}
}

// The list says when there may be more than it shows, also when what it shows
// was chosen by a look into what is sealed.
func TestListSaysWhetherThereIsMore(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	for n, label := range []string{"Άννα", "Βασιλική", "Γιώργος"} {
		form := h.Form(fmt.Sprintf("690000000%d", n))
		form.Label, form.IdempotencyKey = label, label
		_, err := h.Studio.Upload(t.Context(), nikos, form)
		Must(t, err)
		h.Clock.Move(time.Minute)
	}
	named := func(names ...string) func(studio.UploadRow) bool {
		return func(r studio.UploadRow) bool { return slices.Contains(names, r.Label) }
	}
	for what, c := range map[string]struct {
		filter studio.Filter
		want   []string
		more   bool
	}{
		"all":           {studio.Filter{}, []string{"Γιώργος", "Βασιλική", "Άννα"}, false},
		"the newest":    {studio.Filter{Max: 2}, []string{"Γιώργος", "Βασιλική"}, true},
		"one by name":   {studio.Filter{Match: named("Άννα"), Max: 2}, []string{"Άννα"}, false},
		"first of two":  {studio.Filter{Match: named("Άννα", "Βασιλική"), Max: 1}, []string{"Βασιλική"}, true},
		"nobody's name": {studio.Filter{Match: named("Δήμητρα")}, nil, false},
	} {
		list, err := h.Studio.List(t.Context(), nikos, c.filter)
		Must(t, err)
		var labels []string
		for _, row := range list.Rows {
			labels = append(labels, row.Label)
		}
		if !slices.Equal(labels, c.want) || list.More != c.more {
			t.Errorf("%s: %v, more %t", what, labels, list.More)
		}
	}
}

// Mail servers report nothing, so what they took must read as an end; a text
// message beside it is still waited for.
func TestEMailEndsWithTheMailServer(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	status := func(id photo.UploadID) string {
		page, err := h.Studio.View(t.Context(), nikos, id)
		Must(t, err)
		return string(page.Status)
	}
	form := h.Form("")
	form.Email, form.Channels = "client@example.org", []photo.Channel{photo.ChannelEmail}
	alone, err := h.Studio.Upload(t.Context(), nikos, form)
	Must(t, err)
	form = h.Form("6900000001")
	form.Email, form.Channels = "client@example.org", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}
	both, err := h.Studio.Upload(t.Context(), nikos, form)
	Must(t, err)
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

// Two workers and a message: it is sent by one of them.
func TestMessageIsLeasedToOneWorker(t *testing.T) {
	h := house{Open(t)}
	_, err := h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), h.Form("6900000077"))
	Must(t, err)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			if _, err := h.Outbox.Deliver(t.Context(), outbox.LaneSMS); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if n := strings.Count(h.Messages("messages", "+306900000077"), "ΚΩΔΙΚΑΡΙΘΜΟΣ"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
