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

// The walls. Aim well below: a function of 5 to 25 lines, a file of 60 to 250,
// a package of 300 to 1,500.
const (
	functionWall = 60
	fileWall     = 400
	packageWall  = 2500
	testNameWall = 60 // characters: a name is typed after go test -run
)

// vague lists package names that say nothing about what is inside.
var vague = []string{
	"util", "utils", "common", "helper", "helpers", "manager", "impl",
	"base", "types", "models", "model", "misc", "shared", "lib", "core",
}

func TestPackageNamesSayWhatIsInside(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if slices.Contains(vague, p.Name) || slices.Contains(vague, filepath.Base(p.Dir)) {
			t.Errorf("%s: name it after what is inside", p.ImportPath)
		}
	}
}

func TestNothingOutgrowsItsWalls(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		total := 0
		for _, name := range p.GoFiles {
			total += measure(t, filepath.Join(p.Dir, name), functionWall)
		}
		for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			// A table of cases may make a test function long; its file may not be.
			measure(t, filepath.Join(p.Dir, name), fileWall)
		}
		if total > packageWall {
			t.Errorf("%s: %d lines, the wall is %d", p.ImportPath, total, packageWall)
		}
	}
}

// measure checks one file and its functions and gives its lines; generated
// files count nothing, for nobody reads them.
func measure(t *testing.T, path string, wall int) int {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	if ast.IsGenerated(file) {
		return 0
	}
	lines := set.File(file.FileStart).LineCount()
	if lines > fileWall {
		t.Errorf("%s: %d lines, the wall is %d", path, lines, fileWall)
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > wall {
			t.Errorf("%s: %s has %d lines, the wall is %d", path, f.Name.Name, n, wall)
		}
	}
	return lines
}

// TestEveryPackageTellsItsStory: a newcomer reads doc.go first.
func TestEveryPackageTellsItsStory(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		generated := strings.HasSuffix(p.ImportPath, "/store/db")
		if len(p.GoFiles) > 0 && !generated && !slices.Contains(p.GoFiles, "doc.go") {
			t.Errorf("%s has no doc.go", p.ImportPath)
		}
	}
}

// TestNamesOfTestsCanBeTyped: a sentence about a rule, not about its reasons.
func TestNamesOfTestsCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && isTest(f.Name.Name) && len(f.Name.Name) > testNameWall {
					t.Errorf("%s: %s has %d characters, at most %d", p.ImportPath, f.Name.Name, len(f.Name.Name), testNameWall)
				}
			}
		}
	}
}

func isTest(name string) bool {
	return strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") || strings.HasPrefix(name, "Benchmark")
}
