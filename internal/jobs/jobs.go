package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"myphoto/internal/service"
	"myphoto/internal/service/outbox"
)

// Work is what the clock asks for. Each function does one turn; those that return
// a number are asked again until it is zero.
type Work struct {
	Integrate func(context.Context) (int, error)
	Settle    func(context.Context) (int, error)
	Sweep     func(context.Context) error
	Reconcile func(context.Context) error
	Remind    func(context.Context) (int, error)
	Deliver   func(context.Context, outbox.Lane) (int, error)
	Woken     func(outbox.Lane) <-chan struct{} // tells that a message waits
}

// WorkOf returns the work of a service.
func WorkOf(s *service.Service) Work {
	return Work{
		Integrate: s.Integrator.Integrate,
		Settle:    s.Application.Settle,
		Sweep: func(ctx context.Context) error {
			_, err := s.Retention.Sweep(ctx)
			return err
		},
		Reconcile: s.Retention.Reconcile,
		Remind:    s.Outbox.Remind,
		Deliver:   s.Outbox.Deliver,
		Woken:     s.Outbox.Woken,
	}
}

// How often each piece of work is done when nobody asks for it earlier.
const (
	deliverEvery   = time.Second
	integrateEvery = time.Second
	settleEvery    = time.Minute
	sweepEvery     = time.Hour
	reconcileEvery = 24 * time.Hour
	remindEvery    = time.Hour
)

// loop is one piece of work and its rhythm.
type loop struct {
	name  string
	every time.Duration
	woken <-chan struct{} // nil: only the clock
	once  func(context.Context) error
}

// Jobs are the loops of one program.
type Jobs struct {
	log   *slog.Logger
	loops []loop
}

// New makes the loops; nothing runs yet.
func New(log *slog.Logger, w Work) *Jobs {
	j := &Jobs{log: log, loops: []loop{
		{"integrate", integrateEvery, nil, func(ctx context.Context) error {
			_, err := w.Integrate(ctx)
			return err
		}},
		{"settle", settleEvery, nil, untilEmpty(w.Settle)},
		{"sweep", sweepEvery, nil, w.Sweep},
		{"reconcile", reconcileEvery, nil, w.Reconcile},
		{"remind", remindEvery, nil, untilEmpty(w.Remind)},
	}}
	for _, lane := range outbox.Lanes() {
		deliver := func(ctx context.Context) (int, error) { return w.Deliver(ctx, lane) }
		j.loops = append(j.loops, loop{"deliver", deliverEvery, w.Woken(lane), untilEmpty(deliver)})
	}
	return j
}

// untilEmpty repeats a piece of work until nothing is left of it.
func untilEmpty(once func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			if n, err := once(ctx); err != nil || n == 0 {
				return err
			}
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
		case <-l.woken:
		}
	}
}
