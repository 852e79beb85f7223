package retention

import (
	"context"
	"errors"
	"fmt"
	"math"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
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
	further, err := s.dueSteps(ctx)
	return append(t.rows(), further...), err
}

// dueSteps counts what the further steps of a sweep would end, in their order. What
// can be counted only by doing it is done in a transaction that is rolled back.
func (s *Service) dueSteps(ctx context.Context) ([]RuleCount, error) {
	var rows []RuleCount
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows = nil
		ends, err := s.countSteps(ctx, tx)
		if err != nil {
			return err
		}
		for _, step := range s.steps() {
			rows = append(rows, RuleCount{Rule: step.rule, Due: ends[step.rule]})
		}
		for _, p := range counts.Purges() {
			due, err := tx.Purge(ctx, p, s.config.Now())
			if err != nil {
				return fmt.Errorf("purge %s: %w", p, err)
			}
			rows = append(rows, RuleCount{Rule: string(p), Due: int(due)})
		}
		return store.ErrNothing
	})
	if !errors.Is(err, store.ErrNothing) {
		return nil, fmt.Errorf("count what is due: %w", err)
	}
	return rows, nil
}

// countContacts counts the contacts that are due and do not go with their upload.
func (s *Service) countContacts(ctx context.Context, tx *store.Tx) (n int, err error) {
	ids, err := tx.ContactsDue(ctx, s.config.Now(), math.MaxInt32, 0)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		u, err := tx.Upload(ctx, id)
		if err != nil {
			return 0, err
		}
		if !u.Overdue(s.config.Now()) {
			n++
		}
	}
	return n, nil
}

// countSteps returns what is due by the rule of each step.
func (s *Service) countSteps(ctx context.Context, tx *store.Tx) (map[string]int, error) {
	now, counts := s.config.Now(), map[string]int{}
	contacts, faultContacts := s.countContacts(ctx, tx)
	unsettled, faultUnsettled := tx.UnsettledRetrievals(ctx, now.Add(-photo.RetrievalTTL), math.MaxInt32, 0)
	files, faultFiles := tx.FilesToDelete(ctx, math.MaxInt32, 0)
	erased, _, faultErased := tx.Erasures(ctx, math.MaxInt32)
	bodies, faultBodies := tx.CountOldEvents(ctx, s.recordCutoff())
	grants, forged, faultGrants := tx.ExpireGrants(ctx, now, math.MaxInt32, 0)
	tickets, forgedTickets, faultTickets := tx.ExpireTickets(ctx, now, math.MaxInt32, 0)
	faults := []error{faultContacts, faultUnsettled, faultFiles, faultErased, faultBodies, faultGrants, faultTickets}
	counts[stepContacts], counts[stepRetrievals], counts[stepGrants] = contacts, len(unsettled), len(grants)+len(forged)
	counts[stepTickets] = len(tickets) + len(forgedTickets)
	counts[stepFiles], counts[stepErasureList], counts[ledgerBodies] = len(files), len(erased), bodies
	for _, kind := range photo.RecordKinds() { // one after the other: a record can end only after those that refer to it
		due, err := tx.EndRecords(ctx, kind, s.recordCutoff(), math.MaxInt32)
		counts[string(kind)] = int(due)
		faults = append(faults, err)
	}
	return counts, errors.Join(faults...)
}
