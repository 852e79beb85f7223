package journal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/lang"
	"myphoto/internal/service/internal/journal"
)

func TestEveryActHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, act := range journal.Acts() {
		for _, l := range []lang.Language{lang.Greek, lang.English} {
			if !l.Has("act." + string(act)) {
				t.Errorf("%s: no sentence act.%s", l, act)
			}
		}
	}
}

// constants returns the constants of type Act, by name.
func constants(t *testing.T) map[string]journal.Act {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "acts.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]journal.Act{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		list[spec.Names[0].Name] = journal.Act(value)
		return true
	})
	return list
}

func TestActsListsEveryActOnce(t *testing.T) {
	t.Parallel()
	declared := map[journal.Act]int{}
	for _, act := range constants(t) {
		declared[act]++
	}
	listed := map[journal.Act]int{}
	for _, act := range journal.Acts() {
		listed[act]++
	}
	if diff := cmp.Diff(declared, listed); diff != "" || slices.Max(slices.Collect(values(listed))) > 1 {
		t.Errorf("declared and listed: %s", diff)
	}
}

func values(m map[journal.Act]int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for _, n := range m {
			if !yield(n) {
				return
			}
		}
	}
}

// An act that is never recorded does not belong in the list.
func TestEveryActIsRecordedSomewhere(t *testing.T) {
	t.Parallel()
	var sources strings.Builder
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		sources.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range constants(t) {
		if !regexp.MustCompile(`\bjournal\.` + name + `\b`).MatchString(sources.String()) {
			t.Errorf("nobody records journal.%s", name)
		}
	}
}

// The query of the history lists its acts itself, because the one SQL text of both
// engines takes no list as a parameter.
func TestHistoryOfTheStoreShowsTheseActs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../store/query/ledger.sql")
	if err != nil {
		t.Fatal(err)
	}
	query := regexp.MustCompile(`(?s)-- name: EventsOfSubject .*?act IN \((.*?)\)`).FindSubmatch(text)
	if query == nil {
		t.Fatal("the query of the history is not there")
	}
	var shown []journal.Act
	for _, name := range regexp.MustCompile(`'([^']+)'`).FindAllSubmatch(query[1], -1) {
		shown = append(shown, journal.Act(name[1]))
	}
	want := journal.HistoryActs()
	slices.Sort(want)
	slices.Sort(shown)
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
}
