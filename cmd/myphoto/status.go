package main

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"myphoto/cmd/myphoto/watch"
	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
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
		{Name: "service", Works: h.databaseWorks(ctx) == nil},
		{Name: "files", Works: errors.Join(h.files.Health(ctx), h.service.Retention.CheckList()) == nil},
		{Name: "ledger", Works: refused == nil},
	}
	for _, system := range h.systems() {
		parts = append(parts, public.Part{Name: system.Name, Works: !system.Failing()})
	}
	senders := map[outbox.Lane][]*courier.Watched{
		outbox.LaneOTP: {h.sms}, outbox.LaneSMS: {h.sms}, outbox.LaneEmail: {h.email}, outbox.LaneNotice: {h.sms, h.email},
	}
	for _, lane := range outbox.Lanes() {
		since, err := h.service.Outbox.WaitingSince(ctx, lane)
		works := err == nil && (since.IsZero() || h.now().Sub(since) <= messageLate)
		for _, sender := range senders[lane] { // one-time codes are given up before they are late
			works = works && !sender.Failing()
		}
		parts = append(parts, public.Part{Name: lane.String(), Works: works})
	}
	return parts
}

// systems returns what people's sign-in and the files of minors depend on.
func (h *app) systems() []*watch.System {
	all := []*watch.System{&h.login.System, &h.contacts.System, &h.businesses.System}
	if h.custody != nil {
		all = append(all, &h.custody.System, &h.people.System)
	}
	return all
}

// databaseWorks returns an error when the database is gone, does not answer or cannot
// be written: then nobody can even sign in.
func (h *app) databaseWorks(ctx context.Context) error {
	if err := errors.Join(h.checkPlace(), h.store.Ping(ctx)); err != nil {
		return err
	}
	return h.store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		_, err := tx.Spend(ctx, store.Counter{Kind: "probe", Key: []byte{}, Period: photo.AthensDay(h.now())}, math.MaxInt32)
		return err
	})
}

// ready reports whether requests can be served. The operator reads why not in the log,
// once for each cause.
func (h *app) ready(ctx context.Context) error {
	err := h.unready(ctx)
	switch {
	case errors.Is(ctx.Err(), context.Canceled): // whoever asked has left
	case err == nil && h.readiness.Worked():
		h.log.InfoContext(ctx, "the service is ready again")
	case err != nil && h.readiness.Failed(err):
		h.log.ErrorContext(ctx, "the service is not ready", "error", err)
	}
	return err
}

func (h *app) unready(ctx context.Context) error {
	refused, _ := h.service.Integrator.Status()
	return errors.Join(h.databaseWorks(ctx), h.files.Health(ctx), h.service.Retention.CheckList(), refused)
}

// gauge is what metrics tell of a part: 1 while it fails.
func gauge(fails func() bool) func() float64 {
	return func() float64 {
		if fails() {
			return 1
		}
		return 0
	}
}
