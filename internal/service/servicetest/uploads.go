package servicetest

import (
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// ChangeUpload changes the record of an upload, as another act or an earlier
// version of the program could have.
func (h *House) ChangeUpload(id photo.UploadID, change func(*store.Upload)) {
	h.tb.Helper()
	Must(h.tb, h.Store.WriteUnlogged(h.tb.Context(), func(tx *store.Tx) error {
		u, err := tx.Upload(h.tb.Context(), id)
		if err != nil {
			return err
		}
		change(&u)
		return tx.SaveUpload(h.tb.Context(), u)
	}))
}

// Copies records n more uploads like a sent or unsent one, without pictures.
func (h *House) Copies(id photo.UploadID, n int, sent bool) {
	h.tb.Helper()
	wrapped := h.WrappedKey(h.tb, id)
	for range n {
		var copied photo.UploadID
		Must(h.tb, h.Store.WriteUnlogged(h.tb.Context(), func(tx *store.Tx) error {
			u, err := tx.Upload(h.tb.Context(), id)
			if err != nil {
				return err
			}
			copied = photo.NewUploadID()
			return tx.CreateUpload(h.tb.Context(), store.Upload{Upload: photo.Upload{
				ID: copied, Studio: u.Studio, By: u.By, State: photo.Waiting, Documents: u.Documents, CreatedAt: u.CreatedAt,
			}}, wrapped)
		}))
		if sent {
			h.ChangeUpload(copied, func(u *store.Upload) { u.SentAt = u.CreatedAt })
		}
	}
}

// Agreed returns what a form that replaces pictures says of the client.
func Agreed() photo.Contact { return photo.Contact{Agreed: true} }

// Form returns an upload of a plausible portrait and signature for a driving
// licence.
func (h *House) Form(mobile string) studio.Form {
	h.tb.Helper()
	return studio.Form{
		Photo: Chosen(Portrait(h.tb)), Signature: Chosen(Signature(h.tb)), Documents: []photo.ProfileID{photo.DrivingLicence},
		Contact:      photo.Contact{Mobile: mobile, Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true},
		Acknowledged: true,
	}
}

// TiltedForm returns the form of a client whose head is tilted, with an
// exemption or without one, and nothing acknowledged.
func (h *House) TiltedForm(exemption spec.Exemption) studio.Form {
	h.tb.Helper()
	form := h.Form(Mobile("maria"))
	form.Photo, form.Acknowledged, form.Exemption = Chosen(Tilted(h.tb)), false, exemption
	if exemption != "" {
		form.ExemptionReason = "κρατά το κεφάλι με νάρθηκα"
	}
	return form
}

// Chosen is a picture that somebody chose in a form.
func Chosen(picture []byte) studio.FormPicture {
	return studio.FormPicture{Chosen: true, Bytes: picture}
}

// Upload uploads for a client and returns the upload and its code.
func (h *House) Upload(who photo.Operator, mobile string) (photo.UploadID, string) {
	h.tb.Helper()
	out, err := h.Studio.Upload(h.tb.Context(), who, h.Form(mobile))
	Must(h.tb, err)
	if out.Draft {
		page, err := h.Studio.View(h.tb.Context(), who, out.Upload)
		h.tb.Fatalf("kept as a draft: %+v %v", page.Verdict, err)
	}
	h.Deliver()
	return out.Upload, h.LastCode(mobile)
}

// UploadForm uploads a form and returns its outcome and the verdict on it; a
// draft is no fault.
func (h *House) UploadForm(who photo.Operator, form studio.Form) (studio.FormOutcome, spec.Verdict) {
	h.tb.Helper()
	out, err := h.Studio.Upload(h.tb.Context(), who, form)
	Must(h.tb, err)
	page, err := h.Studio.View(h.tb.Context(), who, out.Upload)
	Must(h.tb, err)
	return out, page.Verdict
}

// Linked uploads for a citizen, who submits the code, approves and associates.
func (h *House) Linked(studio photo.Operator, who photo.Citizen, mobile string) photo.UploadID {
	h.tb.Helper()
	id, code := h.Upload(studio, mobile)
	h.associate(who, code)
	return id
}

// LinkForm is [House.Linked] with a form of the caller's.
func (h *House) LinkForm(studio photo.Operator, who photo.Citizen, form studio.Form) photo.UploadID {
	h.tb.Helper()
	out, verdict := h.UploadForm(studio, form)
	if out.Draft {
		h.tb.Fatalf("kept as a draft: %+v", verdict.Findings)
	}
	h.Deliver()
	h.associate(who, h.LastCode(form.Mobile))
	return out.Upload
}

func (h *House) associate(who photo.Citizen, code string) {
	h.tb.Helper()
	Must(h.tb, h.Citizen.Submit(h.tb.Context(), who, code))
	Must(h.tb, h.Approve(who))
	Must(h.tb, h.Citizen.Associate(h.tb.Context(), who, citizen.AssociateInput{}))
}
