package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"myphoto/internal/jobs"
	"myphoto/internal/service/outbox"
)

// notes is work that writes down when it was asked for what.
type notes struct {
	*outbox.Outbox // wakes
	mu             sync.Mutex
	begun          time.Time
	asked          map[string][]time.Duration // since the beginning
	waiting        map[string]int             // pieces of work that wait
	fails          map[string]error
	slow           time.Duration // of one delivery
}

func (n *notes) note(what string) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked[what] = append(n.asked[what], time.Since(n.begun))
	done := min(n.waiting[what], 10)
	n.waiting[what] -= done
	return done, n.fails[what]
}

func (n *notes) work() jobs.Work {
	n.Outbox, n.begun, n.asked = outbox.New(outbox.Config{}), time.Now(), map[string][]time.Duration{}
	if n.waiting == nil {
		n.waiting = map[string]int{}
	}
	return jobs.Work{
		Integrate: func(context.Context) (int, error) { return n.note("integrate") },
		Settle:    func(context.Context) (int, error) { return n.note("settle") },
		Reconcile: func(context.Context) error { return second(n.note("reconcile")) },
		Sweep:     func(context.Context) error { return second(n.note("sweep")) },
		Remind:    func(context.Context) (int, error) { return n.note("remind") },
		Woken:     n.Woken,
		Deliver: func(_ context.Context, lane outbox.Lane) (int, error) {
			if lane != outbox.LaneOTP {
				return 0, nil
			}
			done, err := n.note("deliver")
			time.Sleep(n.slow)
			return done, err
		},
	}
}

func second(_ int, err error) error { return err }

// works runs the loops for a while of made-up time and checks that they end with
// their context.
func works(t *testing.T, n *notes, during func()) (log string) {
	t.Helper()
	var lines bytes.Buffer
	j := jobs.New(slog.New(slog.NewTextHandler(&lines, nil)), n.work())
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		j.Run(ctx)
		close(ended)
	}()
	during()
	stop()
	synctest.Wait()
	select {
	case <-ended:
	default:
		t.Error("the loops go on after their context ended")
		<-ended
	}
	return lines.String()
}

func TestEveryLoopRunsAtOnceAndThenAtItsRhythm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		works(t, n, func() { time.Sleep(25*time.Hour + time.Second/2) })
		for what, every := range map[string]time.Duration{
			"deliver": time.Second, "integrate": time.Second, "settle": time.Minute, "sweep": time.Hour, "reconcile": 24 * time.Hour, "remind": time.Hour,
		} {
			times := n.asked[what]
			if want := int(25*time.Hour/every) + 1; len(times) != want {
				t.Errorf("%s was asked for %d times in 25 hours, want %d", what, len(times), want)
				continue
			}
			for i, at := range times {
				if at != time.Duration(i)*every {
					t.Errorf("%s: turn %d at %v", what, i, at)
					break
				}
			}
		}
	})
}

// A one-time code must not wait for the clock.
func TestWakeDeliversAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		works(t, n, func() {
			time.Sleep(300 * time.Millisecond)
			n.Wake()
			synctest.Wait()
		})
		if times := n.asked["deliver"]; len(times) != 2 || times[1] != 300*time.Millisecond {
			t.Errorf("delivered at %v", times)
		}
	})
}

// Wake while a delivery is under way has seen nothing of the new message: the
// loop must look again.
func TestWakeDuringADeliveryIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{slow: 400 * time.Millisecond}
		works(t, n, func() {
			time.Sleep(100 * time.Millisecond)
			for range 3 { // never blocks, and is one wish
				n.Wake()
			}
			time.Sleep(800 * time.Millisecond)
		})
		if times := n.asked["deliver"]; len(times) != 2 || times[1] != 400*time.Millisecond {
			t.Errorf("delivered at %v", times)
		}
	})
}

func TestWakeBeforeTheStartIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		j := jobs.New(slog.New(slog.DiscardHandler), n.work())
		n.Wake()
		ctx, stop := context.WithTimeout(t.Context(), time.Second/2)
		defer stop()
		j.Run(ctx)
		if times := n.asked["deliver"]; len(times) != 2 {
			t.Errorf("delivered at %v", times)
		}
	})
}

func TestWorkIsRepeatedUntilNothingIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{waiting: map[string]int{"deliver": 35, "settle": 35}}
		works(t, n, func() { synctest.Wait() })
		for _, what := range []string{"deliver", "settle"} {
			if times := len(n.asked[what]); times != 5 || n.waiting[what] != 0 {
				t.Errorf("%s: asked %d times, %d left", what, times, n.waiting[what])
			}
		}
	})
}

// Without this one broken turn would stop retention, or the ledger, for good.
func TestFailingTurnStopsNeitherTheNextNorTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{fails: map[string]error{"integrate": errors.New("disk full"), "sweep": errors.New("disk full")}}
		log := works(t, n, func() { time.Sleep(2*time.Hour + time.Second/2) })
		for what, want := range map[string]int{"integrate": 7201, "sweep": 3, "deliver": 7201} {
			if times := len(n.asked[what]); times != want {
				t.Errorf("%s was asked for %d times, want %d", what, times, want)
			}
		}
		if !strings.Contains(log, "job=sweep") || !strings.Contains(log, "disk full") || strings.Contains(log, "job=deliver") {
			t.Error("the log does not say which job failed and why")
		}
	})
}

// What is told to stop does not cry about work it could not finish.
func TestEndIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		work := (&notes{}).work()
		work.Sweep = func(ctx context.Context) error { // lasts until it is told to stop
			<-ctx.Done()
			return ctx.Err()
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		jobs.New(slog.New(slog.NewTextHandler(&lines, nil)), work).Run(ctx)
		if lines.Len() > 0 {
			t.Errorf("logged %s", lines.String())
		}
	})
}
