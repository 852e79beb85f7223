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
)

// worded lists the packages whose exported types are words of the house; what
// ends in "/" stands for everything below it as well.
var worded = []string{"internal/photo", "internal/photo/spec", "internal/ledger", "internal/service/"}

// unworded are names of types that every package may have: Go explains them.
var unworded = map[string]bool{"Service": true, "Config": true}

// TestGlossaryHasEveryLoadBearingType: a newcomer looks a type up by its name,
// which stands there in backticks.
func TestGlossaryHasEveryLoadBearingType(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/GLOSSARY.md")
	if err != nil {
		t.Fatal(err)
	}
	words := glossary(string(text))
	for _, p := range packages(t) {
		if !isWorded(p.ImportPath) {
			continue
		}
		for _, name := range exportedTypes(t, p) {
			// An id is explained by what it names, where that is.
			if !words[name] && !words[strings.TrimSuffix(name, "ID")] && !unworded[name] {
				t.Errorf("docs/GLOSSARY.md does not explain `%s` of %s", name, p.ImportPath)
			}
		}
	}
}

// glossary returns what stands in backticks.
func glossary(text string) map[string]bool {
	words := map[string]bool{}
	for _, match := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(text, -1) {
		words[match[1]] = true
	}
	return words
}

func isWorded(importPath string) bool {
	if support(importPath) {
		return false
	}
	return slices.ContainsFunc(worded, func(at string) bool {
		path := "myphoto/" + at
		return importPath == strings.TrimSuffix(path, "/") || (strings.HasSuffix(at, "/") && strings.HasPrefix(importPath, path))
	})
}

// exportedTypes lists the types that a package exports, aliases left out: they
// are names of something explained already.
func exportedTypes(t *testing.T, p listed) []string {
	t.Helper()
	var names []string
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("parse: %v", err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				return false
			case *ast.TypeSpec:
				if n.Name.IsExported() && !n.Assign.IsValid() {
					names = append(names, n.Name.Name)
				}
				return false
			}
			return true
		})
	}
	return names
}
