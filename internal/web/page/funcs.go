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

// funcs are the functions of the templates, bound to a language:
//
//	t "key" "name" value …   the sentence under key with its values
//	date clock datetime      a moment, in Athens
//	bytes number decimal     a size, a count, a measure
//	path "/citizen"          address of a page of ours in this language
//	asset "app.css"          address of a file of package static
//	other .Path .Query       address of this page in the other language
//	minutes d                a duration in whole minutes
//	legal                    day of the legal texts in force
//	sentdays drafthours      periods of the retention table, in days and in hours
//	contactkept historykept  those that the operator sets, in words
//	spoken text              a text with masked numbers, fit to be heard
//
// and the builders of the components (builders.go).
func (r *Renderer) funcs(l lang.Language) template.FuncMap {
	all := template.FuncMap{
		"t": func(key string, pairs ...any) (string, error) {
			args, err := paired(pairs)
			return l.Say(key, args), err
		},
		"date":       l.Date,
		"clock":      l.Time,
		"datetime":   l.DateTime,
		"bytes":      l.Bytes,
		"number":     func(n int) string { return l.Number(int64(n)) },
		"decimal":    l.Decimal,
		"legal":      func() string { return l.Date(files.LegalDate()) },
		"minutes":    func(d time.Duration) int { return int(d / time.Minute) },
		"sentdays":   func() int { return photo.SentDays },
		"drafthours": func() int { return photo.DraftHours },
		"contactkept": func() string {
			return l.Say("period.days", map[string]any{"n": r.look.ContactDays})
		},
		"historykept": func() string {
			return l.Say("period.years", map[string]any{"n": r.look.LedgerYears})
		},
		"path":  func(path string) string { return Localise(l, path) },
		"other": func(path, query string) string { return counterpart(l.Other(), path, query) },
		"idle":  func() int { return int(r.look.Idle / time.Second) },
		"otherlang": func() string {
			return string(l.Other())
		},
		"spoken": func(text string) template.HTML { return spoken(l, text) },
		"asset":  r.assets.address,
		"logo":   func() string { return r.assets.logo },
	}
	for name, builder := range builders() {
		all[name] = builder
	}
	return all
}

func counterpart(l lang.Language, path, query string) string {
	to := Localise(l, path)
	if query != "" {
		to += "?" + query
	}
	return to
}

// paired reads "name" value "name" value.
func paired(pairs []any) (map[string]any, error) {
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
