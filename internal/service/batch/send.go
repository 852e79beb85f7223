package batch

import (
	"context"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// Outcome is what came of sending a batch.
type Outcome struct {
	Sent    int
	Limited *photo.Error // why some drafts wait although they are ready; nil: none does
}

// Send sends the drafts of a batch that are ready, each in a transaction of its own, and
// leaves those that must be corrected. That the clients agree is confirmed each time,
// since pictures may have come since, and recorded; without it [photo.ErrNotAgreed].
// Sending again goes on where it stopped, and sends nothing twice.
func (s *Service) Send(ctx context.Context, who photo.Operator, id photo.BatchID, c studio.Confirmation) (out Outcome, err error) {
	found, err := s.begin(ctx, who, id, c)
	if err != nil {
		return out, err
	}
	ready, err := s.config.Studio.Readiness(ctx, who, found.uploads())
	if err != nil {
		return out, err
	}
	for n, row := range found.rows {
		state := row.state(ready[n])
		if state != RowReady && (state != RowAdvice || !c.Acknowledged) {
			continue
		}
		err := s.config.Studio.SendDraft(ctx, who, row.Upload, c)
		refusal, refused := photo.RefusalIn(err)
		switch {
		case err == nil:
			out.Sent++
			s.config.Failpoint(failpoint.BatchBetween)
		case refused && refusal.Kind == photo.RateLimited:
			out.Limited = refusal
		case refused && refusal.Kind == photo.Invalid, isMoved(err):
			// Changed since it was looked at: the page shows how it stands.
		default:
			return out, err
		}
	}
	return out, nil
}

// begin records that a batch is sent, and that the studio confirms that the clients agree.
func (s *Service) begin(ctx context.Context, who photo.Operator, id photo.BatchID, c studio.Confirmation) (found loaded, err error) {
	event := journal.ByOperator(journal.SendBatch, who, "")
	event.Facts["batch"], event.Facts["agreed"], event.Facts["acknowledged"] = journal.ID(id), strconv.FormatBool(c.Agreed), strconv.FormatBool(c.Acknowledged)
	err = s.config.Store.WriteSignedIn(ctx, event, who.InSession(), func(tx *store.Tx) error {
		if found, err = s.load(ctx, tx, who, id); err != nil {
			return err
		}
		if !c.Agreed {
			return photo.ErrNotAgreed
		}
		return s.touch(ctx, tx, found.record)
	})
	return found, err
}
