package retention

import (
	"context"
	"fmt"
	"math"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// RuleCount is one line of the sweep's table: for how many uploads or records a
// retention rule is due, and what became of them.
type RuleCount struct {
	Rule                string
	Due, Erased, Failed int
}

// table is the table of the retention rules while it is filled.
type table map[string]*RuleCount

func newTable() table {
	t := table{}
	for _, rule := range photo.RetentionRules() {
		t[rule.ID] = &RuleCount{Rule: rule.ID}
	}
	return t
}

// of returns the line of the rule by which an upload is due.
func (t table) of(u photo.Upload) *RuleCount {
	_, rule := u.Due()
	return t[rule]
}

func (t table) rows() []RuleCount {
	var rows []RuleCount
	for _, rule := range photo.RetentionRules() {
		rows = append(rows, *t[rule.ID])
	}
	return rows
}

// Due counts what a sweep would erase now and changes nothing.
func (s *Service) Due(ctx context.Context) ([]RuleCount, error) {
	t := newTable()
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		ids, err := tx.DueUploads(ctx, s.config.Now(), math.MaxInt32)
		if err != nil {
			return err
		}
		for _, id := range ids {
			u, err := tx.Upload(ctx, id)
			if err != nil {
				return err
			}
			if u.Overdue(s.config.Now()) {
				t.of(u.Upload).Due++
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load due uploads: %w", err)
	}
	records, err := s.dueRecords(ctx)
	return append(t.rows(), records...), err
}
