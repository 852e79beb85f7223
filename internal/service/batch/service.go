package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/batchtable"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// Bounds of batches.
const (
	MaxTable = batchtable.MaxBytes // bytes of a table
	MaxRows  = batchtable.MaxRows
	MaxOpen  = 20 // batches of a studio that are kept at the same time
)

// Key returns by what the names of files are compared.
func Key(name string) string { return batchtable.Key(name) }

// Columns lists the columns of a table.
func Columns() []string { return batchtable.Columns() }

// ErrTable refuses a table of too many bytes.
func ErrTable(size int64) *photo.Error {
	return batchtable.ErrLarge.WithArg("have", size>>10).WithArg("max", MaxTable>>10)
}

// ErrTooMany refuses a batch while the studio has too many.
var ErrTooMany = &photo.Error{Kind: photo.Invalid, Code: "batch.many", Field: "table"}

// Config is what the desk works with.
type Config struct {
	Store     *store.Store
	Studio    *studio.Service
	Replies   *idempotency.Replies
	Values    *seal.Generations
	Now       func() time.Time
	Failpoint failpoint.Hook
}

// Service does the acts on batches.
type Service struct{ config Config }

// New makes the service.
func New(config Config) *Service { return &Service{config: config} }

// Receive is [studio.Service.Receive].
func (s *Service) Receive(ctx context.Context, who photo.Operator, body io.Reader, announced int64) (studio.Incoming, error) {
	return s.config.Studio.Receive(ctx, who, body, announced)
}

// Admit is [studio.Service.Admit].
func (s *Service) Admit(ctx context.Context, who photo.Operator, size int64) (release func(), err error) {
	return s.config.Studio.Admit(ctx, who, size)
}

// content is what is sealed about a row.
type content struct {
	batchtable.Row

	Upload   photo.UploadID          `json:"upload,omitempty"`   // the draft it became
	Digests  map[photo.Item][]byte   `json:"digests,omitempty"`  // SHA-256 of the files that came, by which a repetition is known
	Problems map[photo.Item]*problem `json:"problems,omitempty"` // why the newest file of each is not taken
}

// withProblem returns the content with what is wrong with the newest file of an item;
// nil where nothing is.
func (c content) withProblem(item photo.Item, p *problem) content {
	c.Problems = maps.Clone(c.Problems)
	if p == nil {
		delete(c.Problems, item)
		return c
	}
	if c.Problems == nil {
		c.Problems = map[photo.Item]*problem{}
	}
	c.Problems[item] = p
	return c
}

// problem is a refusal as it is stored.
type problem struct {
	Code string         `json:"code"`
	Args map[string]any `json:"args,omitempty"`
}

// loaded is a batch with its rows opened.
type loaded struct {
	record store.Batch
	rows   []content
	sealed [][]byte // the rows as they were stored
}

// load loads a batch of the operator's own: an owner sees the studio's, an employee
// those he or she made. Anything else, and one that has ended, is [photo.ErrNotFound].
func (s *Service) load(ctx context.Context, tx *store.Tx, who photo.Operator, id photo.BatchID) (loaded, error) {
	if err := subjects.MayWork(ctx, tx, who.At(), who.Who(), photo.RoleOf(who)); err != nil {
		return loaded{}, store.NotFoundOr(photo.ErrForbidden, "employment", err)
	}
	b, err := tx.Batch(ctx, id)
	if err != nil {
		return loaded{}, store.NotFoundOr(photo.ErrNotFound, "batch", err)
	}
	_, owner := who.Owner()
	if b.Studio != who.At() || !owner && b.By != who.Who() || !s.ends(b).After(s.config.Now()) {
		return loaded{}, photo.ErrNotFound
	}
	rows, err := tx.BatchRows(ctx, id)
	if err != nil {
		return loaded{}, fmt.Errorf("load rows: %w", err)
	}
	found := loaded{record: b}
	for _, row := range rows {
		var c content
		if err := s.config.Values.OpenJSON(row.Sealed, names.BatchRow(id, row.N), &c); err != nil {
			return found, fmt.Errorf("open row: %w", err)
		}
		found.rows, found.sealed = append(found.rows, c), append(found.sealed, row.Sealed)
	}
	return found, nil
}

// ends returns when the rows of a batch are deleted.
func (s *Service) ends(b store.Batch) time.Time { return b.ChangedAt.Add(photo.DraftHours * time.Hour) }

// read loads a batch outside of an act. That it was refused is recorded.
func (s *Service) read(ctx context.Context, who photo.Operator, id photo.BatchID) (found loaded, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		found, err = s.load(ctx, tx, who, id)
		return err
	})
	if errors.Is(err, photo.ErrNotFound) {
		event := journal.ByOperator(journal.ViewBatch, who, "")
		event.Facts["batch"] = journal.ID(id)
		err = s.config.Store.Refuse(ctx, event, err)
	}
	return found, err
}
