package studio

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/stats"
	"myphoto/internal/web/page"
)

// leastJudged is how many verdicts there must be before a rate means anything.
const leastJudged = 10

// statsView is how often the rules spoke.
type statsView struct {
	Since     time.Time
	Judged    int
	Least     int
	Documents []documentRates // none: too little to tell
	Studios   int             // how many must have judged before the numbers of all are shown; 0: they are
}

// documentRates are the rates of one document and of its rules.
type documentRates struct {
	Name, Versions   string
	Judged           int
	Accepted, Lifted rate
	Rules            []ruleRates
}

// ruleRates are the rates of one rule.
type ruleRates struct {
	Name                    string
	Passed, Advised, Exempt rate
}

// rate is a share in words, of this studio and of all.
type rate struct{ Here, All string }

func (s *Studio) stats(req *http.Request, who photo.Operator) (page.Reply, error) {
	found, err := s.Desk.Stats(req.Context(), who)
	if err != nil {
		return nil, err
	}
	v := statsView{Since: found.Since, Judged: found.Judged, Least: leastJudged}
	if found.Judged >= leastJudged {
		for _, d := range found.Documents {
			v.Documents = append(v.Documents, ratesOf(page.Language(req), d))
			if d.All.Judged == 0 {
				v.Studios = stats.MinStudios
			}
		}
	}
	return s.screen(req, "studio/stats", v), nil
}

func ratesOf(l language, d stats.Document) documentRates {
	both := func(here, all stats.Marks, of func(stats.Marks) int) rate {
		r := rate{Here: l.Say("studio.stats.part", map[string]any{"percent": percent(of(here), here.Judged), "n": of(here), "all": here.Judged})}
		if all.Judged > 0 {
			r.All = l.Say("studio.stats.all", map[string]any{"percent": percent(of(all), all.Judged)})
		}
		return r
	}
	seldom := func(here, all stats.Marks, of func(stats.Marks) int) rate { // nothing to read where it never happened
		if of(here)+of(all) == 0 {
			return rate{Here: l.Say("studio.specs.none", nil)}
		}
		return both(here, all, of)
	}
	accepted := func(m stats.Marks) int { return m.Judged - m.Blocked }
	warned := func(m stats.Marks) int { return m.Warned }
	lifted := func(m stats.Marks) int { return m.Lifted }
	v := documentRates{
		Name: names(l, []photo.ProfileID{d.Profile}), Versions: commas(d.Versions), Judged: d.Here.Judged,
		Accepted: both(d.Here, d.All, accepted), Lifted: seldom(d.Here, d.All, lifted),
	}
	for _, r := range d.Rules {
		v.Rules = append(v.Rules, ruleRates{
			Name:    ruleName(l, r.Rule),
			Passed:  both(r.Here, r.All, stats.Marks.Passed),
			Advised: seldom(r.Here, r.All, warned),
			Exempt:  seldom(r.Here, r.All, lifted),
		})
	}
	return v
}

// percent writes a share without decimals; what is not none is never written
// as none, and what is not all never as all.
func percent(part, whole int) string {
	switch share := 100 * float64(part) / float64(whole); {
	case part == 0:
		return "0%"
	case share < 1:
		return "<1%"
	case part < whole:
		return fmt.Sprintf("%.0f%%", min(math.Round(share), 99))
	default:
		return "100%"
	}
}

// commas writes numbers as "1, 2".
func commas(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
}
