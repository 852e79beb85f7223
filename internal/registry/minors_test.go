package registry_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"myphoto/internal/registry"
)

func TestWhoActsForAChild(t *testing.T) {
	t.Parallel()
	for kind, want := range map[registry.CustodyKind]bool{
		registry.CustodyNone: false, registry.CustodyParent: false, "": false, "anything": false,
		registry.CustodySole: true, registry.CustodyJoint: true, registry.CustodyGuardian: true,
	} {
		if kind.Confirmed() != want {
			t.Errorf("%s: confirmed %v", string(kind), !want)
		}
	}
}

func TestQuestionsAboutMinorsNeverPrint(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for _, one := range []any{
		registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018", PAAYPA: "99A00000018"},
		registry.PersonNumber{AFM: "123456783", AMKA: "15061200018", PAAYPA: "99A00000018"},
		registry.RegisteredPerson{AMKA: "15061200018", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΣ", BirthDate: time.Date(2012, 6, 15, 0, 0, 0, 0, time.UTC)},
		registry.CustodySole,
	} {
		fmt.Fprintf(&out, "%v %+v %#v %s\n", one, one, one, one)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "it", one)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "it", one)
	}
	for _, private := range []string{"123456783", "15061200018", "99A", "ΠΑΠΑ", "2012", "sole"} {
		if strings.Contains(out.String(), private) {
			t.Errorf("%s is printed: %s", private, out.String())
		}
	}
}
