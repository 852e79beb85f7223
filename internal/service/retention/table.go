package retention

import (
	"context"
	"fmt"
	"math"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// RuleCount is one row of the table of a sweep: the number of uploads or records
// that are due by a retention rule, and of those erased and failed.
type RuleCount struct {
	Rule                string
	Due, Erased, Failed int
}

// table holds the counts of the upload rules by rule ID.
type table map[string]*RuleCount

// newTable returns a table with a zero row for every rule.
func newTable() table {
	t := table{}
	for _, rule := range photo.RetentionRules() {
		t[rule.ID] = &RuleCount{Rule: rule.ID}
	}
	return t
}

// rowFor returns the row of the rule by which an upload is due.
func (t table) rowFor(u photo.Upload) *RuleCount {
	_, rule := u.Due()
	return t[rule]
}

// rows returns the rows in the order of the retention table.
func (t table) rows() []RuleCount {
	var rows []RuleCount
	for _, rule := range photo.RetentionRules() {
		rows = append(rows, *t[rule.ID])
	}
	return rows
}

// Due returns what a sweep would erase now, by rule, and changes nothing.
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
				t.rowFor(u.Upload).Due++
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
