package service_test

import (
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// The citizen sees what was declared in their name. The office sees that there was
// an exemption from a rule, but not the photographer's explanation.
func TestExemptionIsDisclosedToTheCitizenAndTheOffice(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.TiltedForm(spec.Disability)
	form.Acknowledged = true
	h.UploadForm(nikos, form)
	h.Deliver()
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, h.LastCode(servicetest.Mobile("maria"))))
	claim, err := h.Citizen.Claimed(t.Context(), maria)
	servicetest.Must(t, err)
	if claim.Exemption != spec.Disability || claim.ExemptionReason != form.ExemptionReason || len(claim.Verdict.Exempted()) != 1 {
		t.Errorf("%q %q %v", claim.Exemption, claim.ExemptionReason, claim.Verdict.Exempted())
	}
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())
	servicetest.Must(t, err)
	if told := string(reply.Checks); !strings.Contains(told, `"override":"disability"`) ||
		!strings.Contains(told, `"check":"roll"`) || strings.Contains(told, "νάρθηκα") {
		t.Error(told)
	}
}
