package inspect

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"

	"myphoto/internal/photo"
)

// ErrBusy refuses a request while too many pictures are being read. The form is
// kept and can be sent again.
var ErrBusy = &photo.Error{Kind: photo.Unavailable, Code: "busy", RetryAfter: 5 * time.Second}

// maxWait is how long an upload waits for admission, and a picture for its
// decoding.
const maxWait = 20 * time.Second

// budget is a shared budget: of bytes for uploads being received and for
// pictures being decoded, of places for QR searches.
type budget struct {
	total int64
	free  *semaphore.Weighted
	queue chan struct{} // one token for each waiting caller
}

func newBudget(total int64, queue int) *budget {
	return &budget{
		total: total,
		free:  semaphore.NewWeighted(total),
		queue: make(chan struct{}, queue),
	}
}

// reserve takes need bytes of the budget and returns the function that gives
// them back. When there is no room, it waits in the queue; when the queue is
// full, or after 20 s in it, it returns [ErrBusy].
func (m *budget) reserve(ctx context.Context, need int64) (func(), error) {
	need = min(need, m.total)
	release := func() { m.free.Release(need) }
	if m.free.TryAcquire(need) {
		return release, nil
	}
	select {
	case m.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-m.queue }()
	waiting, stop := context.WithTimeout(ctx, maxWait)
	defer stop()
	if err := m.free.Acquire(waiting, need); err != nil {
		if ctx.Err() == nil {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("wait for memory: %w", err)
	}
	return release, nil
}

// collectFrom is the decoding cost from which the garbage of earlier pictures
// is collected first. Otherwise that garbage and so large an allocation would
// be in memory together.
const collectFrom = 80 * megabyte

// reserveDecoding is reserve for a decoder: it collects garbage before a large
// picture.
func (m *budget) reserveDecoding(ctx context.Context, need int64) (func(), error) {
	release, err := m.reserve(ctx, need)
	if err == nil && need >= collectFrom {
		runtime.GC()
	}
	return release, err
}

// baseCost is what every picture costs beside its pixels, in bytes: the master,
// the working copy and its planes, the networks that analyse it, a derivative.
const baseCost = 28 * megabyte

// decodeCost estimates the bytes that decoding a JPEG needs. A decoder takes one
// for each sample, four more for each sample of a progressive one, whose
// coefficients are gathered, and four for each pixel of the colour models that
// are converted while decoding. A picture that is written anew takes two for
// each coefficient and twice its own bytes before that; one of uneven sampling
// three for each pixel after it.
func decodeCost(a *jpegInfo) int64 {
	decoding := a.samples
	if kind := a.colourModel(); kind == modelRGB || kind == modelCMYK {
		decoding += 4 * int64(a.pixels())
	}
	if !a.rewritten() && !a.unevenSampling() {
		if a.progressive {
			decoding += 4 * a.samples
		}
		return baseCost + decoding
	}
	if a.unevenSampling() {
		decoding += 3 * int64(a.pixels())
	}
	return baseCost + max(2*a.samples, decoding) + 2*int64(a.bytes)
}
