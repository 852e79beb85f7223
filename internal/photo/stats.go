package photo

import (
	"cmp"
	"slices"
)

// DocumentStats are the statistics of one document over all the versions of
// its demands in that time.
type DocumentStats struct {
	Profile  ProfileID
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

func (m *Marks) count(outcome Outcome, n int) {
	switch outcome {
	case Judged:
		m.Judged += n
	case Blocked:
		m.Blocked += n
	case Warned:
		m.Warned += n
	case Lifted:
		m.Lifted += n
	}
}

// Counted is how many marks of one kind were made.
type Counted struct {
	Tally

	N int
}

// StatsOf adds up the marks of one document, those of one studio beside those
// of all.
func StatsOf(id ProfileID, here, all []Counted) DocumentStats {
	d := DocumentStats{Profile: id}
	rules := map[string]*RuleStats{}
	add := func(rows []Counted, whole *Marks, of func(*RuleStats) *Marks) {
		for _, row := range rows {
			if row.Profile != id {
				continue
			}
			if row.Rule == "" {
				whole.count(row.Outcome, row.N)
				continue
			}
			if rules[row.Rule] == nil {
				rules[row.Rule] = &RuleStats{Rule: row.Rule}
			}
			of(rules[row.Rule]).count(row.Outcome, row.N)
		}
	}
	add(here, &d.Here, func(r *RuleStats) *Marks { return &r.Here })
	add(all, &d.All, func(r *RuleStats) *Marks { return &r.All })
	for _, row := range here {
		if row.Profile == id && !slices.Contains(d.Versions, row.Version) {
			d.Versions = append(d.Versions, row.Version)
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
