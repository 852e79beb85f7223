package batch

import (
	"context"
	"errors"
	"slices"
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
	Changed *photo.Error // why some wait that were to be sent: they are not as they were shown; nil: none does
	Limited *photo.Error // why some drafts wait although they are ready; nil: none does
}

// Send sends the drafts of a batch that are ready, each in a transaction of its own, and
// leaves those that must be corrected, and those that are not as they were shown. That the clients agree is confirmed each time,
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
	if c.Seen == nil {
		c.Seen = versions(ready)
	}
	changed := 0
	for n, row := range found.rows {
		state := row.state(ready[n])
		seen := slices.Contains(c.Seen, ready[n].Version)
		if state != RowReady && state != RowAdvice || state == RowAdvice && seen && !c.Acknowledged {
			continue
		}
		err := s.config.Studio.SendDraft(ctx, who, row.Upload, c)
		refusal, refused := photo.RefusalIn(err)
		switch {
		case err == nil:
			out.Sent++
			s.config.Failpoint(failpoint.BatchBetween)
		case errors.Is(err, studio.ErrNotSeen):
			changed++
			out.Changed = studio.ErrNotSeen.WithArg("n", changed)
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

// versions returns how the drafts are now: a repeat that comes with sending another of
// them is advice that was not read.
func versions(ready []studio.Readiness) (list []string) {
	for _, r := range ready {
		list = append(list, r.Version)
	}
	return list
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
