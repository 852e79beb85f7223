package main

import (
	"context"
	"sync"
	"time"

	"myphoto/internal/service/outbox"
	"myphoto/internal/web/public"
)

// The public page of the state asks the parts of the service at most this often,
// however many people look.
const (
	statusEvery   = 10 * time.Second
	statusTimeout = 5 * time.Second
	messageLate   = 5 * time.Minute // older waiting messages mean that a channel does not work
)

// statusParts returns the function that tells which parts of the service work
// now. It shows no reasons: those are in the log.
func (h *app) statusParts() func(context.Context) []public.Part {
	var guard sync.Mutex
	var asked time.Time
	var parts []public.Part
	return func(ctx context.Context) []public.Part {
		guard.Lock()
		defer guard.Unlock()
		if now := time.Now(); parts == nil || now.Sub(asked) >= statusEvery {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), statusTimeout)
			defer cancel()
			parts, asked = h.askParts(ctx), now
		}
		return parts
	}
}

func (h *app) askParts(ctx context.Context) []public.Part {
	refused, _ := h.service.Integrator.Status()
	parts := []public.Part{
		{Name: "service", Works: h.store.Ping(ctx) == nil},
		{Name: "files", Works: h.files.Health(ctx) == nil},
		{Name: "ledger", Works: refused == nil},
	}
	for _, lane := range outbox.Lanes() {
		since, err := h.service.Outbox.WaitingSince(ctx, lane)
		late := !since.IsZero() && h.now().Sub(since) > messageLate
		parts = append(parts, public.Part{Name: lane.String(), Works: err == nil && !late})
	}
	return parts
}
