package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// statsMonths is how far back the statistics of the rules reach, the month
// that runs included.
const statsMonths = 12

// Stats tells how often the rules spoke, at one studio and at all of them,
// since the first day of a month.
type Stats struct {
	Since     time.Time
	Judged    int             // verdicts of the studio, of all its documents
	Documents []DocumentStats // those the studio made pictures for, in the order of the form
}

// DocumentStats are the statistics of one document over all the versions of
// its demands in that time.
type DocumentStats struct {
	Profile  photo.ProfileID
	Versions []int
	Here     Marks // of the verdicts themselves
	All      Marks
	Rules    []RuleStats // those that spoke, the one that stopped most first
}

// RuleStats are the statistics of one rule; its marks count the same verdicts
// as those of its document.
type RuleStats struct {
	Rule      string // name of the check
	Here, All Marks
}

// Marks count what became of verdicts: at most one of blocked, lifted and
// warned for a rule, any for a document.
type Marks struct{ Judged, Blocked, Warned, Lifted int }

// Passed is how many were neither blocked nor lifted; advice does not count.
func (m Marks) Passed() int { return m.Judged - m.Blocked - m.Lifted }

func (m *Marks) count(outcome photo.Outcome, n int) {
	switch outcome {
	case photo.Judged:
		m.Judged += n
	case photo.Blocked:
		m.Blocked += n
	case photo.Warned:
		m.Warned += n
	case photo.Lifted:
		m.Lifted += n
	}
}

// Stats gives the statistics of the operator's studio beside those of all.
// They know neither pictures nor persons.
func (s *Studios) Stats(ctx context.Context, who photo.Operator) (Stats, error) {
	now := s.Now().In(photo.Athens())
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location()).AddDate(0, 1-statsMonths, 0)
	var here, all []db.TalliesRow
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		month := first.Format("2006-01")
		if here, err = tx.Tallies(ctx, db.TalliesParams{StudioID: who.At(), Since: month}); err != nil {
			return err
		}
		all, err = tx.Tallies(ctx, db.TalliesParams{Since: month})
		return err
	})
	if err != nil {
		return Stats{}, fmt.Errorf("load tallies: %w", err)
	}
	stats := Stats{Since: first}
	for _, p := range photo.Profiles() {
		if d := statsOf(p.ID, here, all); d.Here.Judged > 0 {
			stats.Documents = append(stats.Documents, d)
			stats.Judged += d.Here.Judged
		}
	}
	return stats, nil
}

// statsOf adds up the tallies of one document.
func statsOf(id photo.ProfileID, here, all []db.TalliesRow) DocumentStats {
	d := DocumentStats{Profile: id}
	rules := map[string]*RuleStats{}
	add := func(rows []db.TalliesRow, whole *Marks, of func(*RuleStats) *Marks) {
		for _, row := range rows {
			if row.Profile != id {
				continue
			}
			if row.Rule == "" {
				whole.count(row.Outcome, int(row.N))
				continue
			}
			if rules[row.Rule] == nil {
				rules[row.Rule] = &RuleStats{Rule: row.Rule}
			}
			of(rules[row.Rule]).count(row.Outcome, int(row.N))
		}
	}
	add(here, &d.Here, func(r *RuleStats) *Marks { return &r.Here })
	add(all, &d.All, func(r *RuleStats) *Marks { return &r.All })
	for _, row := range here {
		if row.Profile == id && !slices.Contains(d.Versions, int(row.Version)) {
			d.Versions = append(d.Versions, int(row.Version))
		}
	}
	slices.Sort(d.Versions)
	for _, rule := range rules {
		rule.Here.Judged, rule.All.Judged = d.Here.Judged, d.All.Judged
		d.Rules = append(d.Rules, *rule)
	}
	slices.SortFunc(d.Rules, func(a, b RuleStats) int {
		return cmp.Or(
			cmp.Compare(b.Here.Blocked+b.Here.Lifted, a.Here.Blocked+a.Here.Lifted),
			cmp.Compare(b.All.Blocked+b.All.Lifted, a.All.Blocked+a.All.Lifted),
			cmp.Compare(b.Here.Warned, a.Here.Warned), cmp.Compare(a.Rule, b.Rule),
		)
	})
	return d
}
