package verdict_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/verdict"
)

// checks lists every check that a verdict may name.
func checks(t *testing.T) map[photo.Item][]string {
	t.Helper()
	all := map[photo.Item][]string{
		photo.ItemPhoto: {"format", "colour", "pixels", "ratio", "crop", "cut", "rotation", "metadata", "faces"},
	}
	for _, p := range spec.Profiles() {
		for measure := range p.Limits {
			if measure != "second-face" && measure != "eyes-wider" { // of the rules faces and eyes
				all[photo.ItemPhoto] = append(all[photo.ItemPhoto], measure)
			}
		}
	}
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		for measure := range spec.FileLimits(item) {
			all[item] = append(all[item], measure)
		}
	}
	source, err := os.ReadFile(filepath.Join("..", "..", "inspect", "signature", "findings.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`check: "(signature\.[a-z]+)"`).FindAllStringSubmatch(string(source), -1) {
		all[photo.ItemSignature] = append(all[photo.ItemSignature], found[1])
	}
	if len(all[photo.ItemPhoto]) < 30 || len(all[photo.ItemSignature]) < 12 {
		t.Fatalf("%v", all)
	}
	return all
}

// A check in no column would refuse a picture with a row of green marks.
func TestEveryCheckStandsInOneColumnUnderAName(t *testing.T) {
	t.Parallel()
	for item, names := range checks(t) {
		for _, check := range names {
			if in := verdict.ColumnsOf(spec.Finding{Check: check, Item: item}); len(in) != 1 {
				t.Errorf("%s of the %s stands in %v", check, item, in)
			}
			if !lang.Greek.Has("studio.check." + check) {
				t.Errorf("%s has no name", check)
			}
		}
	}
}
