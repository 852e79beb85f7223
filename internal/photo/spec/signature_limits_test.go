package spec_test

import (
	"reflect"
	"testing"

	"myphoto/internal/photo/spec"
)

// A measure without its limit would never be judged, and nobody would notice.
func TestEveryMeasureOfASignatureHasALimit(t *testing.T) {
	t.Parallel()
	p, err := spec.SignatureLimits()
	if err != nil {
		t.Fatal(err)
	}
	if p.Version < 1 || len(p.Sources) == 0 {
		t.Errorf("version %d, %d sources", p.Version, len(p.Sources))
	}
	fields := reflect.ValueOf(p)
	for i := range fields.NumField() {
		limit, ok := fields.Field(i).Interface().(spec.Limit)
		if ok && limit == (spec.Limit{}) {
			t.Errorf("%s is not limited", fields.Type().Field(i).Name)
		}
	}
}

// The limits lie beside the documents' profiles and must not be taken for one.
func TestLimitsOfSignaturesAreNoDocument(t *testing.T) {
	t.Parallel()
	if p, ok := spec.ProfileByID("signature"); ok {
		t.Errorf("%+v", p)
	}
}
