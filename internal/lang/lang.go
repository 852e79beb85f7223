package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Language is one of the two languages of the service, as its BCP 47 tag.
type Language string

// The languages of the service. Greek is the default.
const (
	Greek   Language = "el"
	English Language = "en"
)

//go:embed el.json en.json
var files embed.FS

// catalogues reads both files once, when the first sentence is asked for.
var catalogues = sync.OnceValue(func() map[Language]map[string]string {
	all := make(map[Language]map[string]string, 2)
	for _, l := range Languages() {
		all[l] = read(l)
	}
	return all
})

// read parses the embedded file of a language. The files are part of the program
// and checked by a test, so one that does not parse yields no sentences rather than
// an error to handle at every call.
func read(l Language) map[string]string {
	said := map[string]string{}
	raw, err := files.ReadFile(string(l) + ".json")
	if err != nil || json.Unmarshal(raw, &said) != nil {
		return nil
	}
	return said
}

// Languages lists the languages, the default first.
func Languages() []Language { return []Language{Greek, English} }

// Other returns the other of the two languages.
func (l Language) Other() Language {
	if l == English {
		return Greek
	}
	return English
}

// Keys lists every key of the catalogue, sorted, plural forms under their own
// names ("files.one", "files.other").
func Keys() []string {
	said := catalogues()[Greek]
	keys := make([]string, 0, len(said))
	for k := range said {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Has reports whether there is a sentence under key, or its plural forms.
func (l Language) Has(key string) bool {
	said := catalogues()[l]
	if _, ok := said[key]; ok {
		return true
	}
	_, one := said[key+".one"]
	_, other := said[key+".other"]
	return one && other
}

// Say returns the sentence under key with its placeholders filled from args. A
// time.Time is written as a date, or as the time of day where the placeholder is
// {time}; a number with the separators of the language, or as a number of bytes
// where the placeholder is {bytes}; a value that is itself a sentence (it has
// SentenceKey) in its words; anything else as fmt prints it. A placeholder without a
// value stays as it is. A key that is not in the catalogue is returned in square
// brackets.
func (l Language) Say(key string, args map[string]any) string {
	sentence, ok := l.sentence(key, args)
	if !ok {
		return "[" + key + "]"
	}
	return l.fill(sentence, args)
}

func (l Language) sentence(key string, args map[string]any) (string, bool) {
	said := catalogues()[l]
	if s, ok := said[key]; ok {
		return s, true
	}
	if s, ok := said[key+form(args["n"])]; ok {
		return s, true
	}
	s, ok := said[key+".other"]
	return s, ok
}

// form returns the suffix of the plural form for a count (CLDR: in Greek .one is
// n = 1, in English i = 1 and v = 0, which is the same for whole numbers). A form
// for zero exists only where "0 files" would not do.
func form(n any) string {
	switch fmt.Sprint(n) {
	case "0":
		return ".zero"
	case "1":
		return ".one"
	default:
		return ".other"
	}
}

func (l Language) fill(sentence string, args map[string]any) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(sentence, "{")
		name, after, closed := strings.Cut(rest, "}")
		b.WriteString(before)
		if !opened || !closed {
			break
		}
		value, ok := args[name]
		if ok {
			b.WriteString(l.write(name, value))
		} else {
			b.WriteString("{" + name + "}")
		}
		sentence = after
	}
	return b.String()
}
