package studio_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func TestOtherStudiosUploadIsNotFound(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	id, _ := h.Upload(nikos, "6900000001")
	for name, err := range map[string]error{
		"view":     servicetest.ErrorOf(h.Studio.View(t.Context(), kostas, id)),
		"picture":  servicetest.ErrorOf(h.Studio.Picture(t.Context(), kostas, id, photo.PictureRef{Item: photo.ItemPhoto})),
		"resend":   h.Studio.Resend(t.Context(), kostas, id, ""),
		"withdraw": h.Studio.Withdraw(t.Context(), kostas, id),
		"nonsense": h.Studio.Withdraw(t.Context(), kostas, "../../x\n"),
	} {
		if !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStudioNeverGetsTheMasterBack(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	preview, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto})
	servicetest.Must(t, err)
	asked, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true})
	servicetest.Must(t, err)
	if !bytes.Equal(servicetest.Read(t, preview), servicetest.Read(t, asked)) {
		t.Error("something else than the preview")
	}
}

// The list reports that there may be more than it shows, even when its rows were
// selected by their sealed content; and how many there are in all.
func TestListReportsWhetherThereIsMore(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	for n, label := range []string{"Άννα", "Βασιλική", "Γιώργος"} {
		form := h.Form(fmt.Sprintf("690000000%d", n))
		form.Label, form.IdempotencyKey = label, label
		_, err := h.Studio.Upload(t.Context(), nikos, form)
		servicetest.Must(t, err)
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
		servicetest.Must(t, err)
		var labels []string
		for _, row := range list.Rows {
			labels = append(labels, row.Label)
		}
		if !slices.Equal(labels, c.want) || list.More != c.more || list.Total != 3 {
			t.Errorf("%s: %v of %d, more %t", what, labels, list.Total, list.More)
		}
	}
}
