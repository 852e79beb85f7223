package outbox_test

import (
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// rejection is an upload of an employee that maria has rejected.
type rejection struct {
	*servicetest.House
	nikos  photo.Photographer
	eleni  photo.Employee
	maria  photo.Citizen
	upload photo.UploadID
	code   string
}

func rejected(t *testing.T) rejection {
	t.Helper()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	eleni, err := h.SignIn.Operator(t.Context(), h.As("eleni", photo.RoleEmployee))
	servicetest.Must(t, err)
	r := rejection{House: h, nikos: nikos, eleni: eleni.(photo.Employee), maria: h.AsCitizen("maria")}
	r.upload, r.code = h.Upload(r.eleni, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), r.maria, r.code))
	_, err = h.Citizen.Reject(t.Context(), r.maria, citizen.RejectInput{Reason: photo.PoorQuality})
	servicetest.Must(t, err)
	return r
}

func (r rejection) replace(t *testing.T) {
	t.Helper()
	form := studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true}
	_, err := r.Studio.Replace(t.Context(), r.eleni, r.upload, form)
	servicetest.Must(t, err)
}

// The client has left the shop: each side hears what the other did, at the contacts of
// the register, and nothing in the message says who the other is.
func TestRejectionAndItsAnswerAreTold(t *testing.T) {
	t.Parallel()
	r := rejected(t)
	r.Deliver()
	told := r.Messages("messages", servicetest.Mobile("eleni"))
	if !strings.Contains(told, r.upload.Number()) || strings.Contains(told, r.code) || strings.Contains(told, "ΠΑΠΑΔΟΠΟΥΛΟΥ") {
		t.Errorf("the employee hears %s", told)
	}
	if early := r.Messages("messages", servicetest.Mobile("maria")); strings.Contains(early, "NEEΣ EIKONEΣ") {
		t.Errorf("the client hears of new pictures before there are any: %s", early)
	}
	r.replace(t)
	r.Deliver()
	if told := r.Messages("messages", servicetest.Mobile("maria")); !strings.Contains(told, "NEEΣ EIKONEΣ") {
		t.Errorf("the client hears %s", told)
	}
	page, err := r.Studio.View(t.Context(), r.eleni, r.upload)
	servicetest.Must(t, err)
	if page.Status != "replaced" || len(page.Messages) != 1 {
		t.Errorf("the studio sees status %s and %d messages, want replaced and the one with the code", page.Status, len(page.Messages))
	}
	servicetest.Must(t, r.Citizen.Submit(t.Context(), r.maria, r.code))
	if page, err = r.Studio.View(t.Context(), r.eleni, r.upload); err != nil || page.Status != "viewed" {
		t.Errorf("once seen: %s, %v", page.Status, err)
	}
}

func TestNoticeWaitsForTheRegister(t *testing.T) {
	t.Parallel()
	r := rejected(t)
	r.Fault("contacts", "down")
	r.Deliver()
	r.Fault("contacts", "ok")
	r.Deliver()
	if told := r.Messages("messages", servicetest.Mobile("eleni")); strings.Contains(told, r.upload.Number()) {
		t.Fatal("sent at once: the pause was not kept")
	}
	r.Clock.Move(time.Minute)
	r.Deliver()
	if told := r.Messages("messages", servicetest.Mobile("eleni")); !strings.Contains(told, r.upload.Number()) {
		t.Errorf("the employee hears %s", told)
	}
}

// A notice is sent only while it is true, and to somebody who may still know.
func TestOldNewsIsNotSent(t *testing.T) {
	t.Parallel()
	for name, overtake := range map[string]func(t *testing.T, r rejection){
		"replaced": func(t *testing.T, r rejection) { t.Helper(); r.replace(t) },
		"withdrawn": func(t *testing.T, r rejection) {
			t.Helper()
			servicetest.Must(t, r.Studio.Withdraw(t.Context(), r.eleni, r.upload))
		},
		"dismissed": func(t *testing.T, r rejection) {
			t.Helper()
			staff, err := r.Staff.Staff(t.Context(), r.nikos)
			servicetest.Must(t, err)
			servicetest.Must(t, r.Staff.RemoveEmployee(t.Context(), r.nikos, staff[0].ID))
		},
	} {
		r := rejected(t)
		overtake(t, r)
		r.Deliver()
		if told := r.Messages("messages", servicetest.Mobile("eleni")); strings.Contains(told, r.upload.Number()) {
			t.Errorf("%s: the employee hears %s", name, told)
		}
		if n := r.Count(t, "messages WHERE kind = 'notice' AND state = 'queued'"); n != 0 {
			t.Errorf("%s: %d notices wait", name, n)
		}
	}
}

// The owner hears of an application's retrieval the same day, once, unless that is
// switched off.
func TestRetrievalIsToldOnceADayUnlessSwitchedOff(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	app := h.AsApplication("driving-licences")
	heard := func() int {
		h.Deliver()
		return strings.Count(h.Messages("mails", "maria@example.gr"), "άντλησε αρχεία")
	}
	h.Grant(maria, photo.UntilFiles)
	for range 2 {
		_, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
		servicetest.Must(t, err)
	}
	once := heard()
	h.Clock.Move(24 * time.Hour)
	servicetest.Must(t, h.Citizen.SwitchNotices(t.Context(), h.AsCitizen("maria"), false))
	_, err := h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())
	servicetest.Must(t, err)
	off := heard()
	h.Clock.Move(24 * time.Hour)
	servicetest.Must(t, h.Citizen.SwitchNotices(t.Context(), h.AsCitizen("maria"), true))
	_, err = h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())
	servicetest.Must(t, err)
	if on := heard(); once == 0 || off != once || on != 2*once {
		t.Errorf("heard %d times after two retrievals, %d with notices off, %d with them on again, the next day", once, off, on)
	}
}

// The owner hears a week before the first end: here the office's, which takes no older
// photo, long before the files end.
func TestOwnerIsRemindedAWeekBeforeTheFirstEnd(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	heard := func() int {
		t.Helper()
		for n := 1; n > 0; {
			var err error
			n, err = h.Outbox.Remind(t.Context())
			servicetest.Must(t, err)
		}
		h.Deliver()
		return strings.Count(h.Messages("mails", "maria@example.gr"), "/citizen/photo")
	}
	linked := h.Clock.Now()
	before := linked.AddDate(0, 6, -8)
	h.Clock.Move(before.Sub(linked))
	if n := heard(); n != 0 {
		t.Errorf("a day too early: %d", n)
	}
	h.Clock.Move(24 * time.Hour)
	once := heard()
	h.Clock.Move(24 * time.Hour)
	if n := heard(); once == 0 || n != once {
		t.Errorf("heard %d times, %d a day later", once, n)
	}
	_, err := h.Citizen.Dissociate(t.Context(), h.AsCitizen("maria"))
	servicetest.Must(t, err)
	h.Clock.Move(200 * 24 * time.Hour)
	if n := heard(); n != once {
		t.Errorf("after unlinking: %d", n)
	}
}
