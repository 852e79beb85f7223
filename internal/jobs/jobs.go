package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"myphoto/internal/service"
)

// Desk is the work that the clock asks for.
type Desk interface {
	Deliver(ctx context.Context, lane service.Lane) (int, error)
	IntegrateLedger(ctx context.Context) (int, error)
	Settle(ctx context.Context) (int, error)
	Sweep(ctx context.Context) ([]service.SweepRow, error)
	Reconcile(ctx context.Context) error
}

var _ Desk = (*service.Housekeeping)(nil)

// How often each piece of work is done when nobody asks for it earlier.
const (
	deliverEvery   = time.Second
	sealEvery      = time.Second
	settleEvery    = time.Minute
	sweepEvery     = time.Hour
	reconcileEvery = 24 * time.Hour
)

// loop is one piece of work and its rhythm.
type loop struct {
	name  string
	every time.Duration
	wake  chan struct{} // nil: only the clock
	once  func(context.Context) error
}

// Jobs are the loops of one program.
type Jobs struct {
	log   *slog.Logger
	loops []loop
}

// New makes the loops; nothing runs yet.
func New(log *slog.Logger, desk func() Desk) *Jobs {
	j := &Jobs{log: log, loops: []loop{
		{"seal", sealEvery, nil, func(ctx context.Context) error {
			_, err := desk().IntegrateLedger(ctx)
			return err
		}},
		{"settle", settleEvery, nil, drained(func(ctx context.Context) (int, error) { return desk().Settle(ctx) })},
		{"sweep", sweepEvery, nil, func(ctx context.Context) error {
			_, err := desk().Sweep(ctx)
			return err
		}},
		{"reconcile", reconcileEvery, nil, func(ctx context.Context) error { return desk().Reconcile(ctx) }},
	}}
	for _, lane := range service.Lanes() {
		j.loops = append(j.loops, loop{
			"deliver", deliverEvery, make(chan struct{}, 1),
			drained(func(ctx context.Context) (int, error) { return desk().Deliver(ctx, lane) }),
		})
	}
	return j
}

// drained repeats a piece of work until nothing is left of it.
func drained(once func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			if n, err := once(ctx); err != nil || n == 0 {
				return err
			}
		}
	}
}

// Wake asks the delivery loops to look at once. It never blocks.
func (j *Jobs) Wake() {
	for _, l := range j.loops {
		select {
		case l.wake <- struct{}{}:
		default: // it has been asked already, or only follows the clock
		}
	}
}

// Run works until the context ends and returns when every loop has stopped.
func (j *Jobs) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, l := range j.loops {
		running.Go(func() { j.run(ctx, l) })
	}
	running.Wait()
}

func (j *Jobs) run(ctx context.Context, l loop) {
	clock := time.NewTicker(l.every)
	defer clock.Stop()
	for {
		if err := l.once(ctx); err != nil && ctx.Err() == nil {
			j.log.ErrorContext(ctx, "job failed", "job", l.name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		case <-l.wake:
		}
	}
}
