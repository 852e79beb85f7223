package myphoto_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/lang"
)

// TestFaultsAreNotHiddenBehindRefusals: where a refusal is joined with a fault,
// whoever looks for a refusal finds one, answers with it and logs nothing.
func TestFaultsAreNotHiddenBehindRefusals(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if support(p.ImportPath) {
			continue
		}
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			for _, refusal := range joinedRefusals(file) {
				t.Errorf("%s joins %s with another error", path, refusal)
			}
		}
	}
}

// joinedRefusals lists the errors of packages of acts that are arguments of
// errors.Join, or of a call within one.
func joinedRefusals(file *ast.File) []string {
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || nameOf(call.Fun) != "errors.Join" {
			return true
		}
		for _, arg := range call.Args {
			ast.Inspect(arg, func(n ast.Node) bool {
				if expr, ok := n.(ast.Expr); ok && isRefusal(nameOf(expr)) {
					found = append(found, nameOf(expr))
				}
				return true
			})
		}
		return true
	})
	return found
}

// isRefusal reports whether a name is that of an error which an act is refused with,
// or rolled back.
func isRefusal(name string) bool {
	pkg, name, _ := strings.Cut(name, ".")
	acts := []string{"photo", "idempotency", "store", "studio", "citizen", "consent", "inspect"}
	return strings.HasPrefix(name, "Err") && slices.Contains(acts, pkg)
}

// nameOf returns "package.Name" of a qualified name; empty for anything else.
func nameOf(expr ast.Expr) string {
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return pkg.Name + "." + selector.Sel.Name
}

func TestRuleOfJoinedRefusalsSeesABreach(t *testing.T) {
	t.Parallel()
	source := `package desk
func act() error { return errors.Join(err, photo.ErrMoved.WithRetryAfter(time.Second)) }
func end() error { return errors.Join(f.Sync(), f.Close(), other.ErrClosed) }`
	file, err := parser.ParseFile(token.NewFileSet(), "desk.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if found := joinedRefusals(file); !slices.Equal(found, []string{"photo.ErrMoved"}) {
		t.Errorf("saw %v", found)
	}
}

// TestEveryRefusalOfWhatWasTypedHasItsSentence: without one a page shows the code in
// brackets.
func TestEveryRefusalOfWhatWasTypedHasItsSentence(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`Kind: (?:photo\.)?Invalid, Code: "([^"]+)"`)
	found := 0
	for _, p := range packages(t) {
		if support(p.ImportPath) || slices.Contains([]string{"myphoto/internal/api", "myphoto/internal/service/application"}, p.ImportPath) {
			continue // the API has names for fields of its own
		}
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range code.FindAllStringSubmatch(string(text), -1) {
				found++
				if !lang.Greek.Has(match[1]) {
					t.Errorf("%s: no sentence for %s", filepath.Join(p.Dir, name), match[1])
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d refusals were found", found)
	}
}
