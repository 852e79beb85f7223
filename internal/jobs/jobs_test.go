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
	"myphoto/internal/service"
)

// notes is a desk that writes down when it was asked for what.
type notes struct {
	mu      sync.Mutex
	begun   time.Time
	asked   map[string][]time.Duration // since the beginning
	waiting map[string]int             // pieces of work that wait
	fails   map[string]error
	slow    time.Duration // of one delivery
}

func (n *notes) note(what string) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked[what] = append(n.asked[what], time.Since(n.begun))
	done := min(n.waiting[what], 10)
	n.waiting[what] -= done
	return done, n.fails[what]
}

func (n *notes) Deliver(_ context.Context, lane service.Lane) (int, error) {
	if lane != service.LaneOTP {
		return 0, nil
	}
	done, err := n.note("deliver")
	time.Sleep(n.slow)
	return done, err
}
func (n *notes) IntegrateLedger(context.Context) (int, error) { return n.note("seal") }
func (n *notes) Settle(context.Context) (int, error)          { return n.note("settle") }
func (n *notes) Reconcile(context.Context) error              { return second(n.note("reconcile")) }
func (n *notes) Sweep(context.Context) ([]service.SweepRow, error) {
	return nil, second(n.note("sweep"))
}

func second(_ int, err error) error { return err }

// works runs the loops over a desk for a while of made-up time and checks that
// they end with their context.
func works(t *testing.T, desk *notes, during func(*jobs.Jobs)) (log string) {
	t.Helper()
	var lines bytes.Buffer
	desk.begun, desk.asked = time.Now(), map[string][]time.Duration{}
	if desk.waiting == nil {
		desk.waiting = map[string]int{}
	}
	j := jobs.New(slog.New(slog.NewTextHandler(&lines, nil)), func() jobs.Desk { return desk })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		j.Run(ctx)
		close(ended)
	}()
	during(j)
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
		desk := &notes{}
		works(t, desk, func(*jobs.Jobs) { time.Sleep(25*time.Hour + time.Second/2) })
		for what, every := range map[string]time.Duration{
			"deliver": time.Second, "seal": time.Second, "settle": time.Minute, "sweep": time.Hour, "reconcile": 24 * time.Hour,
		} {
			times := desk.asked[what]
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
		desk := &notes{}
		works(t, desk, func(j *jobs.Jobs) {
			time.Sleep(300 * time.Millisecond)
			j.Wake()
			synctest.Wait()
		})
		if times := desk.asked["deliver"]; len(times) != 2 || times[1] != 300*time.Millisecond {
			t.Errorf("delivered at %v", times)
		}
	})
}

// Wake while a delivery is under way has seen nothing of the new message: the
// loop must look again.
func TestWakeDuringADeliveryIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := &notes{slow: 400 * time.Millisecond}
		works(t, desk, func(j *jobs.Jobs) {
			time.Sleep(100 * time.Millisecond)
			for range 3 { // never blocks, and is one wish
				j.Wake()
			}
			time.Sleep(800 * time.Millisecond)
		})
		if times := desk.asked["deliver"]; len(times) != 2 || times[1] != 400*time.Millisecond {
			t.Errorf("delivered at %v", times)
		}
	})
}

func TestWakeBeforeTheStartIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := &notes{begun: time.Now(), asked: map[string][]time.Duration{}, waiting: map[string]int{}}
		j := jobs.New(slog.New(slog.DiscardHandler), func() jobs.Desk { return desk })
		j.Wake()
		ctx, stop := context.WithTimeout(t.Context(), time.Second/2)
		defer stop()
		j.Run(ctx)
		if times := desk.asked["deliver"]; len(times) != 2 {
			t.Errorf("delivered at %v", times)
		}
	})
}

func TestWorkIsRepeatedUntilNothingIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := &notes{waiting: map[string]int{"deliver": 35, "settle": 35}}
		works(t, desk, func(*jobs.Jobs) { synctest.Wait() })
		for _, what := range []string{"deliver", "settle"} {
			if n := len(desk.asked[what]); n != 5 || desk.waiting[what] != 0 {
				t.Errorf("%s: asked %d times, %d left", what, n, desk.waiting[what])
			}
		}
	})
}

// Without this one broken turn would stop retention, or the ledger, for good.
func TestFailingTurnStopsNeitherTheNextNorTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := &notes{fails: map[string]error{"seal": errors.New("disk full"), "sweep": errors.New("disk full")}}
		log := works(t, desk, func(*jobs.Jobs) { time.Sleep(2*time.Hour + time.Second/2) })
		for what, want := range map[string]int{"seal": 7201, "sweep": 3, "deliver": 7201} {
			if n := len(desk.asked[what]); n != want {
				t.Errorf("%s was asked for %d times, want %d", what, n, want)
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
		desk := stopping{&notes{}}
		var lines bytes.Buffer
		desk.begun, desk.asked, desk.waiting = time.Now(), map[string][]time.Duration{}, map[string]int{}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		jobs.New(slog.New(slog.NewTextHandler(&lines, nil)), func() jobs.Desk { return desk }).Run(ctx)
		if lines.Len() > 0 {
			t.Errorf("logged %s", lines.String())
		}
	})
}

// stopping is a desk whose sweep lasts until it is told to stop.
type stopping struct{ *notes }

func (stopping) Sweep(ctx context.Context) ([]service.SweepRow, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
