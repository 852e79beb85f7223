package service_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/application"
	"myphoto/internal/service/citizen"
	. "myphoto/internal/service/servicetest"
)

// forTwo sends pictures for a document that takes the master as it is and for
// one that is to have a cut, and gives the upload and its code.
func (h house) forTwo(t *testing.T, who photo.Operator) (photo.UploadID, string) {
	t.Helper()
	form := h.Form(Mobile("maria"))
	form.Documents = []photo.ProfileID{photo.DrivingLicence, photo.AcademicID}
	form.Crops = map[photo.ProfileID]spec.Crop{photo.AcademicID: {X: .5, Y: .5, Width: .8}}
	out, err := h.Studio.Upload(t.Context(), who, form)
	Must(t, err)
	h.Deliver()
	return out.Upload, h.LastCode(Mobile("maria"))
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// A cut that slices off a head must be seen by somebody before an office has it.
func TestStudioAndCitizenSeeWhatAnOfficeReceives(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.forTwo(t, nikos)
	cut := photo.PictureRef{Item: photo.ItemPhoto, Document: photo.AcademicID}
	page, err := h.Studio.View(t.Context(), nikos, id)
	Must(t, err)
	if len(page.Derivatives) != 1 || page.Derivatives[0].Item != photo.ItemPhoto || page.Derivatives[0].Document != photo.AcademicID {
		t.Fatalf("cuts %+v", page.Derivatives)
	}
	atCounter, err := h.Studio.Picture(t.Context(), nikos, id, cut)
	Must(t, err)
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	claim, err := h.Citizen.Claimed(t.Context(), maria)
	Must(t, err)
	atHome, err := h.Citizen.Picture(t.Context(), maria, id, cut)
	Must(t, err)
	if len(claim.Derivatives) != 1 || claim.Derivatives[0].Width != atHome.Width {
		t.Errorf("cuts %+v", claim.Derivatives)
	}

	Must(t, h.Approve(maria))
	Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	items := []photo.Item{photo.ItemPhoto}
	_, err = h.Consent.Grant(t.Context(), maria, "academic-id", photo.Consent{
		Purpose: "academic-id", Items: items, Mode: photo.UntilFiles, Given: true,
	})
	Must(t, err)
	app := h.application(t, "academic-id")
	reply, err := h.Application.Retrieve(t.Context(), app, application.RetrievalRequest{TaxID: "123456783", Items: items, Purpose: "academic-id"})
	Must(t, err)
	received, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	Must(t, err)
	for whose, digest := range map[string]string{"studio": sum(atCounter.Bytes), "citizen": sum(atHome.Bytes), "office": sum(received.Bytes)} {
		if digest != reply.Items[0].SHA256 {
			t.Errorf("the %s has %s, the retrieval names %s", whose, digest, reply.Items[0].SHA256)
		}
	}
	if _, err := h.Studio.Picture(t.Context(), nikos, id, cut); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("the studio, after the association: %v", err)
	}
}

func TestCutsAreShownOnlyToTheirOwnersAndOfTheirDocuments(t *testing.T) {
	h := house{Open(t)}
	nikos, maria, cut := h.AsPhotographer("nikos"), h.AsCitizen("maria"), photo.PictureRef{Item: photo.ItemPhoto, Document: photo.AcademicID}
	id, code := h.forTwo(t, nikos)
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	for name, err := range map[string]error{
		"another studio":  second(h.Studio.Picture(t.Context(), h.AsPhotographer("kostas"), id, cut)),
		"another citizen": second(h.Citizen.Picture(t.Context(), h.AsCitizen("giorgos"), id, cut)),
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

func TestStudioNeverGetsTheMasterBack(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	id, _ := h.forTwo(t, nikos)
	preview, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto})
	Must(t, err)
	asked, err := h.Studio.Picture(t.Context(), nikos, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true})
	Must(t, err)
	if !bytes.Equal(preview.Bytes, asked.Bytes) {
		t.Error("something else than the preview")
	}
}

func TestLookAtACutIsRecordedWithItsDocument(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.forTwo(t, nikos)
	Must(t, h.Citizen.Submit(t.Context(), maria, code))
	for _, document := range []photo.ProfileID{photo.AcademicID, "visa"} {
		which := photo.PictureRef{Item: photo.ItemPhoto, Document: document}
		want := document == photo.AcademicID
		for _, err := range []error{
			second(h.Studio.Picture(t.Context(), nikos, id, which)), second(h.Citizen.Picture(t.Context(), maria, id, which)),
		} {
			if (err == nil) != want {
				t.Errorf("%s: %v", document, err)
			}
		}
	}
	h.seal(t)
	var out bytes.Buffer
	Must(t, h.Integrator.Export(t.Context(), &out))
	looks := map[string]int{}
	for lines := json.NewDecoder(&out); lines.More(); {
		var record ledger.Record
		Must(t, lines.Decode(&record))
		if e, err := ledger.ParseEvent(record.Body); err == nil && e.Act == "picture.view" && e.Upload == string(id) {
			looks[e.Role+" "+e.Outcome+" "+e.Facts["item"]+" "+e.Facts["document"]]++
		}
	}
	for _, role := range []photo.Role{photo.RolePhotographer, photo.RoleCitizen} {
		// What was asked for and is not there may be anything somebody typed.
		if looks[string(role)+" done photo academic-id"] != 1 || looks[string(role)+" not-found photo "] != 1 {
			t.Errorf("%s: %v", role, looks)
		}
	}
}
