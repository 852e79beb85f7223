package consent_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

func TestGrantOfAnotherCitizenIsNotFound(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	id := h.Grant(maria, photo.UntilFiles)
	if err := h.Consent.Revoke(t.Context(), h.AsCitizen("giorgos"), id); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("giorgos revokes maria's grant: %v", err)
	}
}

func TestConsentIsExplicitAndSignatureGoesOnlyToLicence(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	form := photo.Consent{Purpose: "academic-id", Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: photo.Once}
	_, err := h.Consent.Grant(t.Context(), maria, "academic-id", form)
	if err == nil || !strings.Contains(err.Error(), "app.consent") || !strings.Contains(err.Error(), "app.sig") {
		t.Errorf("refusal %v", err)
	}
}

// An act that undoes another is recorded too, for ten years.
func TestTogglingDoesNotFillTheLedger(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	h.Clock.Move(2 * time.Minute) // what was done before is forgiven
	form := photo.Consent{Purpose: "driving-licence-renewal", Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: photo.UntilFiles, Given: true}
	before := h.Count(t, "events")
	refused := 0
	for range 100 {
		id, err := h.Consent.Grant(t.Context(), maria, "driving-licences", form)
		if err == nil {
			err = h.Consent.Revoke(t.Context(), maria, id)
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, photo.ErrTooManyRequests) {
			t.Fatal(err)
		}
		refused++
	}
	if n := h.Count(t, "events") - before; refused == 0 || n > 65 {
		t.Errorf("%d rounds refused, %d events recorded", refused, n)
	}
	h.Clock.Move(time.Minute)
	if _, err := h.Consent.Grant(t.Context(), maria, "driving-licences", form); errors.Is(err, photo.ErrTooManyRequests) {
		t.Errorf("a minute later: %v", err)
	}
}
