package myphoto_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// apart marks the packages that stand beside the floors and have a rule of
// their own.
const apart = -1

// floors is the plan of the house. A package imports only packages on lower
// floors; what is below it in the tree (store/schema, web/page) stands with it.
var floors = map[string]int{
	"internal/photo":     0,
	"internal/ledger":    0,
	"internal/durable":   0,
	"internal/lang":      0,
	"internal/config":    0,
	"internal/nn":        0,
	"internal/outage":    0,
	"internal/ratelimit": 0,
	"internal/seal":      1,
	"internal/inspect":   1,
	"internal/export":    1,
	"internal/outbound":  1,
	"internal/store":     2,
	"internal/blob":      2,
	"internal/courier":   2,
	"internal/login":     2,
	"internal/registry":  2,
	"internal/service":   3,
	"internal/httpx":     3,
	"internal/web":       4,
	"internal/api":       4,
	"internal/jobs":      4,
	"internal/sandbox":   apart,
	"cmd/myphoto":        apart,
	"cmd/live":           apart,
	"e2e":                apart,
}

// never lists what a room must not import although it may be lower or foreign:
// a path forbids itself and what is below it.
var never = map[string][]string{
	"internal/photo":   {"net/http", "os", "database/sql"},
	"internal/service": {"net/http", "database/sql", "modernc.org", "github.com/jackc"},
	"internal/web":     {"myphoto/internal/store", "myphoto/internal/blob", "myphoto/internal/courier", "myphoto/internal/registry"},
	"internal/api":     {"myphoto/internal/store", "myphoto/internal/blob", "myphoto/internal/courier", "myphoto/internal/registry"},
}

// reserved lists what only the named packages, and those below them, may
// import: the driver of a database, and the generated queries.
var reserved = map[string][]string{
	"modernc.org/sqlite":            {"internal/store/sqlite", "e2e"}, // the bench opens the database from outside
	"github.com/jackc":              {"internal/store/postgres"},
	"github.com/pressly/goose":      {"internal/store/sqlite", "internal/store/postgres"},
	"myphoto/internal/store/sqlite": {"internal/store"},
	"myphoto/internal/store/engine": {"internal/store"},
	"myphoto/internal/store/schema": {"internal/store"},
	"myphoto/internal/store/db":     {"internal/store"},
}

// only lists the rooms that may import nothing of ours but what is named.
var only = map[string][]string{
	"internal/httpx":   {"internal/photo", "internal/lang", "internal/ratelimit"},
	"internal/sandbox": {},
	"cmd/live":         {"internal/photo", "internal/lang", "internal/inspect"},
	"e2e":              {},
}

// listed is what go list tells of one package.
type listed struct {
	ImportPath, Dir, Name string
	GoFiles               []string
	TestGoFiles           []string
	XTestGoFiles          []string
	Imports               []string
}

// room returns the entry of the plan that a package stands with; empty when none.
func room(importPath string) string {
	path := strings.TrimPrefix(importPath, "myphoto/")
	for path != "" {
		if _, ok := floors[path]; ok {
			return path
		}
		path = path[:max(strings.LastIndexByte(path, '/'), 0)]
	}
	return ""
}

func ours(importPath string) bool { return strings.HasPrefix(importPath, "myphoto/") }

func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !ours(importPath) && !strings.Contains(first, ".")
}

// variants are the builds of the repository: a file behind a tag or of another
// platform is in one of them only. The first lists every package.
var variants = []struct{ env, args []string }{
	{args: []string{"./..."}},
	{env: []string{"GOOS=js", "GOARCH=wasm"}, args: []string{"./cmd/live"}},
	{args: []string{"-tags", "crash", "./cmd/myphoto"}},
}

var listAll = sync.OnceValues(func() ([]listed, error) {
	var all []listed
	for _, v := range variants {
		some, err := list(v.env, v.args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
})

func list(env []string, args ...string) ([]listed, error) {
	command := slices.Concat(env, []string{"go", "list", "-json"}, args)
	out, err := exec.CommandContext(context.Background(), "env", command...).Output()
	if err != nil {
		return nil, fmt.Errorf("go list %v: %w", args, err)
	}
	var some []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return some, nil
		case err != nil:
			return nil, fmt.Errorf("read go list: %w", err)
		}
		some = append(some, p)
	}
}

// packages returns every package of every build: one that differs between builds
// comes once for each.
func packages(t *testing.T) []listed {
	t.Helper()
	all, err := listAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryPackageStandsOnAFloor(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range packages(t) {
		if p.ImportPath == "myphoto" {
			continue
		}
		at := room(p.ImportPath)
		if at == "" {
			t.Errorf("%s stands on no floor: the plan of docs/ARCHITECTURE.md has no place for it", p.ImportPath)
		}
		seen[at] = true
	}
	for path := range floors {
		if !seen[path] {
			t.Errorf("%s is on the plan and does not exist", path)
		}
	}
}

func TestImportsOnlyGoDown(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if why := crosses(p.ImportPath, imported); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

// support reports whether a package serves tests alone: a conformance suite or
// a harness, named "…test", which production may not import.
func support(importPath string) bool { return strings.HasSuffix(importPath, "test") }

// under reports whether a package is the one at path or below it.
func under(importPath, path string) bool {
	return importPath == path || strings.HasPrefix(importPath, path+"/")
}

// isReserved reports whether the import is reserved for other packages.
func isReserved(from, to string) bool {
	for path, owners := range reserved {
		owned := func(owner string) bool { return under(from, "myphoto/"+owner) }
		if under(to, path) && !slices.ContainsFunc(owners, owned) {
			return true
		}
	}
	return false
}

// crosses says which rule an import breaks; empty when it is in order.
func crosses(from, to string) string {
	at := room(from)
	if support(from) {
		return ""
	}
	for _, forbidden := range never[at] {
		if under(to, forbidden) {
			return "the plan forbids it"
		}
	}
	if isReserved(from, to) {
		return "reserved for other packages"
	}
	if at == "internal/photo" && !standard(to) && room(to) != at {
		return "photo knows itself and the standard library alone"
	}
	if !ours(to) {
		return ""
	}
	if support(to) {
		return "a conformance suite serves tests alone"
	}
	there := room(to)
	if at == there {
		return climbsInside(from, to)
	}
	if !mayVisit(from, to) {
		return "this door does not hold that desk"
	}
	if allowed, ok := only[at]; ok {
		if slices.Contains(allowed, there) {
			return ""
		}
		return "not among what it may import"
	}
	switch {
	case at == "cmd/myphoto" && there != "e2e":
		return "" // main wires everything
	case floors[there] == apart:
		return "only cmd/myphoto starts it"
	case floors[there] == floors[at]:
		return "a neighbour on the same floor"
	case floors[there] > floors[at]:
		return "it climbs"
	}
	return ""
}

// TestEveryDependencyHasItsReason: what nobody can give a reason for goes.
func TestEveryDependencyHasItsReason(t *testing.T) {
	t.Parallel()
	reasons, err := os.ReadFile("docs/decisions/0006-dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	for _, m := range mod.Require {
		if !m.Indirect && !bytes.Contains(reasons, []byte("`"+m.Path+"`")) {
			t.Errorf("%s has no line in docs/decisions/0006-dependencies.md", m.Path)
		}
	}
}

// TestFloorRuleSeesEveryBreach keeps the rule itself honest: a rule that lets
// everything pass would make TestImportsOnlyGoDown worthless.
func TestFloorRuleSeesEveryBreach(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, to string
		ok       bool
	}{
		{"myphoto/internal/service", "myphoto/internal/store", true},
		{"myphoto/internal/store/sqlite", "myphoto/internal/store/schema", true},
		{"myphoto/internal/web/citizen", "myphoto/internal/web/page", true},
		{"myphoto/internal/httpx", "myphoto/internal/lang", true},
		{"myphoto/cmd/myphoto", "myphoto/internal/sandbox", true},
		{"myphoto/internal/photo", "time", true},
		{"myphoto/internal/photo", "net/http", false},
		{"myphoto/internal/photo", "golang.org/x/text/unicode/norm", false},
		{"myphoto/internal/photo", "myphoto/internal/lang", false},
		{"myphoto/internal/store", "myphoto/internal/blob", false},
		{"myphoto/internal/store/sqlite", "modernc.org/sqlite/lib", true},
		{"myphoto/internal/store", "modernc.org/sqlite", false},
		{"myphoto/internal/store/integrator", "modernc.org/sqlite", false},
		{"myphoto/internal/store/integrator", "myphoto/internal/store/db", true},
		{"myphoto/cmd/myphoto", "myphoto/internal/store/sqlite", false},
		{"myphoto/cmd/myphoto", "myphoto/internal/store/db", false},
		{"myphoto/internal/service", "myphoto/internal/store/sqlite", false},
		{"myphoto/internal/store", "myphoto/internal/service", false},
		{"myphoto/internal/store/sqlite", "myphoto/internal/store", false},
		{"myphoto/internal/store/integrator", "myphoto/internal/store/storetest", false},
		{"myphoto/internal/web/citizen", "myphoto/internal/web/studio", false},
		{"myphoto/internal/web/page", "myphoto/internal/web/session", false},
		{"myphoto/internal/service", "database/sql", false},
		{"myphoto/internal/service", "modernc.org/sqlite", false},
		{"myphoto/internal/service", "myphoto/internal/httpx", false},
		{"myphoto/internal/service", "myphoto/internal/store/storetest", false},
		{"myphoto/internal/web/citizen", "myphoto/internal/store/db", false},
		{"myphoto/internal/api", "myphoto/internal/courier", false},
		{"myphoto/internal/httpx", "myphoto/internal/photo/sub", true},
		{"myphoto/internal/httpx", "myphoto/internal/seal", false},
		{"myphoto/internal/service/studio", "myphoto/internal/service/internal/vault", true},
		{"myphoto/internal/service/studio", "myphoto/internal/service/outbox", true},
		{"myphoto/internal/service/studio", "myphoto/internal/service/citizen", false},
		{"myphoto/internal/service/internal/vault", "myphoto/internal/service/internal/quota", false},
		{"myphoto/internal/service/outbox", "myphoto/internal/service/studio", false},
		{"myphoto/internal/service/studio", "myphoto/internal/service", false},
		{"myphoto/internal/service/studio", "myphoto/internal/service/servicetest", false}, // its tests, outside the package, may
		{"myphoto/internal/service/servicetest", "myphoto/internal/service/studio", true},
		{"myphoto/internal/service/studio", "myphoto/internal/store/db", false},
		{"myphoto/internal/web/studio", "myphoto/internal/service/studio", true},
		{"myphoto/internal/web/studio", "myphoto/internal/service/citizen", false},
		{"myphoto/internal/web/verdict", "myphoto/internal/service/studio", false},
		{"myphoto/internal/api", "myphoto/internal/service/admin", false},
		{"myphoto/internal/api", "myphoto/internal/service", false},
		{"myphoto/internal/jobs", "myphoto/internal/service", true},
		{"myphoto/cmd/myphoto", "myphoto/internal/service/admin", true},
		{"myphoto/internal/sandbox", "myphoto/internal/photo", false},
		{"myphoto/internal/jobs", "myphoto/internal/sandbox", false},
		{"myphoto/e2e/browser", "myphoto/internal/photo", false},
	}
	for _, c := range cases {
		if why := crosses(c.from, c.to); (why == "") != c.ok {
			t.Errorf("%s imports %s: got %q, allowed should be %t", c.from, c.to, why, c.ok)
		}
	}
}
