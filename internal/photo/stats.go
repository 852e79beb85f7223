package photo

import (
	"cmp"
	"slices"
	"time"
)

// statsMonths is how far back the statistics of the rules reach, the month
// that runs included.
const statsMonths = 12

// StatsSince gives the day on which the statistics of a moment begin: the first
// of a month in Athens.
func StatsSince(now time.Time) time.Time {
	today := now.In(Athens())
	return time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location()).AddDate(0, 1-statsMonths, 0)
}

// TallyCount is how often a mark was made.
type TallyCount struct {
	Tally
	N int
}

// Stats tells how often the rules spoke, at one studio and at all of them. It
// knows neither pictures nor persons.
type Stats struct {
	Since     time.Time
	Judged    int             // verdicts of the studio, of all its documents
	Documents []DocumentStats // those the studio made pictures for, in the order of the form
}

// DocumentStats are the statistics of one document over all the versions of
// its demands in that time.
type DocumentStats struct {
	Profile   ProfileID
	Versions  []int
	Here, All Marks       // of the verdicts themselves; All is zero where it is hidden
	Rules     []RuleStats // those that spoke, the one that stopped most first
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

func (m *Marks) count(c TallyCount) {
	switch c.Outcome {
	case Judged:
		m.Judged += c.N
	case Blocked:
		m.Blocked += c.N
	case Warned:
		m.Warned += c.N
	case Lifted:
		m.Lifted += c.N
	}
}

// LeastStudios is how many studios the numbers of all must come from before
// one of them is shown them: of two, what is not mine is the other's.
const LeastStudios = 3

// Hiding leaves out the marks of documents that too few studios judged for.
func Hiding(all []TallyCount, studios map[ProfileID]int) []TallyCount {
	return slices.DeleteFunc(all, func(c TallyCount) bool { return studios[c.Profile] < LeastStudios })
}

// NewStats adds up the marks of one studio beside those of all.
func NewStats(since time.Time, here, all []TallyCount) Stats {
	stats := Stats{Since: since}
	for _, id := range documents() {
		if d := statsOf(id, here, all); d.Here.Judged > 0 {
			stats.Documents = append(stats.Documents, d)
			stats.Judged += d.Here.Judged
		}
	}
	return stats
}

func statsOf(id ProfileID, here, all []TallyCount) DocumentStats {
	d := DocumentStats{Profile: id}
	rules := map[string]*RuleStats{}
	add := func(counts []TallyCount, whole *Marks, of func(*RuleStats) *Marks) {
		for _, c := range counts {
			switch {
			case c.Profile != id:
			case c.Rule == "":
				whole.count(c)
			default:
				if rules[c.Rule] == nil {
					rules[c.Rule] = &RuleStats{Rule: c.Rule}
				}
				of(rules[c.Rule]).count(c)
			}
		}
	}
	add(here, &d.Here, func(r *RuleStats) *Marks { return &r.Here })
	add(all, &d.All, func(r *RuleStats) *Marks { return &r.All })
	for _, c := range here {
		if c.Profile == id && !contains(d.Versions, c.Version) {
			d.Versions = append(d.Versions, c.Version)
		}
	}
	slices.Sort(d.Versions)
	for _, rule := range rules {
		rule.Here.Judged, rule.All.Judged = d.Here.Judged, d.All.Judged
		d.Rules = append(d.Rules, *rule)
	}
	slices.SortFunc(d.Rules, RuleStats.compare)
	return d
}

// compare sorts the rule that stopped more before another.
func (r RuleStats) compare(other RuleStats) int {
	return cmp.Or(
		cmp.Compare(other.Here.Blocked+other.Here.Lifted, r.Here.Blocked+r.Here.Lifted),
		cmp.Compare(other.All.Blocked+other.All.Lifted, r.All.Blocked+r.All.Lifted),
		cmp.Compare(other.Here.Warned, r.Here.Warned), cmp.Compare(r.Rule, other.Rule),
	)
}
