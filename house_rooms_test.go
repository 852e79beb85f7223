package myphoto_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// within lists the inner floors of a room that has several packages with a rule
// among them. A package imports lower inner floors only: never a neighbour. So
// no desk calls another.
var within = map[string]int{
	"internal/service/internal/failpoint":   0,
	"internal/service/internal/batchtable":  0,
	"internal/service/internal/names":       0,
	"internal/service/internal/journal":     1,
	"internal/service/internal/idempotency": 1,
	"internal/service/internal/quota":       1,
	"internal/service/internal/subjects":    1,
	"internal/service/internal/vault":       1,
	"internal/service/internal/minors":      2,
	"internal/service/internal/keyring":     2, // rotating a key is an act
	"internal/service/outbox":               3,
	"internal/service/admin":                4,
	"internal/service/application":          4,
	"internal/service/citizen":              4,
	"internal/service/consent":              4,
	"internal/service/custody":              4,
	"internal/service/figures":              4,
	"internal/service/retention":            4,
	"internal/service/signin":               4,
	"internal/service/staff":                4,
	"internal/service/studio":               4,
	"internal/service/batch":                5, // works through the desk of the studio
	"internal/service":                      6,
	"internal/service/servicetest":          7,

	"internal/store/columns":    0,
	"internal/store/db":         0,
	"internal/store/erasures":   0,
	"internal/store/refusals":   0,
	"internal/store/codes":      1,
	"internal/store/schema":     1,
	"internal/store/engine":     1,
	"internal/store/outbox":     1,
	"internal/store/counts":     1,
	"internal/store/keys":       1,
	"internal/store/signin":     1,
	"internal/store/studio":     2,
	"internal/store/sqlite":     2,
	"internal/store/tickets":    2,
	"internal/store":            3,
	"internal/store/integrator": 4,
	"internal/store/storetest":  4,

	"internal/web/form":      0,
	"internal/web/static":    0,
	"internal/web/template":  0,
	"internal/web/page":      1,
	"internal/web/session":   2,
	"internal/web/verdict":   2,
	"internal/web/specs":     3,
	"internal/web/public":    4,
	"internal/web/signin":    4,
	"internal/web/batch":     4,
	"internal/web/studio":    4,
	"internal/web/citizen":   4,
	"internal/web/household": 4,
	"internal/web":           5,
	"internal/web/webtest":   6,
}

// visits lists which desks a door may hold. The root of the web hands its rooms
// theirs.
var visits = map[string][]string{
	"internal/web":           {"signin", "studio", "batch", "figures", "staff", "citizen", "consent", "custody", "outbox"},
	"internal/web/batch":     {"batch", "studio"},
	"internal/web/studio":    {"studio", "figures", "staff", "signin"},
	"internal/web/citizen":   {"citizen", "consent"},
	"internal/web/household": {"custody", "citizen"},
	"internal/web/signin":    {"signin"},
	"internal/web/session":   {"signin"},
	"internal/web/page":      {},
	"internal/web/public":    {},
	"internal/web/verdict":   {},
	"internal/web/specs":     {},
	"internal/web/form":      {},
	"internal/web/static":    {},
	"internal/web/template":  {},
	"internal/api":           {"application"},
	"internal/jobs":          {"", "outbox"}, // the work of all desks
}

// climbsInside says which rule of the inner floors an import breaks; empty when
// it is in order.
func climbsInside(from, to string) string {
	at, ok := within[strings.TrimPrefix(from, "myphoto/")]
	there, also := within[strings.TrimPrefix(to, "myphoto/")]
	switch {
	case !ok && !also:
		return ""
	case ok != also:
		return "it has no inner floor"
	case there == at:
		return "a neighbour on the same inner floor"
	case there > at:
		return "it climbs inside its room"
	}
	return ""
}

// mayVisit reports whether a door may hold the desk that it imports.
func mayVisit(from, to string) bool {
	desk, isDesk := strings.CutPrefix(to, "myphoto/internal/service")
	desks, isDoor := visits[strings.TrimPrefix(from, "myphoto/")]
	if !isDesk || floors[room(from)] == apart {
		return true
	}
	return isDoor && slices.Contains(desks, strings.TrimPrefix(desk, "/"))
}

// TestEveryPackageOfADividedRoomHasAnInnerFloor: a desk that is not in the plan
// would have no rule.
func TestEveryPackageOfADividedRoomHasAnInnerFloor(t *testing.T) {
	t.Parallel()
	divided := map[string]bool{}
	for path := range within {
		divided[room("myphoto/"+path)] = true
	}
	seen := map[string]bool{}
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "myphoto/")
		if _, ok := within[path]; !ok && divided[room(p.ImportPath)] {
			t.Errorf("%s has no inner floor", path)
		}
		if _, ok := visits[path]; !ok && room(p.ImportPath) == "internal/web" && !support(p.ImportPath) {
			t.Errorf("%s: which desks may it hold?", path)
		}
		seen[path] = true
	}
	for _, plan := range [][]string{slices.Collect(maps.Keys(within)), slices.Collect(maps.Keys(visits))} {
		for _, path := range plan {
			if !seen[path] {
				t.Errorf("%s is on the plan and does not exist", path)
			}
		}
	}
}
