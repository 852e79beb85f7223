package figures

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/statement"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

const (
	maxStatement = 20_000                 // uploads of one statement
	replacedTill = 2 * photo.MaxQueueDays // days after which nobody replaces the pictures of an upload
	maxPeriod    = 366 * 24 * time.Hour   // of one statement
	periodSlack  = time.Hour              // a year may end in summer time
)

// Refusals of a statement.
var (
	ErrPeriodOrder = &photo.Error{Kind: photo.Invalid, Code: "statement.order", Field: "to"}
	ErrPeriodLong  = &photo.Error{Kind: photo.Invalid, Code: "statement.long", Field: "to"}
	ErrStatement   = &photo.Error{Kind: photo.Invalid, Code: "statement.many", Field: "from"}
)

// Statement adds up what was sent from one moment until another, which is exclusive and
// at most a year later. The owner's holds the uploads of everybody at the studio, an
// employee's the own ones. It counts uploads whose files are erased too, for as long as
// their records are kept.
func (s *Service) Statement(ctx context.Context, who photo.Operator, from, to time.Time) (statement.Report, error) {
	switch {
	case !from.Before(to):
		return statement.Report{}, ErrPeriodOrder
	case to.Sub(from) > maxPeriod+periodSlack:
		return statement.Report{}, ErrPeriodLong
	}
	f := store.Period{From: from, To: to, Max: maxStatement + 1}
	if _, owner := who.Owner(); !owner {
		f.By = who.Who()
	}
	var entries []statement.Entry
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		if err := subjects.MayWork(ctx, tx, who.At(), who.Who(), photo.RoleOf(who)); err != nil {
			return store.NotFoundOr(photo.ErrForbidden, "employment", err)
		}
		sent, err := tx.SentBetween(ctx, who.At(), f)
		if err != nil {
			return err
		}
		if len(sent) > maxStatement {
			return ErrStatement.WithArg("max", maxStatement)
		}
		replaced, err := tx.ReplacedBetween(ctx, who.At(), store.Period{From: from, To: to.AddDate(0, 0, replacedTill), Max: maxStatement})
		if err != nil {
			return fmt.Errorf("load replacements: %w", err)
		}
		entries = entriesOf(sent, replaced)
		return nil
	})
	return statement.New(entries), err
}

// entriesOf returns the entries of a statement.
func entriesOf(sent []store.SentUpload, replaced []store.ReplacedUpload) []statement.Entry {
	after := map[photo.UploadID][]string{}
	for _, one := range replaced {
		why := statement.Rejected(photo.RejectReason(fact(one.Body, journal.FactRejected)))
		if !slices.Contains(after[one.Upload], why) {
			after[one.Upload] = append(after[one.Upload], why)
		}
	}
	list := make([]statement.Entry, len(sent))
	for i, u := range sent {
		list[i] = statement.Entry{
			At: u.At, By: u.By, Documents: u.Documents, After: after[u.ID], Delivered: u.Arrived, Linked: u.Linked,
		}
		if before := fact(u.Body, journal.FactRedone); before != "" {
			list[i].Before = strings.Split(before, ",")
		}
	}
	return list
}

// fact returns a fact of the body of an event; empty where it has none, or the body was
// removed.
func fact(body []byte, name string) string {
	if !bytes.Contains(body, []byte(name)) {
		return "" // most have none: they are not parsed
	}
	event, err := ledger.ParseEvent(body)
	if err != nil {
		return ""
	}
	return event.Facts[name]
}
