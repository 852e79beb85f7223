package stats

import (
	"cmp"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// months is how far back the statistics reach, including the current month.
const months = 12

// Since returns the day on which the statistics of a moment begin: the first of
// a month in Athens.
func Since(now time.Time) time.Time {
	today := now.In(photo.Athens())
	return time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location()).AddDate(0, 1-months, 0)
}

// Report holds how often the rules fired, at one studio and at all of them. It
// knows neither pictures nor persons.
type Report struct {
	Since     time.Time
	Judged    int        // verdicts of the studio, of all its documents
	Documents []Document // those the studio made pictures for, in the order of the form
}

// Document holds the statistics of one document over all versions of its
// demands in the period.
type Document struct {
	Profile   photo.ProfileID
	Versions  []int
	Here, All Marks  // of the verdicts themselves; All is zero where it is hidden
	Rules     []Rule // those that fired, the one that stopped most first
}

// Rule holds the statistics of one rule; its marks count the same verdicts as
// those of its document.
type Rule struct {
	Rule      string // name of the check
	Here, All Marks
}

// Marks count the results of verdicts: at most one of blocked, exempted
// and warned for a rule, any for a document.
type Marks struct{ Judged, Blocked, Warned, Exempted int }

// Passed returns how many were neither blocked nor exempted; warnings do not
// count.
func (m Marks) Passed() int { return m.Judged - m.Blocked - m.Exempted }

func (m *Marks) count(c spec.TallyCount) {
	switch c.Outcome {
	case spec.Judged:
		m.Judged += c.N
	case spec.Blocked:
		m.Blocked += c.N
	case spec.Warned:
		m.Warned += c.N
	case spec.Exempted:
		m.Exempted += c.N
	}
}

// MinStudios is how many studios must contribute to the numbers of all before
// one of them sees them: of two studios, each could subtract its own numbers.
const MinStudios = 3

// WithoutFewStudios removes the tallies of documents that too few studios have
// judged.
func WithoutFewStudios(all []spec.TallyCount, studios map[photo.ProfileID]int) []spec.TallyCount {
	return slices.DeleteFunc(all, func(c spec.TallyCount) bool { return studios[c.Profile] < MinStudios })
}

// New adds up the tallies of one studio beside those of all.
func New(since time.Time, here, all []spec.TallyCount) Report {
	report := Report{Since: since}
	for _, p := range spec.Profiles() {
		if d := newDocument(p.ID, here, all); d.Here.Judged > 0 {
			report.Documents = append(report.Documents, d)
			report.Judged += d.Here.Judged
		}
	}
	return report
}

func newDocument(id photo.ProfileID, here, all []spec.TallyCount) Document {
	d := Document{Profile: id}
	rules := map[string]*Rule{}
	add := func(counts []spec.TallyCount, whole *Marks, of func(*Rule) *Marks) {
		for _, c := range counts {
			switch {
			case c.Profile != id:
			case c.Rule == "":
				whole.count(c)
			default:
				if rules[c.Rule] == nil {
					rules[c.Rule] = &Rule{Rule: c.Rule}
				}
				of(rules[c.Rule]).count(c)
			}
		}
	}
	add(here, &d.Here, func(r *Rule) *Marks { return &r.Here })
	add(all, &d.All, func(r *Rule) *Marks { return &r.All })
	for _, c := range here {
		if c.Profile == id && !slices.Contains(d.Versions, c.Version) {
			d.Versions = append(d.Versions, c.Version)
		}
	}
	slices.Sort(d.Versions)
	for _, rule := range rules {
		rule.Here.Judged, rule.All.Judged = d.Here.Judged, d.All.Judged
		d.Rules = append(d.Rules, *rule)
	}
	slices.SortFunc(d.Rules, Rule.compare)
	return d
}

// compare orders rules by how much they stopped, the most first.
func (r Rule) compare(other Rule) int {
	return cmp.Or(
		cmp.Compare(other.Here.Blocked+other.Here.Exempted, r.Here.Blocked+r.Here.Exempted),
		cmp.Compare(other.All.Blocked+other.All.Exempted, r.All.Blocked+r.All.Exempted),
		cmp.Compare(other.Here.Warned, r.Here.Warned), cmp.Compare(r.Rule, other.Rule),
	)
}
