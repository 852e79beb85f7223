package inspect_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
)

// held is a context at which a decoder blocks until it is released.
type held struct {
	context.Context
	letGo chan struct{}
}

func (h held) Err() error {
	<-h.letGo
	return h.Context.Err()
}

// Ten studios that send at once must not take the memory of eleven. Those for
// whom there is no room wait; beyond a short queue they are refused at once and
// told when to try again.
func TestBeyondAShortQueuePicturesAreSentAway(t *testing.T) {
	t.Parallel()
	upload := aJPEG(t, 64, 96)
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{Memory: 1, Queue: 2})
		letGo := make(chan struct{})
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				picture, _, err := reader.Read(held{t.Context(), letGo}, upload, inspect.Task{Item: photo.ItemPhoto})
				if err != nil || picture.Master == nil {
					t.Errorf("one who waited got %v", err)
				}
			})
		}
		synctest.Wait() // one decodes, two wait
		_, _, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto})
		refused, ok := errors.AsType[*photo.Error](err)
		if !ok || refused.Kind != photo.Unavailable || refused.Code != "busy" || refused.RetryAfter <= 0 {
			t.Errorf("beyond the queue: %v", err)
		}
		close(letGo)
		all.Wait()
		if _, _, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto}); err != nil {
			t.Errorf("memory was not given back: %v", err)
		}
	})
}

func TestVisitorWhoLeavesStopsWaiting(t *testing.T) {
	t.Parallel()
	upload := aJPEG(t, 64, 96)
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{Memory: 1})
		letGo := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { _, _, _ = reader.Read(held{t.Context(), letGo}, upload, inspect.Task{Item: photo.ItemPhoto}) })
		synctest.Wait()
		ctx, leave := context.WithCancel(t.Context())
		all.Go(func() {
			if _, _, err := reader.Read(ctx, upload, inspect.Task{Item: photo.ItemPhoto}); !errors.Is(err, context.Canceled) {
				t.Errorf("after leaving: %v", err)
			}
		})
		synctest.Wait()
		leave()
		synctest.Wait()
		close(letGo)
		all.Wait()
	})
}

func TestDecodingStopsWithItsRequest(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	picture, _, err := inspect.New(inspect.Limits{}).Read(ctx, aJPEG(t, 64, 96), inspect.Task{Item: photo.ItemPhoto})
	if !errors.Is(err, context.Canceled) || picture.Master != nil {
		t.Errorf("error %v", err)
	}
}

// A hundred uploads of ten megabytes are a gigabyte before any is inspected:
// they are admitted as there is room for them.
func TestUploadsComeInWhenThereIsRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{Bodies: 20, BodyQueue: 1})
		var of studios
		first, err := reader.Admit(t.Context(), of.next(), 15)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		second := of.next()
		all.Go(func() {
			if _, err := reader.Admit(t.Context(), second, 10); !errors.Is(err, inspect.ErrBusy) {
				t.Errorf("one who waited too long: %v", err)
			}
		})
		synctest.Wait()
		if _, err := reader.Admit(t.Context(), of.next(), 10); !errors.Is(err, inspect.ErrBusy) {
			t.Errorf("beyond the queue: %v", err)
		}
		all.Wait()
		first()
		if _, err := reader.Admit(t.Context(), of.next(), 1<<40); err != nil {
			t.Errorf("one larger than all, alone: %v", err)
		}
	})
}

// Fifty bombs of ten megabytes must not delay people who send a portrait of a
// hundred kilobytes.
func TestLightUploadsDoNotWaitForHeavyOnes(t *testing.T) {
	t.Parallel()
	reader := inspect.New(inspect.Limits{})
	var of studios
	if _, err := reader.Admit(t.Context(), of.next(), 21_000_000); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if _, err := reader.Admit(t.Context(), of.next(), 200_000); err != nil {
			t.Error(err)
		}
	}
}

// A picture that waits too long for its decoder is refused while somebody still
// looks at the page.
func TestWaitingForADecoderEnds(t *testing.T) {
	t.Parallel()
	upload := aJPEG(t, 64, 96)
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{Memory: 1})
		letGo := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { _, _, _ = reader.Read(held{t.Context(), letGo}, upload, inspect.Task{Item: photo.ItemPhoto}) })
		synctest.Wait()
		if _, _, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto}); !errors.Is(err, inspect.ErrBusy) {
			t.Errorf("after waiting: %v", err)
		}
		close(letGo)
		all.Wait()
	})
}

// A studio that holds all the uploads it may have delays no other studio. Its
// own next upload waits, and is then refused.
func TestStudioHoldsNoMoreThanItsShare(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader := inspect.New(inspect.Limits{})
		var held []func()
		for _, size := range []int64{3_500_000, 3_500_000, 21_000_000} {
			release, err := reader.Admit(t.Context(), "std_a", size)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, release)
		}
		began := time.Now()
		for n, size := range []int64{1000, 10_000_000} {
			if _, err := reader.Admit(t.Context(), "std_a", size); !errors.Is(err, inspect.ErrBusy) || time.Since(began) != time.Duration(n+1)*time.Minute {
				t.Errorf("one more of the studio: %v after %v", err, time.Since(began))
			}
		}
		began = time.Now()
		for _, size := range []int64{10_000_000, 3_500_000} {
			if _, err := reader.Admit(t.Context(), "std_b", size); err != nil || time.Since(began) != 0 {
				t.Errorf("another studio: %v after %v", err, time.Since(began))
			}
		}
		held[0]()
		if _, err := reader.Admit(t.Context(), "std_a", 1000); err != nil {
			t.Errorf("after one of them was dealt with: %v", err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := reader.Admit(gone, "std_a", 1000); !errors.Is(err, context.Canceled) {
			t.Errorf("one who left: %v", err)
		}
	})
}

// studios makes as many studio identifiers as needed.
type studios int

func (s *studios) next() photo.StudioID { *s++; return photo.StudioID(fmt.Sprint("std_", *s)) }
