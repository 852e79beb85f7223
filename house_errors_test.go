package myphoto_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
