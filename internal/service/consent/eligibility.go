package consent

import (
	"context"
	"fmt"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store"
)

// Applications lists what the citizen may authorise; each that the current files
// do not suit says why. It returns [photo.ErrNoFiles] when there are none.
func (s *Service) Applications(ctx context.Context, who photo.Citizen) ([]ApplicationOption, error) {
	var list []ApplicationOption
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		apps, err := applications(ctx, tx)
		if err != nil {
			return err
		}
		u, _, err := s.current(ctx, tx, who)
		if err != nil {
			return err
		}
		have, err := s.eligibility(ctx, tx, u)
		if err != nil {
			return err
		}
		for _, app := range apps {
			if app.SuspendedAt.IsZero() {
				list = append(list, have.evaluate(app))
			}
		}
		return nil
	})
	return list, err
}

func applications(ctx context.Context, tx *store.Tx) ([]photo.Registration, error) {
	apps, err := tx.Applications(ctx)
	if err != nil {
		return nil, fmt.Errorf("load applications: %w", err)
	}
	return apps, nil
}

// option loads one application as it suits the files of an upload;
// [ErrUnknownApplication] when there is none or it is suspended.
func (s *Service) option(ctx context.Context, tx *store.Tx, id photo.ApplicationID, u store.Upload) (ApplicationOption, error) {
	apps, err := applications(ctx, tx)
	if err != nil {
		return ApplicationOption{}, err
	}
	have, err := s.eligibility(ctx, tx, u)
	if err != nil {
		return ApplicationOption{}, err
	}
	for _, app := range apps {
		if app.ID == id && app.SuspendedAt.IsZero() {
			return have.evaluate(app), nil
		}
	}
	return ApplicationOption{}, ErrUnknownApplication
}

// eligibility is what decides which applications an upload suits: the documents
// that it was made for, its pictures, and what was found about them.
type eligibility struct {
	documents []photo.ProfileID
	masters   []photo.PictureFacts
	verdict   spec.Verdict
}

func (s *Service) eligibility(ctx context.Context, tx *store.Tx, u store.Upload) (eligibility, error) {
	files, err := tx.Files(ctx, u.ID)
	if err != nil {
		return eligibility{}, fmt.Errorf("load files: %w", err)
	}
	var masters []photo.PictureFacts
	for _, f := range files {
		if f.Role == photo.Master {
			masters = append(masters, f.PictureFacts)
		}
	}
	details, _, err := s.config.Vault.Describe(ctx, tx, u)
	return eligibility{u.Documents, masters, details.Verdict}, err
}

// suits reports whether an office can use a picture as it was uploaded.
func (e eligibility) suits(demands spec.Demands, master photo.PictureFacts) bool {
	return e.verdict.Unmodified(master.Item) && demands.Holds(master.Width, master.Height, master.Bytes)
}

// whyUnsuited returns why an office cannot use a picture as it was uploaded.
func whyUnsuited(profile spec.Profile, demands spec.Demands, master photo.PictureFacts) *photo.Error {
	why := ErrOtherDocument.WithArg("document", photo.Phrase(profile.Name))
	if !demands.RatioFits(master.Width, master.Height) {
		why = ErrOtherRatio.WithArg("ratio", demands.Ratio()).WithArg("least", fmt.Sprintf("%d × %d", demands.MinWidth, demands.MinHeight))
	}
	return why.WithArg("have", fmt.Sprintf("%d × %d", master.Width, master.Height))
}

// evaluate narrows the items of an application to those that the citizen has, and
// decides whether they suit the document it is for. They do when the upload was
// made for that document: then its office receives its own derivative. For any
// other document the masters must do.
func (e eligibility) evaluate(app photo.Registration) ApplicationOption {
	profile, known := spec.ProfileByID(app.Profile)
	mustDo := known && !slices.Contains(e.documents, app.Profile)
	option := ApplicationOption{Registration: app, Fits: true}
	option.Items = nil
	for _, master := range e.masters {
		if !slices.Contains(app.Items, master.Item) || master.Item == photo.ItemSignature && !app.SignatureApproved {
			continue
		}
		option.Items = append(option.Items, master.Item)
		demands, needed := profile.Demands(master.Item)
		if mustDo && needed && !e.suits(demands, master) {
			option.Fits, option.Why = false, whyUnsuited(profile, demands, master)
		}
	}
	if len(option.Items) == 0 {
		option.Fits = false
	}
	return option
}

// unsuited returns why the files do not suit the application; nil when they do.
func (o ApplicationOption) unsuited() *photo.Error {
	switch {
	case o.Fits:
		return nil
	case o.Why != nil:
		return o.Why
	}
	return photo.ErrConsentItems
}

// application returns what the application may receive from the citizen's files.
func (o ApplicationOption) application() photo.Application {
	app := photo.Application{
		ID: o.ID, Body: o.Body, Items: o.Items, Profile: o.Profile, SignatureApproved: o.SignatureApproved,
	}
	for _, p := range o.Purposes {
		app.Purposes = append(app.Purposes, p.ID)
	}
	return app
}
