package web_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/web/static"
	"myphoto/internal/web/template"
)

var (
	classAttribute = regexp.MustCompile(`class="([^"]*)"`)
	scriptClass    = regexp.MustCompile("(?:className ?= ?|classList\\.(?:add|toggle|remove)\\()[\"'`]([^\"'`]+)")
	endOfClass     = regexp.MustCompile(`([-_])(?:\{\{if[^}]*\}\}.*?\{\{end\}\}|\{\{[.$][^}]*\}\}|\$\{[^}]*\})`)
	templateAction = regexp.MustCompile(`\{\{[^}]*\}\}`)
	styleSelector  = regexp.MustCompile(`\.((?:[a-zA-Z0-9_-]|\\.)+)`)
)

// composed stands for a part of a class that is known only when the page is made.
const composed = "\x00"

// TestEveryClassHasItsStyle: a class that no style sheet knows does nothing. Of
// digigov.css only the rules that pages use are kept: where a page needs another one,
// scripts/vendor-ui.sh fetches it.
func TestEveryClassHasItsStyle(t *testing.T) {
	t.Parallel()
	styled := styledClasses(t)
	for class, where := range usedClasses(t) {
		known := slices.Contains(styled, class)
		if before, after, ok := strings.Cut(class, composed); ok {
			known = slices.ContainsFunc(styled, func(s string) bool { return strings.HasPrefix(s, before) && strings.HasSuffix(s, after) })
		}
		if !known {
			t.Errorf("%s: no style sheet has the class %q", where, strings.ReplaceAll(class, composed, "…"))
		}
	}
	if slices.Contains(styled, "no-such-class") || len(styled) < 200 {
		t.Errorf("%d classes read from the style sheets", len(styled))
	}
}

// TestEveryStyleVariableIsDefined: a rule with an unknown variable is ignored.
func TestEveryStyleVariableIsDefined(t *testing.T) {
	t.Parallel()
	used, defined := regexp.MustCompile(`var\((--[a-z0-9_-]+)\)`), regexp.MustCompile(`[{;\s](--[a-z0-9_-]+):`)
	sheets := readSheets(t)
	known := map[string]bool{}
	for _, found := range defined.FindAllStringSubmatch(sheets, -1) {
		known[found[1]] = true
	}
	for _, found := range used.FindAllStringSubmatch(sheets, -1) {
		if !known[found[1]] {
			t.Errorf("no style sheet defines %s", found[1])
		}
	}
}

// readSheets returns our style sheets, one after the other.
func readSheets(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, sheet := range []string{"digigov.css", "app.css", "desk.css", "crop.css"} {
		text, err := fs.ReadFile(static.Files, sheet)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// styledClasses returns the classes that the selectors of our style sheets name.
func styledClasses(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, found := range styleSelector.FindAllStringSubmatch(readSheets(t), -1) {
		all = append(all, strings.ReplaceAll(found[1], `\`, ""))
	}
	return all
}

// usedClasses returns the classes of the templates and the scripts, each with a file
// that uses it.
func usedClasses(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	for _, source := range []struct {
		files fs.FS
		kind  string
		find  *regexp.Regexp
	}{{template.Files, ".html", classAttribute}, {static.Files, ".js", scriptClass}} {
		err := fs.WalkDir(source.files, ".", func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, source.kind) || strings.HasSuffix(name, ".min.js") {
				return err
			}
			text, err := fs.ReadFile(source.files, name)
			plain := endOfClass.ReplaceAllString(string(text), "${1}"+composed)
			plain = templateAction.ReplaceAllString(plain, " ") // of a condition both branches
			for _, found := range source.find.FindAllStringSubmatch(plain, -1) {
				for _, class := range strings.Fields(found[1]) {
					used[class] = name
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return used
}
