package spool

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"myphoto/internal/durable"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/seal"
)

const (
	// MaxSmall is the size up to which a body is kept in memory, in bytes. It needs
	// no place.
	MaxSmall = 64 << 10
	// maxLight is the size up to which a body is light, in bytes. Light ones have
	// places of their own, so that large ones on a slow line never keep them waiting.
	maxLight = 3_500_000

	maxOwnWait = time.Minute      // for a place among the sender's own
	maxWait    = 20 * time.Second // for a place among those of everybody
)

// Limits is how many bodies may arrive at the same time. Each takes 64 KB of memory
// and its size on the disk.
type Limits struct {
	Light int   // of one sender, up to 3.5 MB
	Heavy int   // of one sender, larger or of unknown size
	Total int   // of all senders
	Bytes int64 // size of one
}

// Spool is a folder for bodies while they arrive. It is safe for concurrent use.
type Spool struct {
	folder       string
	most         int64 // bytes of one body
	light, heavy *ratelimit.Concurrency[string]
	total        *ratelimit.Concurrency[struct{}]
}

// New returns a spool in a folder that exists.
func New(folder string, limits Limits) *Spool {
	return &Spool{
		folder: folder, most: limits.Bytes,
		light: ratelimit.NewConcurrency[string](limits.Light, maxOwnWait),
		heavy: ratelimit.NewConcurrency[string](limits.Heavy, maxOwnWait),
		total: ratelimit.NewConcurrency[struct{}](limits.Total, maxWait),
	}
}

// Body is a body that has arrived. It is read once, or again after [Body.Rewind], and
// must be closed.
type Body struct {
	io.Reader

	Size  int64 // in bytes
	close func()
	again func() (io.Reader, error)
}

// Close frees the place of the body and its bytes on the disk.
func (b *Body) Close() { b.close() }

// Rewind makes the body readable from its beginning once more.
func (b *Body) Rewind() error {
	content, err := b.again()
	if err != nil {
		return fmt.Errorf("open kept body again: %w", err)
	}
	b.Reader = content
	return nil
}

// Receive reads a body of the sender to its end, once there is a place for it: it
// waits up to a minute for others of the same sender ([photo.ErrOwnFormsBusy]) and 20 s for
// those of everybody ([photo.ErrFormsBusy]), and reads nothing before. The announced length is
// negative when it is not known, and only chooses the place. A body that is longer
// than allowed is refused with "too-large"; the error of reading one is wrapped.
func (s *Spool) Receive(ctx context.Context, sender string, body io.Reader, announced int64) (*Body, error) {
	body = &bounded{body, s.most}
	if announced >= 0 && announced <= MaxSmall {
		content, err := io.ReadAll(io.LimitReader(body, MaxSmall+1))
		if err != nil {
			return nil, fmt.Errorf("read body: %w", err)
		}
		if len(content) <= MaxSmall {
			again := func() (io.Reader, error) { return bytes.NewReader(content), nil }
			return &Body{bytes.NewReader(content), int64(len(content)), func() {}, again}, nil
		}
		body, announced = io.MultiReader(bytes.NewReader(content), body), -1
	}
	release, err := s.place(ctx, sender, announced)
	if err != nil {
		return nil, err
	}
	file, err := s.unnamed()
	if err != nil {
		release()
		return nil, fmt.Errorf("make file for body: %w: %w", photo.ErrUnavailable, err)
	}
	free := func() { _ = file.Close(); release() } // nothing was to be kept
	received, err := keep(file, body)
	if err != nil {
		free()
		return nil, err
	}
	received.close = free
	return received, nil
}

// place takes a place for a body and returns the function that frees it.
func (s *Spool) place(ctx context.Context, sender string, announced int64) (release func(), err error) {
	own := s.heavy
	if announced >= 0 && announced <= maxLight {
		own = s.light
	}
	leaveOwn, ok := own.Acquire(ctx, sender)
	if !ok {
		return nil, orCancelled(ctx, photo.ErrOwnFormsBusy)
	}
	leave, ok := s.total.Acquire(ctx, struct{}{})
	if !ok {
		leaveOwn()
		return nil, orCancelled(ctx, photo.ErrFormsBusy)
	}
	return func() { leave(); leaveOwn() }, nil
}

func orCancelled(ctx context.Context, busy error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for place: %w", err)
	}
	return busy
}

// unnamed returns a new file that vanishes when it is closed, or with the process.
// Between the two calls it has a name that the clean-up of the folder knows.
func (s *Spool) unnamed() (*os.File, error) {
	file, err := os.CreateTemp(s.folder, "body*"+durable.Part)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// keep seals the body into the file and returns it to be read.
func keep(file *os.File, body io.Reader) (*Body, error) {
	const bound = "body"
	key := seal.NewKey()
	disk := &watched{File: file}
	size, err := key.SealStream(disk, body, bound)
	if err == nil {
		_, disk.err = file.Seek(0, io.SeekStart)
	}
	if disk.err != nil {
		return nil, fmt.Errorf("keep body: %w: %w", photo.ErrUnavailable, disk.err)
	}
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	again := func() (io.Reader, error) {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		return key.OpenStream(file, bound)
	}
	content, err := again()
	if err != nil {
		return nil, fmt.Errorf("open kept body: %w", err)
	}
	return &Body{Reader: content, Size: size, again: again}, nil
}

// errTooLarge refuses a body that is longer than any form may be.
var errTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "too-large"}

// bounded is a body of at most left bytes.
type bounded struct {
	io.Reader
	left int64
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// watched is a file that knows whether it was the one that failed.
type watched struct {
	*os.File
	err error
}

// Write implements [io.Writer].
func (w *watched) Write(p []byte) (int, error) {
	n, err := w.File.Write(p)
	w.err = err
	return n, err
}
