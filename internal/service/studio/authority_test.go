package studio_test

import (
	"errors"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// A form of pictures is minutes on its way; whether its sender may still work at the
// studio is asked again where the act commits.
func TestOperatorWhoMayNoLongerWorkChangesNothing(t *testing.T) {
	t.Parallel()
	for what, end := range map[string]func(t *testing.T, h *servicetest.House, nikos photo.Photographer){
		"an employee removed": func(t *testing.T, h *servicetest.House, nikos photo.Photographer) {
			t.Helper()
			members, err := h.Staff.Staff(t.Context(), nikos)
			servicetest.Must(t, err)
			servicetest.Must(t, h.Staff.RemoveEmployee(t.Context(), nikos, members[0].ID))
		},
		"a studio that closed": func(t *testing.T, h *servicetest.House, nikos photo.Photographer) {
			t.Helper()
			servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
				return tx.SaveEligibility(t.Context(), nikos.Subject, store.Eligibility{Reason: "business-closed", CheckedAt: h.Clock.Now()})
			}))
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			nikos := h.AsPhotographer("nikos")
			servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
			eleni, err := h.SignIn.Operator(t.Context(), h.As("eleni", photo.RoleEmployee))
			servicetest.Must(t, err)
			id, _ := h.Upload(eleni, "6900000001")
			draft := h.Form("6900000002")
			draft.Acknowledged = false
			draft.Documents, draft.Signature = []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
			kept, err := h.Studio.Upload(t.Context(), eleni, draft)
			servicetest.Must(t, err)
			end(t, h, nikos)
			uploads, messages := h.Count(t, "uploads"), h.Count(t, "messages")
			for what, act := range map[string]func() error{
				"upload": func() error { return servicetest.ErrorOf(h.Studio.Upload(t.Context(), eleni, h.Form("6900000003"))) },
				"draft":  func() error { return servicetest.ErrorOf(h.Studio.Upload(t.Context(), eleni, draft)) },
				"continue": func() error {
					return servicetest.ErrorOf(h.Studio.Continue(t.Context(), eleni, kept.Upload, h.Form("6900000002")))
				},
				"replace": func() error {
					return servicetest.ErrorOf(h.Studio.Replace(t.Context(), eleni, id, h.Form("6900000001")))
				},
				"resend": func() error { return h.Studio.Resend(t.Context(), eleni, id, "") },
				"correct": func() error {
					return h.Studio.Correct(t.Context(), eleni, id, studio.Correction{Contact: draft.Contact})
				},
				"withdraw": func() error { return h.Studio.Withdraw(t.Context(), eleni, id) },
				"picture": func() error {
					return servicetest.ErrorOf(h.Studio.Picture(t.Context(), eleni, id, photo.PictureRef{Item: photo.ItemPhoto}))
				},
			} {
				if err := act(); !errors.Is(err, photo.ErrForbidden) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if h.Count(t, "uploads") != uploads || h.Count(t, "messages") != messages || h.Count(t, "uploads WHERE state = 'erased'") != 0 {
				t.Error("something was changed")
			}
		})
	}
}

// Two people at the counter change one upload: what the slower one saw is gone.
func TestSlowerOfTwoChangesOfPicturesIsTold(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		form   func(*servicetest.House) studio.Form
		change func(*testing.T, *servicetest.House, photo.Operator, photo.UploadID, studio.Form) error
	}{
		"an upload": {
			func(h *servicetest.House) studio.Form { return h.Form("6900000001") },
			func(t *testing.T, h *servicetest.House, who photo.Operator, id photo.UploadID, f studio.Form) error {
				t.Helper()
				return servicetest.ErrorOf(h.Studio.Replace(t.Context(), who, id, f))
			},
		},
		"a draft": {
			func(h *servicetest.House) studio.Form {
				form := h.Form("6900000001")
				form.Acknowledged, form.Documents = false, []photo.ProfileID{photo.IdentityCard, photo.DrivingLicence}
				return form
			},
			func(t *testing.T, h *servicetest.House, who photo.Operator, id photo.UploadID, f studio.Form) error {
				t.Helper()
				f.Acknowledged, f.Documents = false, []photo.ProfileID{photo.IdentityCard, photo.DrivingLicence}
				return servicetest.ErrorOf(h.Studio.Continue(t.Context(), who, id, f))
			},
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := servicetest.Open(t)
			nikos := h.AsPhotographer("nikos")
			out, err := h.Studio.Upload(t.Context(), nikos, c.form(h))
			servicetest.Must(t, err)
			onlyPhoto, onlySignature := h.Form("6900000001"), h.Form("6900000001")
			onlyPhoto.Signature, onlySignature.Photo = studio.FormPicture{}, studio.FormPicture{}
			once := false
			h.Reopen(func(config *service.Config) {
				config.Failpoint = func(point string) {
					if point == "files.put" && !once { // the slower one has read what is stored
						once = true
						servicetest.Must(t, c.change(t, h, nikos, out.Upload, onlyPhoto))
					}
				}
			})
			if err := c.change(t, h, nikos, out.Upload, onlySignature); !errors.Is(err, photo.ErrMoved) {
				t.Errorf("the slower one: %v", err)
			}
		})
	}
}

// Two corrections at once must not undo each other unseen.
func TestSlowerOfTwoCorrectionsIsTold(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	sms := photo.Contact{Mobile: "6900000002", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}
	email := photo.Contact{Email: "maria@example.gr", Channels: []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}, Agreed: true}
	results := h.Studio.CorrectAtOnce(t.Context(), nikos, id, studio.Correction{Contact: sms}, studio.Correction{Contact: email})
	if results[0] != nil || !errors.Is(results[1], photo.ErrMoved) {
		t.Errorf("results %v", results)
	}
	servicetest.Must(t, h.Studio.Correct(t.Context(), nikos, id, studio.Correction{Contact: email}))
	h.Deliver()
	if h.LastCode("+306900000002") == "" { // the first correction still holds
		t.Error("the first correction was undone")
	}
}

// An act on an upload that cannot be read must not go on as if nothing were there.
func TestCorrectionOfWhatCannotBeReadIsAFault(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	h.WriteBehind(t, `UPDATE uploads SET sealed_details = zeroblob(64)`)
	contact := photo.Contact{Mobile: "6900000002", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}
	err := h.Studio.Correct(t.Context(), nikos, id, studio.Correction{Contact: contact})
	if _, refusal := photo.RefusalIn(err); err == nil || refusal {
		t.Errorf("corrected: %v", err)
	}
}

// A key names a form for one draft: the same form on another draft is another act.
func TestSameKeyOnAnotherDraftIsAnotherAct(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	var drafts [2]photo.UploadID
	for i := range drafts {
		form := h.Form("6900000001")
		form.Acknowledged, form.Documents, form.Signature = false, []photo.ProfileID{photo.IdentityCard}, studio.FormPicture{}
		out, err := h.Studio.Upload(t.Context(), nikos, form)
		servicetest.Must(t, err)
		drafts[i] = out.Upload
	}
	form := h.Form("6900000001")
	form.IdempotencyKey = "k"
	for range 2 { // pressed twice
		out, err := h.Studio.Continue(t.Context(), nikos, drafts[0], form)
		if err != nil || out.Upload != drafts[0] {
			t.Errorf("the first draft: %+v, %v", out, err)
		}
	}
	if out, err := h.Studio.Continue(t.Context(), nikos, drafts[1], form); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("the second draft: %+v, %v", out, err)
	}
}
