package progress_test

import (
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
)

// TestEveryStatusIsReachedAndListed: a status that is not listed would have no
// sentence and no filter; one that is never reached would be dead.
func TestEveryStatusIsReachedAndListed(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	sms := func(state string) []progress.Message {
		return []progress.Message{{Channel: photo.ChannelSMS, State: state}}
	}
	mail := []progress.Message{{Channel: photo.ChannelEmail, State: progress.Sent}}
	reached := []progress.Status{
		progress.Of(photo.Upload{State: photo.Draft}, "", nil),
		progress.Of(photo.Upload{State: photo.Waiting}, "", sms(progress.Queued)),
		progress.Of(photo.Upload{State: photo.Waiting, Bound: "sub_a"}, "", nil),
		progress.Of(photo.Upload{State: photo.Waiting}, "", append(sms(progress.Sent), mail...)),
		progress.Of(photo.Upload{State: photo.Waiting}, "", mail),
		progress.Of(photo.Upload{State: photo.Waiting}, "", append(sms(progress.Delivered), mail...)),
		progress.Of(photo.Upload{State: photo.Waiting}, "", sms(progress.Failed)),
		progress.Of(photo.Upload{State: photo.Waiting, ViewedAt: now}, "", sms(progress.Delivered)),
		progress.Of(photo.Upload{State: photo.Waiting, ViewedAt: now, ReplacedAt: now}, "", sms(progress.Delivered)),
		progress.Of(photo.Upload{State: photo.Waiting, ViewedAt: now, RejectedAt: now}, "", nil),
		progress.Of(photo.Upload{State: photo.Associated, ViewedAt: now}, "", nil),
		progress.Of(photo.Upload{State: photo.Dissociated}, "", nil),
		progress.Of(photo.Upload{State: photo.Erased}, "waiting", nil),
		progress.Of(photo.Upload{State: photo.Erased, RejectedAt: now}, progress.Withdrawn, nil),
		progress.Of(photo.Upload{State: photo.Erased}, progress.ByCitizen, nil),
	}
	if !slices.Equal(reached, progress.Statuses()) {
		t.Errorf("reached %v,\nlisted  %v", reached, progress.Statuses())
	}
}
