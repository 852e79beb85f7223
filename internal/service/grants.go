package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// ConsentVersion names the wording of the consent that a grant records.
const ConsentVersion = "1"

// Refusals of giving a grant.
var (
	ErrAppUnknown = &photo.Error{Kind: photo.Invalid, Code: "app.choose", Field: "application"}
	ErrAppProfile = &photo.Error{Kind: photo.Invalid, Code: "app.profile", Field: "application"}
	ErrAppMade    = &photo.Error{Kind: photo.Invalid, Code: "app.made", Field: "application"}
	ErrAppFiles   = &photo.Error{Kind: photo.Invalid, Code: "app.files", Field: "items"}
	ErrAppMode    = &photo.Error{Kind: photo.Invalid, Code: "app.mode", Field: "mode"}
	ErrAppUntil   = &photo.Error{Kind: photo.Invalid, Code: "app.until", Field: "until"}
	ErrAppAlready = &photo.Error{Kind: photo.Conflict, Code: "app.already"}
	ErrAppPurpose = &photo.Error{Kind: photo.Invalid, Code: "app.purpose", Field: "purpose"}
)

// Applications lists what the citizen may authorise; those that the current
// files cannot serve say why.
func (c *Citizens) Applications(ctx context.Context, who photo.Citizen) ([]AppChoice, error) {
	var list []AppChoice
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		all, err := c.choices(ctx, tx)
		if err != nil {
			return err
		}
		row, err := c.current(ctx, tx, who)
		if err != nil {
			return err
		}
		have, err := c.have(ctx, tx, row)
		if err != nil {
			return err
		}
		for _, choice := range all {
			if !choice.suspended {
				choice.fit(have)
				list = append(list, choice.AppChoice)
			}
		}
		return nil
	})
	return list, err
}

// choice is an application with what its record says.
type choice struct {
	AppChoice
	suspended bool
	signature bool
}

func (c *core) choices(ctx context.Context, tx *store.Tx) ([]choice, error) {
	rows, err := tx.Applications(ctx)
	if err != nil {
		return nil, fmt.Errorf("load applications: %w", err)
	}
	purposes, err := tx.Purposes(ctx)
	if err != nil {
		return nil, fmt.Errorf("load purposes: %w", err)
	}
	var list []choice
	for _, row := range rows {
		one := choice{suspended: !row.SuspendedAt.IsZero(), signature: row.SignatureApproved, AppChoice: AppChoice{
			ID: row.ID, Body: Wording{El: row.BodyEl, En: row.BodyEn}, Name: Wording{El: row.NameEl, En: row.NameEn},
			LegalBasis: Wording{El: row.LegalBasisEl, En: row.LegalBasisEn}, Refusal: Wording{El: row.RefusalEl, En: row.RefusalEn},
			Items: row.Items, Profile: row.Profile,
		}}
		for _, p := range purposes {
			if p.ApplicationID == row.ID {
				one.Purposes = append(one.Purposes, Purpose{ID: p.Purpose, Name: Wording{El: p.NameEl, En: p.NameEn}})
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// having is what a citizen has to give: the documents that the current upload
// was made for, its pictures, and what was found about them.
type having struct {
	made    []photo.ProfileID
	files   []PictureFacts
	verdict spec.Verdict
}

func (c *Citizens) have(ctx context.Context, tx *store.Tx, row db.Upload) (having, error) {
	files, err := tx.FilesOf(ctx, row.ID)
	if err != nil {
		return having{}, fmt.Errorf("load files: %w", err)
	}
	kept, _, err := c.openDetails(ctx, tx, row)
	return having{row.Documents, facts(files, roleMaster), kept.Verdict}, err
}

// serve reports whether an office can use a picture as it was uploaded.
func (h having) serve(demands spec.Demands, file PictureFacts) bool {
	return h.verdict.Unmodified(file.Item) && demands.Holds(file.Width, file.Height, file.Bytes)
}

// unserved says why an office cannot use a picture as it was uploaded.
func unserved(profile spec.Profile, demands spec.Demands, file PictureFacts) *photo.Error {
	why := ErrAppMade.WithArg("document", photo.Phrase(profile.Name))
	if !demands.RatioFits(file.Width, file.Height) {
		why = ErrAppProfile.WithArg("ratio", demands.Ratio())
	}
	return why.WithArg("have", fmt.Sprintf("%d × %d", file.Width, file.Height))
}

// fit narrows the application's items to those the citizen has, and says
// whether they suit the document it is for. An upload made for that document
// does: its office receives its own cut. Of another the master must do.
func (a *choice) fit(have having) {
	profile, known := spec.ProfileByID(a.Profile)
	known = known && !slices.Contains(have.made, a.Profile)
	var items []photo.Item
	a.Fits = true
	for _, file := range have.files {
		if !slices.Contains(a.Items, file.Item) || file.Item == photo.ItemSignature && !a.signature {
			continue
		}
		items = append(items, file.Item)
		demands, needed := profile.Demands(file.Item)
		if known && needed && !have.serve(demands, file) {
			a.Fits, a.Why = false, unserved(profile, demands, file)
		}
	}
	a.Items = items
	if len(items) == 0 {
		a.Fits = false
	}
}

// Grant gives an application permission to retrieve named items of the current
// files, for one purpose, after an explicit consent.
func (c *Citizens) Grant(ctx context.Context, who photo.Citizen, f GrantForm) (photo.GrantID, error) {
	id := photo.NewGrantID()
	event := byCitizen("grant.give", who)
	event.Grant = string(id)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.current(ctx, tx, who)
		if err != nil {
			return err
		}
		app, err := c.choice(ctx, tx, f.Application, row)
		if err != nil {
			return err
		}
		event.Upload, event.Application = string(row.ID), string(app.ID)
		until, err := c.terms(f, app, store.UploadOf(row))
		if err != nil {
			return err
		}
		event.Facts["items"], event.Facts["purpose"], event.Facts["mode"] = joined(f.Items), f.Purpose, string(f.Mode)
		association, err := tx.CurrentAssociation(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load association: %w", err)
		}
		err = c.endOutdated(ctx, tx, who, f)
		if err != nil {
			return err
		}
		return tx.InsertGrant(ctx, db.InsertGrantParams{
			ID: id, SubjectID: who.Subject(), AssociationID: association.ID, UploadID: row.ID, ApplicationID: app.ID,
			Items: f.Items, Purpose: f.Purpose, Mode: f.Mode, UntilAt: db.At(until), CreatedAt: db.At(c.Now()),
			ConsentVersion: ConsentVersion,
		})
	})
	if errors.Is(err, store.ErrDuplicate) {
		return "", errors.Join(ErrAppAlready, c.Store.RecordRefusal(ctx, event, ErrAppAlready))
	}
	if err == nil {
		c.Passed(GrantCommitted)
	}
	return id, err
}

// choice loads one application as it suits the files of an upload.
func (c *Citizens) choice(ctx context.Context, tx *store.Tx, id photo.ApplicationID, row db.Upload) (choice, error) {
	all, err := c.choices(ctx, tx)
	if err != nil {
		return choice{}, err
	}
	have, err := c.have(ctx, tx, row)
	if err != nil {
		return choice{}, err
	}
	for _, one := range all {
		if one.ID == id && !one.suspended {
			one.fit(have)
			return one, nil
		}
	}
	return choice{}, ErrAppUnknown
}

// terms checks a consent against the application and gives the end of the
// grant, zero when it lasts as long as the files.
func (c *Citizens) terms(f GrantForm, app choice, u photo.Upload) (until time.Time, err error) {
	var faults []*photo.Error // in the order of the form
	if !app.Fits {
		why := app.Why
		if why == nil {
			why = ErrAppFiles
		}
		faults = append(faults, why)
	}
	known := slices.ContainsFunc(app.Purposes, func(p Purpose) bool { return p.ID == f.Purpose })
	if !known {
		faults = append(faults, ErrAppPurpose)
	}
	if len(f.Items) == 0 {
		faults = append(faults, ErrAppFiles)
	}
	may := photo.Application{Items: app.Items, Purposes: []string{f.Purpose}, SignatureApproved: app.signature}
	if known && may.MayReceive(f.Items, f.Purpose) != nil {
		faults = append(faults, &photo.Error{Kind: photo.Invalid, Code: "app.sig", Field: "items"})
	}
	switch f.Mode {
	case photo.Once, photo.UntilFiles:
	case photo.UntilDate:
		day, fault := time.ParseInLocation(time.DateOnly, f.Until, photo.Athens())
		until = photo.EndOfDay(day)
		due, _ := u.Due()
		if fault != nil || !until.After(c.Now()) || until.After(due) {
			faults = append(faults, ErrAppUntil.WithArg("last", u.LastDay()))
		}
	default:
		faults = append(faults, ErrAppMode)
	}
	if !f.Consent {
		faults = append(faults, photo.ErrConsent)
	}
	return until, photo.Join(faults...)
}

// endOutdated marks a grant whose date has passed as expired, so that a new
// one for the same purpose can be given before the sweep has come by.
func (c *Citizens) endOutdated(ctx context.Context, tx *store.Tx, who photo.Citizen, f GrantForm) error {
	row, err := tx.LiveGrant(ctx, db.LiveGrantParams{SubjectID: who.Subject(), ApplicationID: f.Application, Purpose: f.Purpose})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load grant: %w", err)
	}
	if store.GrantOf(row).StateAt(c.Now()) != photo.GrantExpired {
		return nil
	}
	_, err = tx.MoveGrant(ctx, db.MoveGrantParams{State: photo.GrantExpired, EndedAt: row.UntilAt, ID: row.ID, Before: photo.GrantLive})
	return err
}

// Grants lists the citizen's grants, newest first, in every state.
func (c *Citizens) Grants(ctx context.Context, who photo.Citizen) ([]GrantRow, error) {
	var list []GrantRow
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		all, err := c.choices(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.GrantsOf(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load grants: %w", err)
		}
		for _, row := range rows {
			line := GrantRow{Grant: store.GrantOf(row)}
			line.State = line.StateAt(c.Now())
			line.App, line.PurposeName = named(all, row.ApplicationID, row.Purpose)
			list = append(list, line)
		}
		return nil
	})
	return list, err
}

// named finds the words for an application and one of its purposes.
func named(all []choice, id photo.ApplicationID, purpose string) (AppChoice, Wording) {
	for _, one := range all {
		if one.ID != id {
			continue
		}
		for _, p := range one.Purposes {
			if p.ID == purpose {
				return one.AppChoice, p.Name
			}
		}
		return one.AppChoice, Wording{}
	}
	return AppChoice{ID: id}, Wording{}
}

// Revoke ends a grant for the very next request, also for bytes of a retrieval
// that were not fetched yet.
func (c *Citizens) Revoke(ctx context.Context, who photo.Citizen, id photo.GrantID) error {
	event := byCitizen("grant.revoke", who)
	event.Grant = recorded(id)
	return c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := tx.Grant(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && row.SubjectID != who.Subject() {
			return photo.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("load grant: %w", err)
		}
		event.Upload, event.Application = string(row.UploadID), string(row.ApplicationID)
		if row.State == photo.GrantRevoked {
			return nil // pressed twice
		}
		if row.State != photo.GrantLive && row.State != photo.GrantUsed {
			return photo.ErrMoved
		}
		rows, err := tx.MoveGrant(ctx, db.MoveGrantParams{State: photo.GrantRevoked, EndedAt: db.At(c.Now()), ID: id, Before: row.State})
		if err == nil && rows == 0 {
			err = store.ErrStale
		}
		return err
	})
}
