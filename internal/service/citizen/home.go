package citizen

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Home returns everything the citizen has.
func (s *Service) Home(ctx context.Context, who photo.Citizen) (Home, error) {
	var home Home
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		view, has, err := s.viewCurrent(ctx, tx, who)
		if err != nil {
			return err
		}
		if has {
			home.Current = &view
		}
		uploads, err := tx.DissociatedUploads(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load uploads: %w", err)
		}
		for _, u := range uploads {
			if u.Overdue(s.config.Now()) {
				continue
			}
			view, err := s.view(ctx, tx, u)
			if err != nil {
				return err
			}
			home.Dissociated = append(home.Dissociated, view)
		}
		return s.addWaiting(ctx, tx, who, &home)
	})
	return home, err
}

// Current returns the upload that is now associated with the citizen's subject,
// and reports whether there is one.
func (s *Service) Current(ctx context.Context, who photo.Citizen) (view UploadView, has bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		view, has, err = s.viewCurrent(ctx, tx, who)
		return err
	})
	return view, has, err
}

func (s *Service) viewCurrent(ctx context.Context, tx *store.Tx, who photo.Citizen) (view UploadView, has bool, err error) {
	u, err := s.current(ctx, tx, who)
	if errors.Is(err, photo.ErrNoFiles) {
		return view, false, nil
	}
	if err != nil {
		return view, false, err
	}
	view, err = s.view(ctx, tx, u)
	return view, err == nil, err
}

// addWaiting adds the upload of the latest claim to a home page, as long as nobody has
// associated it, and how many more wait.
func (s *Service) addWaiting(ctx context.Context, tx *store.Tx, who photo.Citizen, home *Home) error {
	claims, err := s.claims(ctx, tx, who)
	if err != nil || len(claims) == 0 || claims[0].upload.State != photo.Waiting {
		return err
	}
	view, err := s.view(ctx, tx, claims[0].upload)
	home.Waiting, home.Approved = &view, !claims[0].claim.ApprovedAt.IsZero()
	for _, other := range claims[1:] {
		if other.upload.State == photo.Waiting {
			home.Others++
		}
	}
	return err
}

// view describes an upload to its citizen.
func (s *Service) view(ctx context.Context, tx *store.Tx, u store.Upload) (UploadView, error) {
	v := UploadView{
		Upload: u.ID, State: u.State, Documents: u.Documents, Bound: u.Bound != "",
		UploadedAt: u.CreatedAt, AssociatedAt: u.AssociatedAt, LastDay: u.LastDay(),
	}
	studio, err := tx.Studio(ctx, u.Studio)
	if err != nil {
		return v, fmt.Errorf("load studio: %w", err)
	}
	if v.StudioName, err = s.config.Subjects.StudioName(studio); err != nil {
		return v, err
	}
	files, err := tx.Files(ctx, u.ID)
	if err != nil {
		return v, fmt.Errorf("load files: %w", err)
	}
	v.Items, v.Derivatives = vault.FactsOf(files, photo.Master), vault.FactsOf(files, photo.Derivative)
	v.PicturesVersion = vault.PicturesVersion(files)
	if v.LiveGrants, err = tx.CountLiveGrants(ctx, u.ID); err != nil {
		return v, fmt.Errorf("count grants: %w", err)
	}
	key, err := s.config.Vault.Key(ctx, tx, u.Upload)
	if err != nil {
		return v, err
	}
	details, err := vault.OpenDetails(key, u)
	if err != nil {
		return v, err
	}
	v.Verdict, v.Exemption, v.ExemptionReason = details.Verdict, details.Exemption, details.ExemptionReason
	if u.AssociatedAt.IsZero() || len(u.SealedCode) == 0 {
		return v, nil
	}
	v.Code, err = s.config.Vault.Code(ctx, tx, u)
	return v, err
}
