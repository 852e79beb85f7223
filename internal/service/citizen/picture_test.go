package citizen_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// Each look is kept for ten years. One person must not fill the ledger with them, by
// whatever way pictures leave.
func TestPersonRecordsAtMost120LooksAMinute(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	home, err := h.Citizen.Home(t.Context(), maria)
	servicetest.Must(t, err)
	look := func() error {
		seen, err := h.Citizen.Picture(t.Context(), maria, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto})
		if err == nil {
			servicetest.Read(t, seen)
		}
		return err
	}
	download := func() error {
		file, err := h.Citizen.Download(t.Context(), maria, "photo.jpg", citizen.SheetText{Language: "el"})
		if err == nil {
			file.Close()
		}
		return err
	}
	before := h.Count(t, "events")
	var refused *photo.Error
	for range 120 { // half a second each
		for _, act := range []func() error{look, download, look} {
			if err := act(); err != nil && !errors.As(err, &refused) {
				t.Fatal(err)
			}
		}
		h.Clock.Move(500 * time.Millisecond)
	}
	if n := h.Count(t, "events") - before; n < 60 || n > 120+2 { // and a refusal of each act
		t.Errorf("%d records in a minute", n)
	}
	if refused == nil || !refused.Is(photo.ErrTooManyRequests) || refused.RetryAfter <= 0 {
		t.Errorf("refused with %v", refused)
	}
	giorgos := h.AsCitizen("giorgos")
	if _, err := h.Citizen.Picture(t.Context(), giorgos, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto}); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("another person: %v", err)
	}
}

// Each picture that is being sent holds a connection and a chunk. A person who reads
// none of them has eight.
func TestPersonHasEightPicturesOnTheWay(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	home, err := h.Citizen.Home(t.Context(), maria)
	servicetest.Must(t, err)
	look := func(ctx context.Context) (photo.Picture, error) {
		return h.Citizen.Picture(ctx, maria, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto, Master: true})
	}
	var open []photo.Picture
	for range 8 {
		seen, err := look(t.Context())
		servicetest.Must(t, err)
		open = append(open, seen)
	}
	waiting, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := look(waiting); err == nil {
		t.Error("a ninth")
	}
	servicetest.Read(t, open[0])
	seen, err := look(t.Context())
	servicetest.Must(t, err)
	servicetest.Read(t, seen)
}
