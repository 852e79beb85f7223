package myphoto_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// parts are the packages whose values let their holder do what an act should do:
// write records, open files, use keys.
var parts = []string{
	"store", "blob", "seal", "erasures", "vault", "keyring", "subjects", "idempotency", "quota",
}

// TestDesksAreOpaque: whoever holds a desk sees its acts and nothing of what it is
// made of. An embedded or exported part would let a door write records without
// importing the store, where the rule of imports cannot see it.
func TestDesksAreOpaque(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "myphoto/internal/")
		desk := (path == "service" || strings.HasPrefix(path, "service/")) && !strings.HasPrefix(path, "service/internal/")
		handedOut := path == "store/integrator" // the service hands it to the jobs
		if (!desk && !handedOut) || support(p.ImportPath) {
			continue
		}
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			for _, field := range shownParts(file) {
				t.Errorf("%s shows %s", path, field)
			}
		}
	}
}

// shownParts lists the fields through which structs show a part, and the exported
// methods that return one. Config alone may have parts as fields: it is given, never
// handed out. Unexported structs count, because Go promotes what they show through
// whatever embeds them.
func shownParts(file *ast.File) []string {
	var shown []string
	ast.Inspect(file, func(n ast.Node) bool {
		if method, ok := n.(*ast.FuncDecl); ok {
			shown = append(shown, returnedParts(method)...)
			return true
		}
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if body, ok := spec.Type.(*ast.StructType); ok && spec.Name.Name != "Config" {
			for _, field := range body.Fields.List {
				if part := partOf(field.Type); part != "" && visible(field) {
					shown = append(shown, spec.Name.Name+"’s "+part)
				}
			}
		}
		return true
	})
	return shown
}

// returnedParts lists the parts that an exported method returns.
func returnedParts(method *ast.FuncDecl) []string {
	if method.Recv == nil || !method.Name.IsExported() || method.Type.Results == nil {
		return nil
	}
	var parts []string
	for _, result := range method.Type.Results.List {
		if part := partOf(result.Type); part != "" {
			parts = append(parts, method.Name.Name+"’s "+part)
		}
	}
	return parts
}

// visible reports whether a field, or what is embedded in it, can be used from
// outside.
func visible(field *ast.Field) bool {
	for _, name := range field.Names {
		if name.IsExported() {
			return true
		}
	}
	return len(field.Names) == 0
}

// partOf returns the part that a type is, or points to; a Config is one, for the
// parts in it; empty for any other.
func partOf(expr ast.Expr) string {
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if local, ok := expr.(*ast.Ident); ok && local.Name == "Config" {
		return local.Name
	}
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	for _, part := range parts {
		if pkg.Name == part {
			return part + "." + selector.Sel.Name
		}
	}
	return ""
}

func TestRuleOfOpaqueDesksSeesABreach(t *testing.T) {
	t.Parallel()
	source := `package desk
type Config struct{ Store *store.Store }
type Service struct {
	*vault.Vault
	Keys seal.Key
	store *store.Store
}
type core struct{ Store *store.Store }
type Other struct{ Config }
type Third struct{ config Config }
func (s *Service) Files() (*vault.Vault, error) { return nil, nil }
func (s *Service) files() *vault.Vault { return nil }`
	file, err := parser.ParseFile(token.NewFileSet(), "desk.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if shown := shownParts(file); len(shown) != 5 {
		t.Errorf("saw %v", shown)
	}
}
