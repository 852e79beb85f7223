package batch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/batchtable"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Create takes the table of a batch; nothing is kept of one that has a fault. The same
// table under the same key makes one batch.
func (s *Service) Create(ctx context.Context, who photo.Operator, table []byte, key string) (photo.BatchID, error) {
	rows, err := batchtable.Parse(table)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(table)
	request := idempotency.Request{Scope: "batch/" + string(who.At()) + "/" + string(who.Who()), Key: key, Content: sum[:]}
	now := s.config.Now()
	made := store.Batch{ID: photo.NewBatchID(), Studio: who.At(), By: who.Who(), Rows: len(rows), CreatedAt: now, ChangedAt: now}
	event := journal.ByOperator(journal.CreateBatch, who, "")
	event.Facts["batch"], event.Facts["rows"] = string(made.ID), strconv.Itoa(len(rows))
	id := made.ID
	err = s.config.Store.WriteSignedIn(ctx, event, who.InSession(), func(tx *store.Tx) error {
		if err := subjects.MayWork(ctx, tx, who.At(), who.Who(), photo.RoleOf(who)); err != nil {
			return store.NotFoundOr(photo.ErrForbidden, "employment", err)
		}
		found, err := s.config.Replies.Lookup(ctx, tx, request, &id)
		if err != nil {
			return err
		}
		if found {
			return idempotency.ErrRepeated
		}
		open, err := tx.BatchesOf(ctx, who.At(), "", now.Add(-keptFor), MaxOpen)
		if err != nil {
			return fmt.Errorf("load batches: %w", err)
		}
		if len(open) == MaxOpen {
			return ErrTooMany.WithArg("max", MaxOpen).WithArg("n", photo.DraftHours)
		}
		sealed, err := s.sealRows(made.ID, rows)
		if err != nil {
			return err
		}
		if err := tx.CreateBatch(ctx, made, sealed); err != nil {
			return fmt.Errorf("record batch: %w", err)
		}
		return s.config.Replies.Save(ctx, tx, request, made.ID)
	})
	if errors.Is(err, idempotency.ErrRepeated) {
		return id, nil
	}
	return made.ID, err
}

func (s *Service) sealRows(id photo.BatchID, rows []batchtable.Row) ([]store.BatchRow, error) {
	list := make([]store.BatchRow, len(rows))
	for i, row := range rows {
		sealed, err := s.config.Values.SealJSON(content{Row: row}, names.BatchRow(id, i+1))
		if err != nil {
			return nil, err
		}
		list[i] = store.BatchRow{N: i + 1, Sealed: sealed}
	}
	return list, nil
}
