package citizen_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// If a taken code needed other queries than an unknown one, the response time
// would reveal that it exists. The same holds during a rotation of look-up keys if
// the search ended at the key under which a code is found.
func TestTakenAndUnknownCodesTakeTheSameTime(t *testing.T) {
	h := servicetest.Open(t)
	codes := map[string]string{"taken": taken(t, h, "maria"), "bound": bound(t, h)}
	answerAlike(t, h, codes)
	h.RotateHashKeys()
	codes["taken under the new key"] = taken(t, h, "giorgos")
	answerAlike(t, h, codes)
	for range seal.MaxKeys - 2 {
		h.RotateHashKeys()
	}
	codes["taken under the last key"] = taken(t, h, "petros")
	unknown := looks(t, h, photo.NewCode().Reveal())
	for name, code := range codes {
		// A search that ended early would make ten calls fewer.
		if n := looks(t, h, code); max(n, unknown)-min(n, unknown) > 5 {
			t.Errorf("%s: %d looks at the context, unknown: %d", name, n, unknown)
		}
	}
}

// counting is a context that counts the calls of Err. A write calls it before each
// statement, so this shows differences that the noise of a disk would hide.
type counting struct {
	context.Context
	asked *atomic.Int64
}

func (c counting) Err() error {
	c.asked.Add(1)
	return c.Context.Err()
}

// looks counts the calls of Err while a stranger submits a code: the median of eleven
// times, because the driver calls it more or less often when the machine is busy.
func looks(t *testing.T, h *servicetest.House, code string) int64 {
	t.Helper()
	var counts []int64
	for range 11 {
		stranger, asked := h.Stranger(), &atomic.Int64{}
		if err := h.Citizen.Submit(counting{t.Context(), asked}, stranger, code); !errors.Is(err, photo.ErrCodeUnknown) {
			t.Fatal(err)
		}
		counts = append(counts, asked.Load())
	}
	slices.Sort(counts)
	return counts[len(counts)/2]
}

// taken returns a code that somebody has used.
func taken(t *testing.T, h *servicetest.House, user string) string {
	t.Helper()
	who := h.AsCitizen(user)
	_, code := h.Upload(h.AsPhotographer("nikos"), servicetest.Mobile(user))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), who, code))
	servicetest.Must(t, h.Approve(who))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{}))
	h.Clock.Move(time.Hour) // one-time codes of the next sign-ins
	return code
}

// bound returns the code of an upload that was made with somebody else's ticket.
func bound(t *testing.T, h *servicetest.House) string {
	t.Helper()
	form := h.Form(servicetest.Mobile("maria"))
	form.Ticket = h.Ticket(h.AsCitizen("maria"))
	servicetest.Must(t, servicetest.ErrorOf(h.Studio.Upload(t.Context(), h.AsPhotographer("nikos"), form)))
	h.Deliver()
	h.Clock.Move(time.Hour)
	return h.LastCode(form.Mobile)
}

// answerAlike fails when the medians of three measurements all differ: what else runs on
// the machine changes one of them, a difference in the work all.
func answerAlike(t *testing.T, h *servicetest.House, codes map[string]string) {
	t.Helper()
	var differ string
	for range 3 {
		if differ = compare(t, h, codes); differ == "" {
			return
		}
	}
	t.Error(differ)
}

// compare submits each code and an unknown one in turn, 200 times, as new strangers,
// and returns which median duration differs; empty for none.
func compare(t *testing.T, h *servicetest.House, codes map[string]string) (differ string) {
	t.Helper()
	const tries = 200
	times := map[string][]time.Duration{}
	try := func(name, code string) {
		stranger := h.Stranger()
		began := time.Now()
		err := h.Citizen.Submit(t.Context(), stranger, code)
		times[name] = append(times[name], time.Since(began))
		if !errors.Is(err, photo.ErrCodeUnknown) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for range tries {
		try("unknown", photo.NewCode().Reveal())
		for name, code := range codes {
			try(name, code)
		}
	}
	unknown := median(times["unknown"])
	for name := range codes {
		taken := median(times[name])
		if ratio := float64(max(taken, unknown)) / float64(min(taken, unknown)); ratio > 1.5 {
			differ = fmt.Sprintf("%s %v, unknown %v: ratio %.2f", name, taken, unknown, ratio)
		}
	}
	return differ
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
