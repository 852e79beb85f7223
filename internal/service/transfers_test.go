package service_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	. "myphoto/internal/service/servicetest"
)

// Whoever cancels while the bytes are still coming in must not have both the
// files and the grant.
func TestGrantIsNotGivenBackWhileBytesAreOnTheirWay(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	h.Clock.Move(9*time.Minute + 50*time.Second)
	out, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	Must(t, err)
	if _, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("cancelled in the middle: %v", err)
	}
	h.Clock.Move(time.Minute)
	if n, err := h.Application.Settle(t.Context()); err != nil || n != 0 {
		t.Errorf("settled %d in the middle, %v", n, err)
	}
	Must(t, out.Close(t.Context(), len(out.Bytes)))
	h.Clock.Move(photo.SendingTTL)
	if n, err := h.Application.Settle(t.Context()); err != nil || n != 1 {
		t.Errorf("settled %d afterwards, %v", n, err)
	}
	if _, err := h.Application.Retrieve(t.Context(), app, request()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("the grant was given back: %v", err)
	}
}

// Whoever hears that a transfer broke off need not wait until it would have
// ended, unless another of the same picture goes on.
func TestGrantIsGivenBackAtOnceWhenBytesBrokeOff(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	var under [2]*application.Delivery
	for i := range under {
		under[i], err = h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
		Must(t, err)
	}
	Must(t, under[1].Close(t.Context(), 1))
	if _, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("cancelled while the other goes on: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave() // who broke off has hung up
	Must(t, under[0].Close(gone, 0))
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); err != nil || !back {
		t.Errorf("given back %t, %v", back, err)
	}
}
