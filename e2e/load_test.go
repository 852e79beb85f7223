package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"myphoto/e2e/program"
	"myphoto/e2e/visitor"
	"myphoto/internal/inspect/hostiletest"
)

const (
	mostMemory = 300 << 20 // resident bytes of the whole service at any moment
	inFlight   = 50        // uploads of each kind
)

// sent is one upload with its result.
type sent struct {
	form   url.Values
	honest bool
	answer visitor.Answer
	err    error
	took   time.Duration
}

// Fifty honest uploads and fifty files of ten megabytes that cost as much as the
// limits allow arrive at once. Nobody's file may deny the service to others.
func TestMemoryHoldsWithAHundredUploadsInFlight(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	counters := s.counters()
	bombs := bombs()
	started, stop := context.WithCancel(t.Context())
	var watch sync.WaitGroup
	var pages, pulses []time.Duration
	watch.Go(func() { pages = lookOften(started, visitor.New(t, p.URL), "/") })
	watch.Go(func() { pulses = lookOften(started, visitor.New(t, p.AdminURL), "/healthz") })
	all := make([]sent, 2*inFlight)
	var uploads sync.WaitGroup
	for i := range all {
		one, files := &all[i], s.pictures()
		one.honest = i%2 == 0
		one.form = s.fields(fmt.Sprintf("LOAD%d", i), fmt.Sprintf("69200%05d", i))
		if !one.honest {
			files["photo"] = bombs[i/2%len(bombs)]
		}
		uploads.Go(func() {
			began := time.Now()
			one.answer, one.err = counters[i%4/2].Upload(t.Context(), "/studio/new", one.form, files)
			one.took = time.Since(began)
		})
	}
	uploads.Wait()
	stop()
	watch.Wait()
	judge(t, all)
	peak := residentPeak(t, p)
	t.Logf("%d MB at most; GET /: %d, slowest of a hundred %v; /healthz: %d, %v", peak>>20, len(pages), within(pages, 0.99), len(pulses), within(pulses, 0.99))
	if peak > mostMemory {
		t.Errorf("the service took %d MB", peak>>20)
	}
	if len(pages) == 0 || len(pulses) == 0 || within(pages, 0.99) > 5*time.Second || within(pulses, 0.99) > 5*time.Second {
		t.Errorf("others were not answered: %v, %v", within(pages, 0.99), within(pulses, 0.99))
	}
	if at, err := counters[0].Upload(t.Context(), "/studio/new", s.fields("AFTER", "6920100000"), s.pictures()); err != nil || led("upload afterwards", at, "/studio/u/upl_") != nil {
		t.Errorf("afterwards: %d %v", at.Status, err)
	}
}

// counters signs in the photographers of two studios.
func (s *story) counters() []*visitor.Visitor {
	s.t.Helper()
	if err := s.photographer(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return []*visitor.Visitor{s.nikos, s.kostas()}
}

// kostas signs in the photographer of a second studio.
func (s *story) kostas() *visitor.Visitor {
	s.t.Helper()
	kostas := visitor.New(s.t, s.p.URL)
	if err := kostas.SignIn(s.t.Context(), "kostas", "photographer", s.otp(mobiles["kostas"])); err != nil {
		s.t.Fatal(err)
	}
	return kostas
}

// bombs returns files that pass the inspector just within its limits, and some that
// do not.
func bombs() [][]byte {
	heavy := hostiletest.Heavy(9_900_000)
	var all [][]byte
	for _, name := range slices.Sorted(maps.Keys(heavy)) {
		all = append(all, heavy[name])
	}
	return append(all, all[0][:len(all[0])/2], hostiletest.Stuffed(9_900_000), hostiletest.Repeated(), hostiletest.Empty())
}

// judge checks that everybody was answered, and that honest people were either
// served or asked to try again, with the typed values kept.
func judge(t *testing.T, all []sent) {
	t.Helper()
	honest, hostile := map[int]int{}, map[int]int{}
	var waits []time.Duration
	for _, one := range all {
		if one.err != nil {
			t.Errorf("%s: %v", one.form.Get("idempotency_key"), one.err)
			continue
		}
		if !one.honest {
			hostile[one.answer.Status]++
			continue
		}
		honest[one.answer.Status]++
		switch one.answer.Status {
		case http.StatusSeeOther:
			waits = append(waits, one.took)
		case http.StatusServiceUnavailable:
			if one.answer.Header.Get("Retry-After") == "" || !bytes.Contains(one.answer.Body, []byte(`value="`+one.form.Get("mobile")+`"`)) {
				t.Errorf("sent away without word when to come again or without what was typed: %.200s", one.answer.Body)
			}
		default:
			t.Errorf("an honest upload: %d %s", one.answer.Status, summary.Find(one.answer.Body))
		}
	}
	slices.Sort(waits)
	t.Logf("honest: %v, half within %v, all within %v; hostile: %v", honest, within(waits, 0.5), within(waits, 1), hostile)
	for status := range hostile {
		if status != http.StatusSeeOther && status != http.StatusUnprocessableEntity && status != http.StatusServiceUnavailable {
			t.Errorf("a hostile upload: %d", status)
		}
	}
	if len(waits) == 0 {
		t.Error("no honest upload was served")
	}
}

// lookOften requests a page ten times a second until the context ends and returns
// the sorted durations; a failed request counts as an hour.
func lookOften(ctx context.Context, who *visitor.Visitor, path string) (each []time.Duration) {
	for turn := time.Tick(100 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			slices.Sort(each)
			return each
		case <-turn:
		}
		began := time.Now()
		at, err := who.Get(context.WithoutCancel(ctx), path)
		took := time.Since(began)
		if err != nil || at.Status != http.StatusOK {
			took = time.Hour
		}
		each = append(each, took)
	}
}

// within returns the quantile part, between 0 and 1, of sorted durations.
func within(each []time.Duration, part float64) time.Duration {
	if len(each) == 0 {
		return 0
	}
	return each[min(len(each)-1, int(part*float64(len(each))))]
}

func residentPeak(t *testing.T, p *program.Program) int64 {
	t.Helper()
	return town{Program: p}.peakMemory(t)
}
