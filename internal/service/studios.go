package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// details is what is kept sealed about an upload beside its pictures.
type details struct {
	spec.Options
	Label   string       `json:"label,omitempty"`
	Verdict spec.Verdict `json:"verdict"`
	Typed   *Contact     `json:"typed,omitempty"` // of a draft
}

func detailsBound(id photo.UploadID) string { return "uploads/details/" + string(id) }
func contactBound(id photo.UploadID) string { return "uploads/contact/" + string(id) }

// intake is a form on its way to becoming an upload or a draft.
type intake struct {
	tried    *ledger.Event // what is being tried
	form     Form
	reach    photo.Reach
	pictures []inspect.Picture
	verdict  spec.Verdict
	upload   photo.Upload
	key      seal.Key
	wrapped  []byte
	files    []sealedFile
	once     once
}

// draft reports whether the pictures or unseen advice keep it from being sent.
func (in *intake) draft() bool {
	return in.verdict.Blocked() || in.verdict.NeedsAcknowledgement() && !in.form.Acknowledged
}

// Upload takes a client's pictures. Faults of fields and unreadable pictures
// are refused, all at once, and change nothing. Pictures that an office would
// not accept, or advice that was not acknowledged, make a sealed draft;
// otherwise the upload, its code and the messages are committed together.
func (s *Studios) Upload(ctx context.Context, who photo.Operator, f Form) (Outcome, error) {
	in := &intake{tried: byStudio("upload.create", who, ""), form: f}
	earlier, found, err := s.earlier(ctx, who, in)
	if err != nil || found {
		return earlier, err
	}
	now := s.Now()
	in.upload = photo.Upload{
		ID: photo.NewUploadID(), Studio: who.At(), By: who.Who(), State: photo.Draft,
		Documents: f.Documents, CreatedAt: now, ChangedAt: now,
	}
	if err := s.look(ctx, in); err != nil {
		return Outcome{}, err
	}
	if in.key, in.wrapped, err = s.newUploadKey(in.upload.ID); err != nil {
		return Outcome{}, err
	}
	return s.take(ctx, who, in, func(tx *store.Tx) error { return s.insert(ctx, tx, in) })
}

// Admit makes room for the body of a form, of so many bytes, before it is
// read; inspect.ErrBusy when there is none for a while. The caller calls
// release once the form was dealt with.
func (s *Studios) Admit(ctx context.Context, who photo.Operator, size int64) (release func(), err error) {
	return s.Reader.Admit(ctx, who.At(), size)
}

// earlier gives the outcome of the same request made before.
func (s *Studios) earlier(ctx context.Context, who photo.Operator, in *intake) (out Outcome, found bool, err error) {
	f := in.form
	photoSum, signatureSum := sha256.Sum256(f.Photo), sha256.Sum256(f.Signature)
	f.Photo, f.Signature = photoSum[:], signatureSum[:]
	print, err := fingerprint(f)
	if err != nil {
		return out, false, err
	}
	in.once = once{scope: "upload/" + string(who.At()) + "/" + string(who.Who()), key: f.IdempotencyKey, print: print}
	if photo.CheckText(f.IdempotencyKey, maxKey) != nil {
		return out, false, nil // refused with the other fields
	}
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		found, err = s.before(ctx, tx, in.once, &out)
		return err
	})
	return out, found, err
}

// look checks the fields and reads the pictures; a picture that cannot be read
// is a fault of its field.
func (s *Studios) look(ctx context.Context, in *intake) (err error) {
	if in.reach, err = in.form.check(); err != nil {
		return err
	}
	if err := s.lookAt(ctx, in); err != nil {
		return err
	}
	return s.weigh(ctx, in)
}

// weigh completes the verdict on all the pictures: it lifts the rules that the
// form gives a reason for, which then only warn, and tells which pictures the
// studio has sent before.
func (s *Studios) weigh(ctx context.Context, in *intake) (err error) {
	if in.form.Exemption != "" {
		in.verdict = in.verdict.Exempt(in.form.Exemption)
	}
	in.verdict.Duplicates, err = s.repeats(ctx, in)
	return err
}

// lookAt reads and judges the pictures that a form brings. It is where every
// way to make us read pictures comes by, so the limit of the studio is here.
func (s *Studios) lookAt(ctx context.Context, in *intake) error {
	if err := s.spendReading(ctx, in.tried); err != nil {
		return err
	}
	profiles := in.form.profiles()
	var findings []spec.Finding
	var faults []*photo.Error
	for _, one := range []struct {
		item   photo.Item
		upload []byte
	}{{photo.ItemPhoto, in.form.Photo}, {photo.ItemSignature, in.form.Signature}} {
		if len(one.upload) == 0 {
			continue
		}
		picture, found, err := s.Reader.Read(ctx, one.upload, in.task(one.item, 0))
		if err != nil {
			return err
		}
		if len(picture.Master) == 0 {
			faults = append(faults, unreadable(one.item, found))
			continue
		}
		in.pictures = append(in.pictures, picture)
		findings = append(findings, found...)
	}
	in.verdict = spec.NewVerdict(profiles, findings...)
	return photo.Join(faults...)
}

// task tells the reader what a picture is for; the orientation is that of a
// stored master, 0 for a new file.
func (in *intake) task(item photo.Item, orientation int) inspect.Task {
	return inspect.Task{
		Item: item, Documents: in.form.profiles(), Crops: in.form.Crops, Override: in.form.Exemption, Orientation: orientation,
	}
}

// unreadable makes the blocking finding of an unreadable picture a fault of
// its form field.
func unreadable(item photo.Item, findings []spec.Finding) *photo.Error {
	for _, f := range findings {
		if f.Severity == spec.Block {
			return &photo.Error{Kind: photo.Invalid, Code: f.Code, Field: string(item), Args: f.Args}
		}
	}
	return &photo.Error{Kind: photo.Invalid, Code: "file.bad", Field: string(item)}
}

// take seals the pictures, stores them, and commits the record that first
// writes, with code and messages unless it is a draft.
func (s *Studios) take(ctx context.Context, who photo.Operator, in *intake, first func(*store.Tx) error) (Outcome, error) {
	s.seal(in)
	out := Outcome{Upload: in.upload.ID, Draft: in.draft()}
	event := byStudio("upload.create", who, in.upload.ID)
	if out.Draft {
		event.Act = "upload.draft"
	}
	describe(event, in)
	err := s.put(ctx, in.files, func() error {
		return s.Store.Write(ctx, event, func(tx *store.Tx) error {
			earlier := Outcome{}
			found, err := s.before(ctx, tx, in.once, &earlier)
			if err != nil {
				return err
			}
			if found {
				out = earlier
				return errRepeated
			}
			return s.record(ctx, tx, in, first)
		})
	})
	if errors.Is(err, errRepeated) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	s.Passed(UploadCommitted)
	s.Wake()
	return out, nil
}

// seal seals the pictures.
func (s *Studios) seal(in *intake) {
	for _, p := range in.pictures {
		in.files = append(in.files, s.sealPicture(in.key, in.upload, p)...)
	}
}

// record writes an upload: what first writes, its files, code and messages
// unless it is a draft, and the answer to the same request.
func (s *Studios) record(ctx context.Context, tx *store.Tx, in *intake, first func(*store.Tx) error) error {
	if err := first(tx); err != nil {
		return err
	}
	if err := s.keepLooks(ctx, tx, in); err != nil {
		return err
	}
	if !in.draft() {
		if err := s.publish(ctx, tx, in); err != nil {
			return err
		}
	}
	return s.remember(ctx, tx, in.once, Outcome{Upload: in.upload.ID, Draft: in.draft()})
}

// errRepeated undoes a write that the same request has already done.
var errRepeated = errors.New("request repeated")

// describe tells the ledger which documents and measures an upload had, and
// which rules were lifted for which reason; the photographer's words stay out.
func describe(event *ledger.Event, in *intake) {
	event.Facts["documents"] = joined(in.form.Documents)
	if in.form.Exemption != "" {
		event.Facts["override"] = string(in.form.Exemption)
	}
	for _, f := range in.verdict.Findings {
		if f.Severity == spec.Block {
			event.Facts["blocked"] = f.Check
		}
	}
	if lifted := in.verdict.Exempted(); len(lifted) > 0 {
		event.Facts["lifted"] = strings.Join(lifted, " ")
	}
}

// insert writes the record of a new draft.
func (s *Studios) insert(ctx context.Context, tx *store.Tx, in *intake) error {
	u := in.upload
	due, _ := u.Due()
	err := tx.InsertUpload(ctx, db.InsertUploadParams{
		ID: u.ID, StudioID: u.Studio, BySubjectID: u.By, State: u.State, Documents: u.Documents,
		CreatedAt: db.At(u.CreatedAt), ChangedAt: db.At(u.ChangedAt), DueAt: db.At(due),
	})
	if err != nil {
		return fmt.Errorf("record upload: %w", err)
	}
	if err := tx.InsertUploadKey(ctx, db.InsertUploadKeyParams{UploadID: u.ID, Wrapped: in.wrapped}); err != nil {
		return fmt.Errorf("record upload key: %w", err)
	}
	return s.keepDetails(ctx, tx, in)
}

// keepDetails seals what is known about the upload beside its pictures.
func (s *Studios) keepDetails(ctx context.Context, tx *store.Tx, in *intake) error {
	kept := details{Label: in.form.Label, Verdict: in.verdict, Options: in.form.Options}
	if in.draft() {
		typed := in.form.contact()
		kept.Typed = &typed
	}
	sealed, err := sealJSON(in.key, kept, detailsBound(in.upload.ID))
	if err != nil {
		return err
	}
	return tx.SetDetails(ctx, db.SetDetailsParams{SealedDetails: sealed, ID: in.upload.ID})
}

// publish gives a draft its code and queues the messages, in the transaction
// that makes the upload.
func (s *Studios) publish(ctx context.Context, tx *store.Tx, in *intake) error {
	row, err := tx.Upload(ctx, in.upload.ID)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	next, err := store.UploadOf(row).Publish(s.Now())
	if err != nil {
		return err
	}
	next.Documents = in.form.Documents
	if err := tx.SaveUpload(ctx, row, next); err != nil {
		return err
	}
	return s.sendCode(ctx, tx, in.key, next, in.reach)
}

// sendCode makes a new code, which ends any earlier one, and queues it to the
// chosen channels.
func (s *Studios) sendCode(ctx context.Context, tx *store.Tx, key seal.Key, u photo.Upload, r photo.Reach) error {
	sealed, err := sealJSON(key, r, contactBound(u.ID))
	if err != nil {
		return err
	}
	code, made := photo.NewCode(), s.Now()
	now := db.At(made)
	err = errors.Join(
		tx.StopMessages(ctx, db.StopMessagesParams{SettledAt: now, UploadID: u.ID}),
		tx.SetCode(ctx, db.SetCodeParams{CodeHash: s.Hashes.Sum(kindCode, code.Reveal()), ID: u.ID}),
		tx.SetContact(ctx, db.SetContactParams{SealedContact: sealed, ID: u.ID}),
	)
	if err != nil {
		return fmt.Errorf("keep code: %w", err)
	}
	for _, channel := range r.Channels {
		if err := s.withinContact(ctx, tx, channel, r.Address(channel)); err != nil {
			return err
		}
		err := s.queue(ctx, tx, outgoing{
			kind: messageCode, upload: u.ID, channel: channel, to: r.Address(channel), code: code.Reveal(),
			// One moment for all, by which the messages of one code are known.
			made: made, giveUp: made.Add(giveUpAfter),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const kindCode = "code"

// withinContact limits messages to one contact and day across all studios.
func (s *Studios) withinContact(ctx context.Context, tx *store.Tx, channel photo.Channel, to string) error {
	rows, err := tx.Spend(ctx, db.SpendParams{
		Kind: "contact", Key: s.Hashes.Sum(string(channel), to), Day: photo.AthensDay(s.Now()), Most: int64(s.Policy.ContactDaily),
	})
	if err == nil && rows == 0 {
		err = photo.ErrContactDaily.WithArg("max", s.Policy.ContactDaily).WithRetryAfter(photo.NextAthensDay(s.Now()).Sub(s.Now()))
	}
	return err
}
