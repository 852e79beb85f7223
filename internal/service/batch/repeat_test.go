package batch_test

import (
	"slices"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func firstRow(t *testing.T, h *servicetest.House, who photo.Operator, id photo.BatchID) batch.Row {
	t.Helper()
	page, err := h.Batch.View(t.Context(), who, id)
	servicetest.Must(t, err)
	return page.Rows[0]
}

// TestPictureThatWentOutMeanwhileIsAdvice: as drafts, the two classes do not see each
// other; the second child must not get the first one's face unnoticed.
func TestPictureThatWentOutMeanwhileIsAdvice(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	confirmed := studio.Confirmation{Agreed: true, Acknowledged: true}
	first, second := made(t, h, nikos, row("a.jpg", "6900000021")), made(t, h, nikos, row("b.jpg", "6900000022"))
	fill(t, h, nikos, first, file("a.jpg", portrait(t, 1)))
	fill(t, h, nikos, second, file("b.jpg", portrait(t, 1)))
	shown := firstRow(t, h, nikos, second)
	if len(shown.Verdict.Duplicates) != 0 {
		t.Fatalf("drafts see each other: %+v", shown.Verdict.Duplicates)
	}
	_, err := h.Batch.Send(t.Context(), nikos, first, confirmed)
	servicetest.Must(t, err)
	h.RotateHashKeys()

	stale := confirmed
	stale.Seen = []string{shown.Version}
	for name, c := range map[string]studio.Confirmation{"acknowledged before": stale, "not acknowledged": {Agreed: true}} {
		out, err := h.Batch.Send(t.Context(), nikos, second, c)
		if err != nil || out.Sent != 0 || (out.Changed != nil) != (c.Seen != nil) || messages(h, "6900000022") != 0 {
			t.Errorf("%s: %+v %v", name, out, err)
		}
		if err := h.Studio.SendDraft(t.Context(), nikos, shown.Upload, c); err == nil {
			t.Errorf("%s: sent alone", name)
		}
	}
	now := firstRow(t, h, nikos, second)
	if now.State != batch.RowAdvice || len(now.Verdict.Duplicates) != 1 || now.Version == shown.Version {
		t.Errorf("%+v", now)
	}
	confirmed.Seen = []string{now.Version}
	if out, err := h.Batch.Send(t.Context(), nikos, second, confirmed); err != nil || out.Sent != 1 || messages(h, "6900000022") != 1 {
		t.Errorf("once it was read: %+v %v", out, err)
	}
	page, err := h.Studio.View(t.Context(), nikos, now.Upload)
	if err != nil || !slices.EqualFunc(page.Verdict.Duplicates, now.Verdict.Duplicates, sameRepeat) {
		t.Errorf("what was acknowledged is not kept: %+v %v", page.Verdict.Duplicates, err)
	}
}

func sameRepeat(a, b spec.Duplicate) bool { return a.Key() == b.Key() }

// TestSignatureOfAnotherRowIsRefused: two clients do not sign the same, byte for byte.
func TestSignatureOfAnotherRowIsRefused(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, "b.jpg,6900000022,,driving-licence,", "a.jpg,6900000021,,driving-licence,")
	fill(t, h, nikos, id, file("a_sig.jpg", servicetest.Signature(t)))
	fill(t, h, nikos, id, file("b_sig.jpg", servicetest.Signature(t)))
	got := firstRow(t, h, nikos, id)
	if got.State != batch.RowCorrect || !got.Faults[0].Is(batch.ErrSamePicture) || got.Faults[0].Args["line"] != float64(3) {
		t.Errorf("%+v", got)
	}
}

// What is wrong with a photo is still told when the signature of its row has come.
func TestSignatureHidesNotWhatIsWrongWithThePhoto(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, "b.jpg,6900000022,,driving-licence,", "a.jpg,6900000021,,driving-licence,")
	fill(t, h, nikos, id, file("a.jpg", servicetest.Portrait(t)))
	fill(t, h, nikos, id, file("b.jpg", servicetest.Portrait(t)))
	fill(t, h, nikos, id, file("b_sig.jpg", servicetest.Signature(t)))
	got := firstRow(t, h, nikos, id)
	if !slices.ContainsFunc(got.Faults, func(one *photo.Error) bool { return one.Is(batch.ErrSamePicture) }) {
		t.Errorf("%+v", got.Faults)
	}
}
