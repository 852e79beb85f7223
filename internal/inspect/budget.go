package inspect

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"

	"myphoto/internal/photo"
)

// ErrBusy sends a visitor away while too many pictures are being read; the
// form is kept and can be sent again.
var ErrBusy = &photo.Error{Kind: photo.Unavailable, Code: "busy", RetryAfter: 5 * time.Second}

// maxWait is how long an upload waits to come in, and a picture to be decoded.
const maxWait = 20 * time.Second

// budget is a budget that many share: of bytes for the uploads on their way in
// and for the pictures being decoded, of places for those being searched.
type budget struct {
	total int64
	free  *semaphore.Weighted
	queue chan struct{} // one token for each that waits
}

func newBudget(total int64, queue int) *budget {
	return &budget{
		total: total,
		free:  semaphore.NewWeighted(total),
		queue: make(chan struct{}, queue),
	}
}

// reserve takes need bytes of the budget and gives the function that returns
// them. When there is no room it waits in the queue; when the queue is full, or
// after 20 s in it, it answers [ErrBusy].
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

// collectFrom is the cost from which a picture is decoded in a swept room: before
// so much is taken at one go, what the pictures before it left behind is
// collected, or both would be there at once.
const collectFrom = 80 * megabyte

// reserveDecoding is reserve for a decoder.
func (m *budget) reserveDecoding(ctx context.Context, need int64) (func(), error) {
	release, err := m.reserve(ctx, need)
	if err == nil && need >= collectFrom {
		runtime.GC()
	}
	return release, err
}

// baseCost is what every picture costs beside its pixels: the master, the
// working copy and its planes, the networks that look at it, a derivative.
const baseCost = 28 * megabyte

// decodeCost estimates the bytes that decoding a JPEG needs: one for each
// sample, for progressive ones four more to gather the coefficients, and four
// for each pixel of those that are put together to another kind of picture.
func decodeCost(a *jpegInfo) int64 {
	cost := baseCost + a.samples
	if a.progressive {
		cost += 4 * a.samples
	}
	if kind := a.colourModel(); kind == modelRGB || kind == modelCMYK {
		cost += 4 * int64(a.pixels())
	}
	return cost
}
