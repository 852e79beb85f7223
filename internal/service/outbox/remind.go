package outbox

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// remindBatch is the number of uploads whose owners are told in one piece of work.
const remindBatch = 100

// Remind queues the notices of files that end in a week, and returns their number: 0
// when none is due. Whoever switched notices off is not told.
func (o *Outbox) Remind(ctx context.Context) (done int, err error) {
	var due []photo.UploadID
	err = o.config.Store.Read(ctx, func(tx *store.Tx) error {
		due, err = tx.UploadsToRemind(ctx, o.config.Now(), remindBatch)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("load uploads that end: %w", err)
	}
	for _, id := range due {
		if err := o.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return o.remind(ctx, tx, id) }); err != nil {
			o.config.Log.ErrorContext(ctx, "remind", "upload", id, "error", err)
			continue
		}
		done++
	}
	if done > 0 {
		o.Wake()
	}
	return done, nil
}

func (o *Outbox) remind(ctx context.Context, tx *store.Tx, id photo.UploadID) error {
	u, err := tx.Upload(ctx, id)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	chosen, err := tx.Preferences(ctx, u.Subject)
	if err != nil {
		return fmt.Errorf("load preferences: %w", err)
	}
	if u.State == photo.Associated && chosen.Notices {
		err := o.QueueNotice(ctx, tx, Notice{
			Kind: NoticeEnding, Upload: id, To: u.Subject, Prefer: photo.ChannelEmail, Made: o.config.Now(),
		})
		if err != nil {
			return err
		}
	}
	u.RemindAt = time.Time{}
	return tx.SaveUpload(ctx, u)
}
