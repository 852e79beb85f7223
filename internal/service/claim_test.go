package service_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/citizen"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// Select-then-update without a guard gives two winners; this is the test that
// notices.
func TestOfSixteenRacersForOneCodeOneWins(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, Mobile("maria"))
	racers := make([]photo.Citizen, 16)
	for i := range racers {
		racers[i] = maria
		if i > 0 { // other people, as the records see them
			racers[i].Person.Subject = h.someone(t)
		}
		Must(t, h.Citizen.Submit(t.Context(), racers[i], code))
		Must(t, h.Approve(racers[i]))
	}
	var won atomic.Int32
	var running sync.WaitGroup
	for _, who := range racers {
		running.Go(func() {
			switch err := h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{}); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, photo.ErrCodeUnknown) && !errors.Is(err, photo.ErrNoFiles):
				t.Errorf("a loser was told %v", err)
			}
		})
	}
	running.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d of 16 racers won", won.Load())
	}
	holders := 0
	for _, who := range racers {
		if home, err := h.Citizen.Home(t.Context(), who); err != nil {
			t.Error(err)
		} else if home.Current != nil && home.Current.Upload == id {
			holders++
		}
	}
	if holders != 1 {
		t.Errorf("%d racers hold the upload", holders)
	}
}

func TestTakenWithdrawnUnknownAndExpiredCodesAnswerAlike(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	_, taken := h.Upload(nikos, "6900000001")
	Must(t, h.Citizen.Submit(t.Context(), maria, taken))
	Must(t, h.Approve(maria))
	Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	gone, withdrawn := h.Upload(nikos, "6900000002")
	Must(t, h.Studio.Withdraw(t.Context(), nikos, gone))
	_, expired := h.Upload(nikos, "6900000003")
	h.Clock.Move(photo.MaxQueueDays * 24 * time.Hour) // past the rule sent-not-associated
	for name, code := range map[string]string{
		"taken": taken, "withdrawn": withdrawn, "expired": expired, "unknown": photo.NewCode().Reveal(),
	} {
		err := h.Citizen.Submit(t.Context(), giorgos, code)
		refusal, ok := errors.AsType[*photo.Error](err)
		if !ok || refusal.Code != "code.unknown" || refusal.Kind != photo.Invalid {
			t.Errorf("%s: %v, want the refusal code.unknown as for every code that opens nothing (the expired one by the rule sent-not-associated)", name, err)
		}
	}
	if left, _, err := h.Citizen.Remaining(t.Context(), giorgos); err != nil || left != 1 {
		t.Errorf("%d left, %v", left, err)
	}
}

// If a taken code took other queries than an unknown one, the time would tell
// a stranger that it exists; so it would while look-up keys change, if looking
// ended at the key under which a code is found.
func TestTakenAndUnknownCodesTakeTheSameTime(t *testing.T) {
	h := house{Open(t)}
	codes := map[string]string{"taken": h.taken(t, "maria")}
	h.answerAlike(t, codes)
	h.RotateHashKeys()
	codes["taken under the new key"] = h.taken(t, "giorgos")
	h.answerAlike(t, codes)
	for range seal.MaxKeys - 2 {
		h.RotateHashKeys()
	}
	codes["taken under the last key"] = h.taken(t, "petros")
	unknown := h.looks(t, photo.NewCode().Reveal())
	for name, code := range codes {
		// The driver asks too, now and then; a look that ended early would miss ten.
		if n := h.looks(t, code); max(n, unknown)-min(n, unknown) > 5 {
			t.Errorf("%s: %d looks at the context, unknown: %d", name, n, unknown)
		}
	}
}

// counting is a context that counts how often it is asked whether the visitor
// is still there. A write asks before each statement, so this counts what the
// noise of a disk would hide.
type counting struct {
	context.Context
	asked *atomic.Int64
}

func (c counting) Err() error {
	c.asked.Add(1)
	return c.Context.Err()
}

// looks counts what a stranger's try of a code asks of the database.
func (h house) looks(t *testing.T, code string) int64 {
	t.Helper()
	stranger, asked := photo.Citizen{Person: photo.Person{Subject: h.someone(t)}}, &atomic.Int64{}
	if err := h.Citizen.Submit(counting{t.Context(), asked}, stranger, code); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Fatal(err)
	}
	return asked.Load()
}

// taken makes a code that somebody has used.
func (h house) taken(t *testing.T, user string) string {
	t.Helper()
	who := h.AsCitizen(user)
	_, code := h.Upload(h.AsPhotographer("nikos"), Mobile(user))
	Must(t, h.Citizen.Submit(t.Context(), who, code))
	Must(t, h.Approve(who))
	Must(t, h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{}))
	h.Clock.Move(time.Hour) // one-time codes of the next sign-ins
	return code
}

// answerAlike lets strangers try each code and unknown ones in turn, 200 times,
// and compares the medians.
func (h house) answerAlike(t *testing.T, codes map[string]string) {
	t.Helper()
	const tries = 200
	times := map[string][]time.Duration{}
	try := func(name, code string) {
		stranger := photo.Citizen{Person: photo.Person{Subject: h.someone(t)}}
		began := time.Now()
		err := h.Citizen.Submit(t.Context(), stranger, code)
		times[name] = append(times[name], time.Since(began))
		if !errors.Is(err, photo.ErrCodeUnknown) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for range tries {
		try("unknown", photo.NewCode().Reveal())
		for name, code := range codes {
			try(name, code)
		}
	}
	unknown := median(times["unknown"])
	for name := range codes {
		taken := median(times[name])
		if ratio := float64(max(taken, unknown)) / float64(min(taken, unknown)); ratio > 1.5 {
			t.Errorf("%s %v, unknown %v: ratio %.2f", name, taken, unknown, ratio)
		}
	}
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func TestSixthSubmissionOfTheDayIsRefusedAndTheNextDayStartsAnew(t *testing.T) {
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	h.Clock.Set(time.Date(2026, 11, 21, 12, 0, 0, 0, photo.Athens()))
	for range 5 {
		if err := h.Citizen.Submit(t.Context(), maria, photo.NewCode().Reveal()); !errors.Is(err, photo.ErrCodeUnknown) {
			t.Fatal(err)
		}
	}
	if err := h.Citizen.Submit(t.Context(), maria, photo.NewCode().Reveal()); !errors.Is(err, photo.ErrCodeQuota) {
		t.Errorf("the sixth: %v", err)
	}
	if err := h.Citizen.Submit(t.Context(), maria, "B3+O"); !errors.Is(err, photo.ErrCodeLength) {
		t.Errorf("malformed input must not meet the quota: %v", err)
	}
	h.Clock.Set(time.Date(2026, 11, 22, 0, 0, 0, 0, photo.Athens()))
	if left, _, err := h.Citizen.Remaining(t.Context(), maria); err != nil || left != 5 {
		t.Errorf("after midnight %d left, %v", left, err)
	}
}

// A try must be spent for good before the look-up: if it were part of the
// transaction that refuses, guessing would be free.
func TestSpentSubmissionIsNotGivenBackByTheRefusal(t *testing.T) {
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	_ = h.Citizen.Submit(t.Context(), maria, photo.NewCode().Reveal())
	if left, _, err := h.Citizen.Remaining(t.Context(), maria); err != nil || left != 4 {
		t.Errorf("%d left, %v", left, err)
	}
}

func TestOwnCodeCostsNothingAgain(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	_, code := h.Upload(nikos, Mobile("maria"))
	for range 3 {
		Must(t, h.Citizen.Submit(t.Context(), maria, code))
	}
	if left, _, err := h.Citizen.Remaining(t.Context(), maria); err != nil || left != 4 {
		t.Errorf("%d left, %v", left, err)
	}
}

func TestRejectionTellsTheStudioAndKeepsTheCode(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, Mobile("maria"))
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	if _, err := h.Citizen.Reject(t.Context(), maria, "because", ""); !errors.Is(err, photo.ErrRejectReason) {
		t.Errorf("a reason of its own: %v", err)
	}
	_, err := h.Citizen.Reject(t.Context(), maria, photo.PoorQuality, "")
	Must(t, err)
	page, err := h.Studio.View(t.Context(), nikos, id)
	Must(t, err)
	if page.Status != "rejected" || page.RejectReason != photo.PoorQuality {
		t.Errorf("the studio sees %q %q", page.Status, page.RejectReason)
	}
	_, err = h.Studio.Replace(t.Context(), nikos, id, studio.Form{Photo: Chosen(Portrait(t)), Acknowledged: true})
	Must(t, err)
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	Must(t, h.Approve(maria))
	Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
}

// Without it, a citizen could approve one face and be linked to another.
func TestReplacedPicturesMustBeApprovedAgain(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, Mobile("maria"))
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	seen, err := h.Citizen.Claimed(t.Context(), maria)
	Must(t, err)
	Must(t, h.Approve(maria))
	_, err = h.Studio.Replace(t.Context(), nikos, id, studio.Form{Photo: Chosen(Portrait(t)), Acknowledged: true})
	Must(t, err)
	if err := h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}); !errors.Is(err, citizen.ErrNotApproved) {
		t.Errorf("associated unseen pictures: %v", err)
	}
	if err := h.Citizen.Approve(t.Context(), maria, seen.PicturesVersion); !errors.Is(err, citizen.ErrPicturesChanged) {
		t.Errorf("approved pictures that were replaced after the look: %v", err)
	}
}

func TestSecondUploadReplacesTheCurrentOneOnlyWhenAgreed(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	first := h.Linked(nikos, maria, Mobile("maria"))
	second, code := h.Upload(nikos, Mobile("maria"))
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	Must(t, h.Approve(maria))
	if err := h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}); !errors.Is(err, citizen.ErrReplaceCurrent) {
		t.Errorf("replaced without asking: %v", err)
	}
	Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{Replaces: first}))
	home, err := h.Citizen.Home(t.Context(), maria)
	Must(t, err)
	if home.Current == nil || home.Current.Upload != second || len(home.Dissociated) != 1 || home.Dissociated[0].Upload != first {
		t.Errorf("home %+v", home)
	}
}

// someone makes a person that exists in the records alone.
func (h house) someone(t *testing.T) photo.SubjectID {
	t.Helper()
	return h.NewSubject(t)
}
