package studio

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/stats"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// minJudged is the number of verdicts below which a rate means nothing.
const minJudged = 10

// statsView is how often each rule decided.
type statsView struct {
	Since     time.Time
	Judged    int
	Min       int
	Documents []documentRates // none: too few verdicts
	Studios   int             // how many must have judged before the rates of all studios are shown; 0: they are shown
}

// documentRates are the rates of one document and of its rules.
type documentRates struct {
	Name, Versions     string
	Judged             int
	Accepted, Exempted rate
	Rules              []ruleRates
}

// ruleRates are the rates of one rule.
type ruleRates struct {
	Name                    string
	Passed, Advised, Exempt rate
}

// rate is a share in words, of this studio and of all.
type rate struct{ Here, All string }

func (h *Handler) stats(req *http.Request, who photo.Operator) (page.Reply, error) {
	found, err := h.Figures.Stats(req.Context(), who)
	if err != nil {
		return nil, err
	}
	v := statsView{Since: found.Since, Judged: found.Judged, Min: minJudged}
	if found.Judged >= minJudged {
		for _, d := range found.Documents {
			v.Documents = append(v.Documents, ratesOf(page.Language(req), d))
			if d.All.Judged == 0 {
				v.Studios = stats.MinStudios
			}
		}
	}
	return h.page(req, "studio/stats", v), nil
}

func ratesOf(l lang.Language, d stats.Document) documentRates {
	both := func(here, all stats.Marks, of func(stats.Marks) int) rate {
		r := rate{Here: l.Say("studio.stats.part", map[string]any{"percent": percent(of(here), here.Judged), "n": of(here), "all": here.Judged})}
		if all.Judged > 0 {
			r.All = l.Say("studio.stats.all", map[string]any{"percent": percent(of(all), all.Judged)})
		}
		return r
	}
	bothOrDash := func(here, all stats.Marks, of func(stats.Marks) int) rate { // a dash where it never happened
		if of(here)+of(all) == 0 {
			return rate{Here: l.Say("studio.specs.none", nil)}
		}
		return both(here, all, of)
	}
	accepted := func(m stats.Marks) int { return m.Judged - m.Blocked }
	warned := func(m stats.Marks) int { return m.Warned }
	lifted := func(m stats.Marks) int { return m.Exempted }
	v := documentRates{
		Name: verdict.DocumentNames(l, []photo.ProfileID{d.Profile}), Versions: commas(d.Versions), Judged: d.Here.Judged,
		Accepted: both(d.Here, d.All, accepted), Exempted: bothOrDash(d.Here, d.All, lifted),
	}
	for _, r := range d.Rules {
		v.Rules = append(v.Rules, ruleRates{
			Name:    verdict.RuleName(l, r.Rule),
			Passed:  both(r.Here, r.All, stats.Marks.Passed),
			Advised: bothOrDash(r.Here, r.All, warned),
			Exempt:  bothOrDash(r.Here, r.All, lifted),
		})
	}
	return v
}

// percent writes a share without decimals; a share above none is never rounded to
// 0%, and one below all never to 100%.
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
