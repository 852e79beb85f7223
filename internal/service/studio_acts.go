package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// owned loads an upload of the operator's own: an owner sees the studio's, an
// employee only those made in person. Anything else is photo.ErrNotFound.
func (s *Studios) owned(ctx context.Context, tx *store.Tx, who photo.Operator, id photo.UploadID) (db.Upload, error) {
	row, err := tx.Upload(ctx, id)
	if err != nil {
		return row, unfound("upload", err, photo.ErrNotFound)
	}
	_, owner := who.Owner()
	if row.StudioID != who.At() || !owner && row.BySubjectID != who.Who() {
		return row, photo.ErrNotFound
	}
	return row, nil
}

// change does one guarded act on an own upload, together with its event.
func (s *Studios) change(
	ctx context.Context, event *ledger.Event, who photo.Operator, f func(*store.Tx, db.Upload) error,
) error {
	return s.Store.Write(ctx, event, func(tx *store.Tx) error {
		// A malformed id is recorded as such and finds nothing.
		row, err := s.owned(ctx, tx, who, photo.UploadID(event.Upload))
		if err != nil {
			return err
		}
		return f(tx, row)
	})
}

// Continue takes a corrected draft. Pictures left empty stay as they are; they
// are judged again against the chosen documents.
func (s *Studios) Continue(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (Outcome, error) {
	in := &intake{tried: byStudio("upload.create", who, id), form: f}
	earlier, found, err := s.earlier(ctx, who, in)
	if err != nil || found {
		return earlier, err
	}
	if err := s.resume(ctx, who, id, in); err != nil {
		return Outcome{}, err
	}
	out, err := s.take(ctx, who, in, func(tx *store.Tx) error {
		row, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		next, err := store.UploadOf(row).Amend(s.Now())
		if err != nil {
			return err
		}
		next.Documents = f.Documents
		if err := tx.SaveUpload(ctx, row, next); err != nil {
			return err
		}
		return errors.Join(tx.EraseFiles(ctx, id, s.Now()), s.keepDetails(ctx, tx, in))
	})
	if err == nil {
		s.afterErasure(ctx)
	}
	return out, err
}

// resume loads a draft's key and the pictures that were not chosen anew, and
// judges everything again.
func (s *Studios) resume(ctx context.Context, who photo.Operator, id photo.UploadID, in *intake) error {
	stored, err := s.stored(ctx, who, id, in)
	if err != nil {
		return err
	}
	if in.upload.State != photo.Draft {
		return photo.ErrMoved
	}
	complete := in.form
	for _, locked := range stored {
		complete.mark(locked.row.Item)
	}
	if in.reach, err = complete.check(); err != nil {
		return err
	}
	return s.lookAgain(ctx, in, stored)
}

// stored opens the key of an upload and those of its masters that the form
// does not replace, and completes the form with how they were judged.
func (s *Studios) stored(ctx context.Context, who photo.Operator, id photo.UploadID, in *intake) ([]lockedFile, error) {
	var locked []lockedFile
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		in.upload = store.UploadOf(row)
		if in.upload.Overdue(s.Now()) {
			return photo.ErrErased
		}
		if in.key, err = s.uploadKey(ctx, tx, id); err != nil {
			return err
		}
		if err := in.complete(row); err != nil {
			return err
		}
		if in.reach, err = contactOf(in.key, row); err != nil {
			return err
		}
		locked, err = in.masters(ctx, tx)
		return err
	})
	if errors.Is(err, photo.ErrNotFound) {
		err = errors.Join(err, s.Store.RecordRefusal(ctx, byStudio("upload.change", who, id), photo.ErrNotFound))
	}
	return locked, err
}

// masters opens the keys of the stored masters that the form does not replace.
func (in *intake) masters(ctx context.Context, tx *store.Tx) ([]lockedFile, error) {
	files, err := tx.FilesOf(ctx, in.upload.ID)
	if err != nil {
		return nil, fmt.Errorf("load files: %w", err)
	}
	var locked []lockedFile
	for _, row := range files {
		if row.Role != roleMaster || len(in.form.picture(row.Item)) > 0 {
			continue
		}
		own, err := ownKey(in.key, row)
		if err != nil {
			return nil, err
		}
		locked = append(locked, lockedFile{row, own})
	}
	return locked, nil
}

// complete says of the form how its pictures are judged where it does not say
// so itself: as those before. Frames stay with the photo they were laid on.
func (in *intake) complete(row db.Upload) error {
	var kept details
	if err := openJSON(in.key, row.SealedDetails, detailsBound(row.ID), &kept); err != nil {
		return err
	}
	in.form.Options = in.form.After(kept.Options)
	if len(in.form.Photo) == 0 && len(in.form.Crops) == 0 {
		in.form.Crops = kept.Crops
	}
	return nil
}

// lookAgain reads stored masters as if they had just been uploaded, turned as
// their records say, and the new pictures beside them.
func (s *Studios) lookAgain(ctx context.Context, in *intake, stored []lockedFile) error {
	if err := s.lookAt(ctx, in); err != nil {
		return err
	}
	for _, locked := range stored {
		master, err := s.open(ctx, locked)
		if err != nil {
			return err
		}
		picture, found, err := s.Reader.Read(ctx, master, in.task(locked.row.Item, int(locked.row.Orientation)))
		if err != nil {
			return err
		}
		in.pictures = append(in.pictures, picture)
		in.verdict.Findings = append(in.verdict.Findings, found...)
	}
	return s.weigh(ctx, in)
}

// picture gives the bytes that a form brings for an item.
func (f *Form) picture(item photo.Item) []byte {
	if item == photo.ItemSignature {
		return f.Signature
	}
	return f.Photo
}

// mark says that there is a picture for an item, though the form brings none.
func (f *Form) mark(item photo.Item) {
	if item == photo.ItemSignature {
		f.Signature = []byte{0}
		return
	}
	f.Photo = []byte{0}
}

// Resend makes a new code and sends it; the old one stops working.
func (s *Studios) Resend(ctx context.Context, who photo.Operator, id photo.UploadID, key string) error {
	return s.resend(ctx, who, once{scope: "resend/" + string(id), key: key, print: []byte{}}, byStudio("upload.resend", who, id), nil)
}

// Correct changes the contact and sends a new code there. An address left empty
// stays as it is.
func (s *Studios) Correct(ctx context.Context, who photo.Operator, id photo.UploadID, c Contact) error {
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return nil //nolint:nilerr // what is not there is refused, and recorded, where it would be changed
		}
		_, now, err := s.openDetails(ctx, tx, row)
		full := now.Complete(c.typed())
		c.Mobile, c.Email = full.Mobile, full.Email
		return err
	})
	if err != nil && !errors.Is(err, photo.ErrErased) {
		return err
	}
	r, faults := reachOf(c)
	if err := photo.Join(faults...); err != nil {
		return err
	}
	print, err := fingerprint(r)
	if err != nil {
		return err
	}
	return s.resend(ctx, who, once{scope: "correct/" + string(id), key: c.IdempotencyKey, print: print}, byStudio("upload.correct", who, id), &r)
}

func (s *Studios) resend(ctx context.Context, who photo.Operator, o once, event *ledger.Event, to *photo.Reach) error {
	err := s.change(ctx, event, who, func(tx *store.Tx, row db.Upload) error {
		var done bool
		if found, err := s.before(ctx, tx, o, &done); err != nil || found {
			return errors.Join(err, errRepeated)
		}
		next, err := store.UploadOf(row).Resend(s.Now())
		if err != nil {
			return err
		}
		key, err := s.uploadKey(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		r, err := s.reachNow(key, row, to)
		if err != nil {
			return err
		}
		if err := tx.SaveUpload(ctx, row, next); err != nil {
			return err
		}
		// Whoever opened the old code opens the new one: it was sent anew
		// because the old one is not to be trusted.
		closed := tx.CloseClaimsOn(ctx, db.CloseClaimsOnParams{ClosedAt: db.At(s.Now()), UploadID: row.ID})
		return errors.Join(closed, s.sendCode(ctx, tx, key, next, r), s.remember(ctx, tx, o, true))
	})
	if errors.Is(err, errRepeated) && !isRefusal(err) {
		return nil
	}
	s.Wake()
	return err
}

// ErrContactGone says that the typed contact was already blanked.
var ErrContactGone = &photo.Error{Kind: photo.Conflict, Code: "contact.gone"}

// reachNow gives the corrected contact, or the one that was typed first.
func (s *Studios) reachNow(key seal.Key, row db.Upload, to *photo.Reach) (photo.Reach, error) {
	if to != nil {
		return *to, nil
	}
	if len(row.SealedContact) == 0 {
		return photo.Reach{}, ErrContactGone
	}
	return contactOf(key, row)
}

// Replace exchanges the pictures under the same code; the earlier ones are
// erased. They are judged as the earlier ones were where the form does not say
// otherwise. It refuses "upload.blocked" and "upload.acknowledge" with the
// verdict and changes nothing then.
func (s *Studios) Replace(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (spec.Verdict, error) {
	in := &intake{tried: byStudio("upload.replace", who, id), form: f}
	stored, err := s.stored(ctx, who, id, in)
	if err != nil {
		return spec.Verdict{}, err
	}
	in.form.Documents = in.upload.Documents
	if len(f.Photo) == 0 && len(f.Signature) == 0 {
		return spec.Verdict{}, absent(f.Photo, ErrPhotoMissing).OnField("photo")
	}
	if err := photo.Join(in.form.Faults()...); err != nil {
		return spec.Verdict{}, err
	}
	if err := s.lookAgain(ctx, in, stored); err != nil {
		return in.verdict, err
	}
	switch {
	case in.verdict.Blocked():
		return in.verdict, ErrBlocked
	case in.draft():
		return in.verdict, photo.ErrNotAcknowledged
	}
	s.seal(in)
	err = s.put(ctx, in.files, func() error { return s.replace(ctx, who, in) })
	if err == nil {
		s.afterErasure(ctx)
	}
	return in.verdict, err
}

func (s *Studios) replace(ctx context.Context, who photo.Operator, in *intake) error {
	event := byStudio("upload.replace", who, in.upload.ID)
	describe(event, in)
	return s.change(ctx, event, who, func(tx *store.Tx, row db.Upload) error {
		next, err := store.UploadOf(row).Replace(s.Now())
		if err != nil {
			return err
		}
		var kept details
		if err := openJSON(in.key, row.SealedDetails, detailsBound(row.ID), &kept); err != nil {
			return err
		}
		kept.Verdict, kept.Options = in.verdict, in.form.Options
		sealed, err := sealJSON(in.key, kept, detailsBound(row.ID))
		if err != nil {
			return err
		}
		if err := tx.SaveUpload(ctx, row, next); err != nil {
			return err
		}
		return errors.Join(
			tx.EraseFiles(ctx, row.ID, s.Now()), s.keepLooks(ctx, tx, in),
			tx.SetDetails(ctx, db.SetDetailsParams{SealedDetails: sealed, ID: row.ID}),
			// Nobody has approved the new pictures yet.
			tx.UnapproveClaims(ctx, row.ID),
		)
	})
}

// Withdraw takes an upload or a draft back: the code dies and the files are
// erased.
func (s *Studios) Withdraw(ctx context.Context, who photo.Operator, id photo.UploadID) error {
	event := byStudio("upload.withdraw", who, id)
	err := s.change(ctx, event, who, func(tx *store.Tx, row db.Upload) error {
		if _, err := store.UploadOf(row).Withdraw(s.Now()); err != nil {
			return err
		}
		return tx.EraseUpload(ctx, row, progress.Withdrawn, s.Now())
	})
	if err == nil {
		s.afterErasure(ctx)
	}
	return err
}
