package page

import (
	"errors"
	"fmt"
	"html/template"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	files "myphoto/internal/web/template"
)

// funcs returns the functions of the templates, bound to a language:
//
//	t "key" "name" value …   the sentence under key with its values
//	date clock datetime      a moment, in Athens
//	number n                 a count
//	path "/citizen"          address of a page of ours in this language
//	asset "app.css"          address of a file of package static
//	other .Path .Query       address of this page in the other language
//	minutes d                a duration in whole minutes
//	seconds d                a duration in whole seconds
//	legal                    day of the legal texts in force
//	sentdays drafthours      periods of the retention table, in days and in hours
//	linkedkept               how long files stay after the first link, in words
//	contactkept historykept  periods that the operator sets, in words
//	screenreader text        a text whose masked numbers a screen reader says in words
//
// and the builders of the components (builders.go).
func (r *Renderer) funcs(l lang.Language) template.FuncMap {
	all := template.FuncMap{
		"t": func(key string, pairs ...any) (string, error) {
			args, err := parsePairs(pairs)
			return l.Say(key, args), err
		},
		"date":       l.Date,
		"clock":      l.Time,
		"datetime":   l.DateTime,
		"number":     func(n int) string { return l.Number(int64(n)) },
		"legal":      func() string { return l.Date(files.LegalDate()) },
		"minutes":    func(d time.Duration) int { return int(d / time.Minute) },
		"sentdays":   func() int { return photo.SentDays },
		"drafthours": func() int { return photo.DraftHours },
		"linkedkept": func() string { return inMonths(l, photo.LinkedMonths) },
		"contactkept": func() string {
			return l.Say("period.days", map[string]any{"n": r.config.ContactDays})
		},
		"historykept": func() string {
			return l.Say("period.years", map[string]any{"n": r.config.LedgerYears})
		},
		"path":    func(path string) string { return Localise(l, r.scope.mark(path)) },
		"other":   func(path, query string) string { return localiseWithQuery(l.Other(), path, query) },
		"seconds": func(d time.Duration) int { return int(d / time.Second) },
		"otherlang": func() string {
			return string(l.Other())
		},
		"screenreader": func(text string) template.HTML { return screenReaderText(l, text) },
		"asset":        r.assets.address,
		"logo":         func() string { return r.assets.logo },
	}
	for name, builder := range builders() {
		all[name] = builder
	}
	return all
}

// inMonths writes a period in years, or in months where it is no whole year.
func inMonths(l lang.Language, months int) string {
	if months%12 == 0 {
		return l.Say("period.years", map[string]any{"n": months / 12})
	}
	return l.Say("period.months", map[string]any{"n": months})
}

func localiseWithQuery(l lang.Language, path, query string) string {
	to := Localise(l, path)
	if query != "" {
		to += "?" + query
	}
	return to
}

// parsePairs reads "name" value "name" value.
func parsePairs(pairs []any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("names and values do not pair up")
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("name %d is not text", i/2+1)
		}
		args[name] = pairs[i+1]
	}
	return args, nil
}
