package service_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/application"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// forTwo uploads for a document that receives the master and for one that
// receives a derivative, and returns the upload and its code.
func forTwo(t *testing.T, h *servicetest.House, who photo.Operator) (photo.UploadID, string) {
	t.Helper()
	form := h.Form(servicetest.Mobile("maria"))
	form.Documents = []photo.ProfileID{photo.DrivingLicence, photo.AcademicID}
	form.Crops = map[photo.ProfileID]spec.Crop{photo.AcademicID: {X: .5, Y: .5, Width: .8}}
	out, err := h.Studio.Upload(t.Context(), who, form)
	servicetest.Must(t, err)
	h.Deliver()
	return out.Upload, h.LastCode(servicetest.Mobile("maria"))
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// A crop that cuts off a head must be seen by somebody before an office receives
// it.
func TestStudioAndCitizenSeeWhatAnOfficeReceives(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := forTwo(t, h, nikos)
	cut := photo.PictureRef{Item: photo.ItemPhoto, Document: photo.AcademicID}
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if len(page.Derivatives) != 1 || page.Derivatives[0].Item != photo.ItemPhoto || page.Derivatives[0].Document != photo.AcademicID {
		t.Fatalf("cuts %+v", page.Derivatives)
	}
	atCounter, err := h.Studio.Picture(t.Context(), nikos, id, cut)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	claim, err := h.Citizen.Claimed(t.Context(), maria)
	servicetest.Must(t, err)
	atHome, err := h.Citizen.Picture(t.Context(), maria, id, cut)
	servicetest.Must(t, err)
	if len(claim.Derivatives) != 1 || claim.Derivatives[0].Width != atHome.Width {
		t.Errorf("cuts %+v", claim.Derivatives)
	}

	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	items := []photo.Item{photo.ItemPhoto}
	_, err = h.Consent.Grant(t.Context(), maria, "academic-id", photo.Consent{
		Purpose: "academic-id", Items: items, Mode: photo.UntilFiles, Given: true,
	})
	servicetest.Must(t, err)
	app := h.AsApplication("academic-id")
	reply, err := h.Application.Retrieve(t.Context(), app, application.RetrievalRequest{TaxID: "123456783", Items: items, Purpose: "academic-id"})
	servicetest.Must(t, err)
	received, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	servicetest.Must(t, err)
	office, err := io.ReadAll(received.Content)
	servicetest.Must(t, err)
	for whose, digest := range map[string]string{
		"studio": sum(servicetest.Read(t, atCounter)), "citizen": sum(servicetest.Read(t, atHome)), "office": sum(office),
	} {
		if digest != reply.Items[0].SHA256 {
			t.Errorf("the %s has %s, the retrieval names %s", whose, digest, reply.Items[0].SHA256)
		}
	}
	if _, err := h.Studio.Picture(t.Context(), nikos, id, cut); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("the studio, after the association: %v", err)
	}
}

func TestDerivativesAreShownOnlyToTheirOwners(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, cut := h.AsPhotographer("nikos"), h.AsCitizen("maria"), photo.PictureRef{Item: photo.ItemPhoto, Document: photo.AcademicID}
	id, code := forTwo(t, h, nikos)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	for name, err := range map[string]error{
		"another studio":  servicetest.ErrorOf(h.Studio.Picture(t.Context(), h.AsPhotographer("kostas"), id, cut)),
		"another citizen": servicetest.ErrorOf(h.Citizen.Picture(t.Context(), h.AsCitizen("giorgos"), id, cut)),
	} {
		if !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, document := range []photo.ProfileID{photo.Passport, photo.DrivingLicence, "visa", "master", "../x\n"} {
		which := photo.PictureRef{Item: photo.ItemPhoto, Document: document, Master: true}
		if _, err := h.Studio.Picture(t.Context(), nikos, id, which); !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("studio, %q: %v", document, err)
		}
		if _, err := h.Citizen.Picture(t.Context(), maria, id, which); !errors.Is(err, photo.ErrNotFound) {
			t.Errorf("citizen, %q: %v", document, err)
		}
	}
}

func TestViewOfADerivativeIsRecordedWithItsDocument(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := forTwo(t, h, nikos)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	for _, document := range []photo.ProfileID{photo.AcademicID, "visa"} {
		which := photo.PictureRef{Item: photo.ItemPhoto, Document: document}
		want := document == photo.AcademicID
		for _, err := range []error{
			servicetest.ErrorOf(h.Studio.Picture(t.Context(), nikos, id, which)), servicetest.ErrorOf(h.Citizen.Picture(t.Context(), maria, id, which)),
		} {
			if (err == nil) != want {
				t.Errorf("%s: %v", document, err)
			}
		}
	}
	h.Integrate()
	looks := map[string]int{}
	for _, e := range h.Events("picture.view") {
		if e.Upload == string(id) {
			looks[e.Role+" "+e.Outcome+" "+e.Facts["item"]+" "+e.Facts["document"]]++
		}
	}
	for _, role := range []photo.Role{photo.RolePhotographer, photo.RoleCitizen} {
		// An unknown document may be any text that somebody typed: not recorded.
		if looks[string(role)+" done photo academic-id"] != 1 || looks[string(role)+" not-found photo "] != 1 {
			t.Errorf("%s: %v", role, looks)
		}
	}
}
