package consent_test

import (
	"errors"
	"strings"
	"testing"

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
