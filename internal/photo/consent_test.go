package photo_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
)

func TestConsentReturnsAllFaultsInFormOrder(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	upload := photo.Upload{State: photo.Associated, AssociatedAt: now}
	app := photo.Application{
		Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Purposes: []string{"driving-licence-renewal", "identity-card"},
		SignatureApproved: true,
	}
	both := []photo.Item{photo.ItemPhoto, photo.ItemSignature}
	unsuited := &photo.Error{Code: "app.profile"}
	for name, c := range map[string]struct {
		consent  photo.Consent
		unsuited *photo.Error
		codes    string
	}{
		"in order":            {photo.Consent{Purpose: "driving-licence-renewal", Items: both, Mode: photo.Once, Given: true}, nil, ""},
		"empty form":          {photo.Consent{}, nil, "app.purpose, app.files, app.mode, app.consent"},
		"unsuited":            {photo.Consent{Purpose: "driving-licence-renewal", Items: both, Mode: photo.Once}, unsuited, "app.profile, app.consent"},
		"signature elsewhere": {photo.Consent{Purpose: "identity-card", Items: both, Mode: photo.UntilFiles, Given: true}, nil, "app.sig"},
		"unknown purpose":     {photo.Consent{Purpose: "x", Items: both, Mode: photo.Once, Given: true}, nil, "app.purpose"},
		"today":               {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilDate, Until: "2026-11-21", Given: true}, nil, ""},
		"yesterday":           {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilDate, Until: "2026-11-20", Given: true}, nil, "app.until"},
		"the last day":        {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilDate, Until: "2027-11-21", Given: true}, nil, ""},
		"after the last day":  {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilDate, Until: "2027-11-22", Given: true}, nil, "app.until"},
		"a day unasked":       {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilFiles, Until: "2026-12-31", Given: true}, nil, "app.until.unasked"},
		"a day and once":      {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.Once, Until: "x", Given: true}, nil, "app.until.unasked"},
		"no such day":         {photo.Consent{Purpose: "identity-card", Items: both[:1], Mode: photo.UntilDate, Until: "30/02", Given: true}, nil, "app.until"},
	} {
		until, err := c.consent.Check(app, upload, c.unsuited, now)
		var codes []string
		if refusal, ok := photo.RefusalIn(err); ok {
			for _, one := range refusal.All() {
				codes = append(codes, one.Code)
			}
		}
		if got := strings.Join(codes, ", "); got != c.codes || (err == nil) != (c.codes == "") {
			t.Errorf("%s: %q, want %q", name, got, c.codes)
		}
		if err == nil && (c.consent.Mode == photo.UntilDate) == until.IsZero() {
			t.Errorf("%s: ends %v", name, until)
		}
	}
	if _, err := (photo.Consent{Items: slices.Clone(both), Mode: photo.Once}).Check(app, upload, nil, now); !errors.Is(err, photo.ErrConsentPurpose) {
		t.Errorf("no purpose: %v", err)
	}
}
