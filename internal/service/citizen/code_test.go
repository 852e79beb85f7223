package citizen_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"rsc.io/qr"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

func TestTakenWithdrawnUnknownAndExpiredCodesAnswerAlike(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	_, taken := h.Upload(nikos, "6900000001")
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, taken))
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	gone, withdrawn := h.Upload(nikos, "6900000002")
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, gone))
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

func TestSixthSubmissionOfADayIsRefusedUntilMidnight(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
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

// A submission must be spent and committed before the look-up: if it were part of
// the transaction that refuses, guessing would be free.
func TestRefusalDoesNotReturnTheSpentSubmission(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	_ = h.Citizen.Submit(t.Context(), maria, photo.NewCode().Reveal())
	if left, _, err := h.Citizen.Remaining(t.Context(), maria); err != nil || left != 4 {
		t.Errorf("%d left, %v", left, err)
	}
}

func TestSubmittingOnesOwnCodeAgainIsFree(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	_, code := h.Upload(nikos, servicetest.Mobile("maria"))
	for range 3 {
		servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	}
	if left, _, err := h.Citizen.Remaining(t.Context(), maria); err != nil || left != 4 {
		t.Errorf("%d left, %v", left, err)
	}
}

// scan returns a form that is nothing but a picture.
func scan(picture []byte) citizen.QRForm {
	return citizen.QRForm{
		Body: bytes.NewReader(picture), Announced: int64(len(picture)),
		Parse: func(body io.Reader, _ int64) ([]byte, error) { return io.ReadAll(body) },
	}
}

// Each picture may keep a processor busy for two seconds, and its form a place for
// minutes: beyond the limit nothing of it is read.
func TestPicturesOfCodesAreLimitedToTenAMinute(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	drawn, err := qr.Encode(photo.NewCode().Reveal(), qr.M)
	servicetest.Must(t, err)
	for range 10 {
		servicetest.Must(t, servicetest.ErrorOf(h.Citizen.ReadQR(t.Context(), maria, scan(drawn.PNG()))))
	}
	for range 5 {
		unread := citizen.QRForm{Body: iotest.ErrReader(errors.New("was read")), Announced: 9_900_000}
		refusal, _ := errors.AsType[*photo.Error](servicetest.ErrorOf(h.Citizen.ReadQR(t.Context(), maria, unread)))
		if !refusal.Is(photo.ErrTooManyRequests) || refusal.RetryAfter != 6*time.Second || refusal.Args["s"] != 6 {
			t.Fatalf("the eleventh: %v", refusal)
		}
	}
	if n := h.Refusals("code.picture", "too-many-requests"); n != 1 {
		t.Errorf("five refusals in a minute stand in the ledger %d times; it must know, and not be flooded", n)
	}
	servicetest.Must(t, servicetest.ErrorOf(h.Citizen.ReadQR(t.Context(), giorgos, scan(drawn.PNG()))))
	h.Clock.Move(6 * time.Second)
	servicetest.Must(t, servicetest.ErrorOf(h.Citizen.ReadQR(t.Context(), maria, scan(drawn.PNG()))))
}
