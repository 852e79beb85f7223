package servicetest

import (
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
)

// registrations returns the demo's applications.
func registrations() []photo.Registration {
	word := func(s string) photo.LocalizedText { return photo.LocalizedText{El: s, En: s} }
	return []photo.Registration{
		{
			Body: "ministry-of-transport", BodyName: word("Ministry"), ID: "driving-licences", Name: word("Licences"),
			LegalBasis: word("law"), Refusal: word("paper"), Profile: photo.DrivingLicence, SignatureApproved: true,
			Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature},
			Purposes: []photo.Purpose{
				{ID: "driving-licence-issue", Name: word("issue")}, {ID: "driving-licence-renewal", Name: word("renewal")},
			},
		},
		{
			Body: "ministry-of-education", BodyName: word("Education"), ID: "academic-id", Name: word("Academic"),
			LegalBasis: word("law"), Refusal: word("paper"), Profile: photo.AcademicID,
			Items: []photo.Item{photo.ItemPhoto}, Purposes: []photo.Purpose{{ID: "academic-id", Name: word("card")}},
		},
	}
}

// AsApplication signs an application in with its secret.
func (h *House) AsApplication(id string) photo.Application {
	h.tb.Helper()
	token, _, err := h.Application.Token(h.tb.Context(), id, "demo-"+id)
	Must(h.tb, err)
	app, err := h.Application.Recognise(h.tb.Context(), token)
	Must(h.tb, err)
	return app
}

// Grant lets driving-licences retrieve both pictures for a renewal.
func (h *House) Grant(who photo.Citizen, mode photo.GrantMode) photo.GrantID {
	h.tb.Helper()
	id, err := h.Consent.Grant(h.tb.Context(), who, "driving-licences", photo.Consent{
		Purpose: "driving-licence-renewal",
		Items:   []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: mode, Given: true,
	})
	Must(h.tb, err)
	return id
}

// LicenceRequest is a retrieval of maria's pictures for which [House.Grant] is
// the authorisation.
func LicenceRequest() application.RetrievalRequest {
	return application.RetrievalRequest{
		TaxID: "123456783", Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Purpose: "driving-licence-renewal",
		Case: "ΑΠ-2026-000123", Audit: application.Audit{TransactionID: "t", Unit: "u", UserID: "officer-7"},
	}
}

// OpenLinked opens a house in which maria has associated files, and signs
// driving-licences in.
func OpenLinked(tb testing.TB) (*House, photo.Citizen, photo.Application) {
	tb.Helper()
	h := Open(tb)
	maria := h.AsCitizen("maria")
	h.Linked(h.AsPhotographer("nikos"), maria, Mobile("maria"))
	return h, maria, h.AsApplication("driving-licences")
}
