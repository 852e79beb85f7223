package specs_test

import (
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/specs"
)

// TestSheetSaysAgeBackgroundAndCut: what a photographer must know before the shot.
func TestSheetSaysAgeBackgroundAndCut(t *testing.T) {
	t.Parallel()
	for _, p := range spec.Profiles() {
		for _, l := range []lang.Language{lang.Greek, lang.English} {
			sheet, ok := specs.NewSheet(l, p.ID)
			if !ok || sheet.Version != p.Version || len(sheet.Limits.Rows) < 15 || len(sheet.Sources) <= len(p.Sources) {
				t.Fatalf("%s: %+v", p.ID, sheet)
			}
			var said []string
			for _, row := range sheet.Rows {
				said = append(said, row.Key+": "+row.Value)
			}
			for _, key := range []string{"studio.spec.limit.age", "studio.spec.background", "studio.spec.made"} {
				if !strings.Contains(strings.Join(said, "\n"), l.Say(key, nil)+": ") {
					t.Errorf("%s: no %q in %q", p.ID, key, said)
				}
			}
		}
	}
	sheet, _ := specs.NewSheet(lang.English, photo.IdentityCard)
	last := sheet.Rows[len(sheet.Rows)-1].Value
	if !strings.Contains(last, "lossless") {
		t.Errorf("the office that forbids compressing again: %q", last)
	}
	if _, ok := specs.NewSheet(lang.Greek, "fishing-licence"); ok {
		t.Error("a sheet of no document")
	}
}
