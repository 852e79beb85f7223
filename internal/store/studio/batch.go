package studio

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// Batch is the table of one batch, without its rows.
type Batch struct {
	ID        photo.BatchID
	Studio    photo.StudioID
	By        photo.SubjectID
	Rows      int
	CreatedAt time.Time
	ChangedAt time.Time // its rows are deleted a day later

	mac []byte
}

func batchOf(row db.Batch) Batch {
	return Batch{
		ID: row.ID, Studio: row.StudioID, By: row.BySubjectID, Rows: int(row.RowCount),
		CreatedAt: row.CreatedAt.Time, ChangedAt: row.ChangedAt.Time, mac: row.Mac,
	}
}

func (b Batch) row() db.Batch {
	return db.Batch{
		ID: b.ID, StudioID: b.Studio, BySubjectID: b.By, RowCount: int64(b.Rows),
		CreatedAt: db.At(b.CreatedAt), ChangedAt: db.At(b.ChangedAt),
	}
}

// BatchRow is one row of the table of a batch. Its content is sealed.
type BatchRow struct {
	N      int // from 1, in the order of the table
	Sealed []byte
}

// CreateBatch inserts a batch with its rows.
func (d Desk) CreateBatch(ctx context.Context, b Batch, rows []BatchRow) error {
	row := b.row()
	err := d.q.InsertBatch(ctx, db.InsertBatchParams{
		ID: row.ID, StudioID: row.StudioID, BySubjectID: row.BySubjectID, RowCount: row.RowCount, CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt,
		Mac: d.codes.Sign(row),
	})
	if err != nil {
		return err
	}
	for _, one := range rows {
		if err := d.q.InsertBatchRow(ctx, db.InsertBatchRowParams{BatchID: b.ID, N: int64(one.N), Sealed: one.Sealed}); err != nil {
			return err
		}
	}
	return nil
}

// Batch returns a batch; [db.ErrNotFound] when there is none.
func (d Desk) Batch(ctx context.Context, id photo.BatchID) (Batch, error) {
	row, err := d.q.Batch(ctx, id)
	row, err = codes.Genuine(d.codes, row, err)
	return batchOf(row), err
}

// BatchesOf returns at most limit batches of a studio, or of one of its people, that
// changed after a moment, the newest first.
func (d Desk) BatchesOf(ctx context.Context, of photo.StudioID, by photo.SubjectID, after time.Time, limit int) ([]Batch, error) {
	rows, err := d.q.BatchesOf(ctx, db.BatchesOfParams{StudioID: of, BySubjectID: string(by), After: db.At(after), MaxRows: int32(limit)})
	rows, err = codes.OnlyGenuine(ctx, d.codes, rows, err)
	list := make([]Batch, len(rows))
	for i, row := range rows {
		list[i] = batchOf(row)
	}
	return list, err
}

// SaveBatch saves a batch that was loaded and changed, and reports whether it is still
// as it was loaded.
func (d Desk) SaveBatch(ctx context.Context, b Batch) (bool, error) {
	row := b.row()
	n, err := d.q.UpdateBatch(ctx, db.UpdateBatchParams{
		ChangedAt: row.ChangedAt, Mac: d.codes.Sign(row), ID: b.ID, Before: b.mac,
	})
	return n > 0, err
}

// BatchRows returns the rows of a batch in their order.
func (d Desk) BatchRows(ctx context.Context, id photo.BatchID) ([]BatchRow, error) {
	rows, err := d.q.BatchRows(ctx, id)
	list := make([]BatchRow, len(rows))
	for i, row := range rows {
		list[i] = BatchRow{int(row.N), row.Sealed}
	}
	return list, err
}

// SaveBatchRow replaces the content of a row, and reports whether it was still the one
// before.
func (d Desk) SaveBatchRow(ctx context.Context, id photo.BatchID, row BatchRow, before []byte) (bool, error) {
	n, err := d.q.UpdateBatchRow(ctx, db.UpdateBatchRowParams{Sealed: row.Sealed, BatchID: id, N: int64(row.N), Before: before})
	return n > 0, err
}
