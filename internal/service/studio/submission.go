package studio

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/statement"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// submission is a form on its way into an upload or a draft.
type submission struct {
	event   *ledger.Event       // the act, for its record or that of its refusal
	session string              // in which it was sent
	request idempotency.Request // by which a replacement that is sent twice is known
	who     photo.Operator
	form    Form
	reach   photo.Reach  // where the code goes
	refused error        // why the form is kept as a draft although its pictures may be right; nil: for no reason
	ticket  store.Ticket // that the form names, when it was looked at; zero: none, or none that can be used
	redone  []string     // why the draft was not sent so far
	upload  photo.Upload
	key     seal.Key                      // of the upload
	waiting photo.UploadID                // the draft with the pictures of an earlier replacement, which was refused; empty: none
	linked  photo.UploadID                // the draft that the upload named as waiting when it was loaded
	stored  []vault.LockedFile            // masters, of which those count that the form does not replace
	crops   map[photo.ProfileID]spec.Crop // frames chosen for the stored photo
	seen    string                        // version of the pictures that the upload had
}

// judged is what inspecting the pictures of a submission returned.
type judged struct {
	pictures []inspect.Picture
	verdict  spec.Verdict
	fresh    []photo.Item // of the pictures that are new to the upload
	faults   error        // of the fields whose pictures cannot be read
}

// has reports whether there is a picture of the item.
func (j judged) has(item photo.Item) bool {
	return slices.ContainsFunc(j.pictures, func(p inspect.Picture) bool { return p.Item == item })
}

// isDraft reports whether a refusal, the pictures, or advice that was not
// acknowledged, keep a submission from being sent.
func (sub submission) isDraft(v spec.Verdict) bool {
	return sub.refused != nil || sub.form.Hold || v.Blocked() || v.NeedsAcknowledgement() && !sub.form.acknowledges(v)
}

// refusal returns why the pictures cannot take the place of those that the client has
// a code for; nil where they can.
func (sub submission) refusal(v spec.Verdict) error {
	switch {
	case v.Blocked():
		return ErrBlocked
	case sub.isDraft(v):
		return photo.ErrNotAcknowledged
	default:
		return nil
	}
}

// inspect reads and judges the pictures that a form brings; one that cannot be
// read is a fault of its field and no picture. Whatever makes the service read pictures passes
// here, so the limit of the studio is here too.
func (s *Service) inspect(ctx context.Context, sub submission) (j judged, err error) {
	if err := s.spendReading(ctx, sub.event); err != nil {
		return j, err
	}
	var findings []spec.Finding
	var faults []*photo.Error
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		content := sub.form.picture(item).Bytes
		if len(content) == 0 {
			continue
		}
		picture, found, err := s.config.Reader.Read(ctx, content, sub.form.task(item))
		if err != nil {
			return j, err
		}
		if len(picture.Master) == 0 {
			faults = append(faults, unreadable(item, found))
			continue
		}
		j.pictures, j.fresh = append(j.pictures, picture), append(j.fresh, item)
		findings = append(findings, found...)
	}
	j.verdict, j.faults = spec.NewVerdict(sub.form.profiles(), findings...), photo.Join(faults...)
	return j, nil
}

// reinspect reads stored masters, for which the form brings no readable picture, as
// if they had just been uploaded, turned as their records say, after the new pictures.
// The form of the returned submission has the frames of the photo that was judged.
func (s *Service) reinspect(ctx context.Context, sub submission) (submission, judged, error) {
	j, err := s.inspect(ctx, sub)
	if err != nil {
		return sub, j, err
	}
	if !j.has(photo.ItemPhoto) && (sub.form.Photo.Chosen || sub.form.Crops == nil) {
		sub.form.Crops = sub.crops // those of the form were chosen for a photo that cannot be read
	}
	for _, locked := range sub.stored {
		if j.has(locked.Item) {
			continue
		}
		master, err := s.config.Vault.Open(ctx, locked)
		if err != nil {
			return sub, j, err
		}
		task := sub.form.task(locked.Item)
		task.Orientation = locked.Orientation
		picture, found, err := s.config.Reader.Read(ctx, master, task)
		if err != nil {
			return sub, j, err
		}
		j.pictures = append(j.pictures, picture)
		if locked.Upload != sub.upload.ID {
			j.fresh = append(j.fresh, locked.Item)
		}
		j.verdict.Findings = append(j.verdict.Findings, found...)
	}
	return sub, j, nil
}

// task returns what a new file is to be read for.
func (f Form) task(item photo.Item) inspect.Task {
	return inspect.Task{Item: item, Documents: f.profiles(), Crops: f.Crops, Exemption: f.Exemption}
}

// unreadable makes the blocking finding of an unreadable picture a fault of its
// form field.
func unreadable(item photo.Item, findings []spec.Finding) *photo.Error {
	for _, f := range findings {
		if f.Severity == spec.Block {
			return &photo.Error{Kind: photo.Invalid, Code: f.Code, Field: string(item), Args: f.Args}
		}
	}
	return &photo.Error{Kind: photo.Invalid, Code: "file.bad", Field: string(item)}
}

// decide completes the verdict on all the pictures: rules for which the form
// gives a reason only warn, and pictures that the studio has sent before are
// named, as are the documents of the client's ticket where others were chosen.
func (s *Service) decide(ctx context.Context, sub submission, j judged) (judged, error) {
	if sub.form.Exemption != "" {
		j.verdict = j.verdict.Exempt(sub.form.Exemption)
	}
	if wanted := sub.ticket.Documents; !sameDocuments(wanted, sub.form.Documents) && len(wanted) > 0 {
		j.verdict.Wanted = wanted
	}
	var err error
	j.verdict.Duplicates, err = s.duplicates(ctx, sub, sub.unasked(j))
	return j, err
}

// unasked lists the pictures about which nobody was asked yet whose they are. Those
// that an upload keeps were sent already, those of a draft were not.
func (sub submission) unasked(j judged) []inspect.Picture {
	if sub.upload.State == photo.Draft {
		return j.pictures
	}
	var list []inspect.Picture
	for _, p := range j.pictures {
		if slices.Contains(j.fresh, p.Item) {
			list = append(list, p)
		}
	}
	return list
}

// describe writes into the event of a submission which documents it was for and
// which rules were lifted for which reason. The photographer's words stay out.
func (sub submission) describe(v spec.Verdict) {
	facts := sub.event.Facts
	facts["documents"] = journal.List(sub.form.Documents)
	if sub.form.Exemption != "" {
		facts["override"] = string(sub.form.Exemption)
	}
	for _, f := range v.Findings {
		if f.Severity == spec.Block {
			facts["blocked"] = f.Check
		}
	}
	if exempted := v.Exempted(); len(exempted) > 0 {
		facts["lifted"] = strings.Join(exempted, " ")
	}
}

// seal seals the pictures.
func (s *Service) seal(sub submission, pictures []inspect.Picture) []vault.SealedFile {
	var files []vault.SealedFile
	for _, p := range pictures {
		files = append(files, s.config.Vault.Seal(sub.key, sub.upload, p)...)
	}
	return files
}

// recordFiles records the files of a submission, its marks in the statistics of
// the rules, and, unless it is a draft, what the applications of each document
// will be told.
func (s *Service) recordFiles(
	ctx context.Context, tx *store.Tx, sub submission, v spec.Verdict, files []vault.SealedFile,
) error {
	if err := vault.Record(ctx, tx, files); err != nil {
		return err
	}
	if err := tx.CountTallies(ctx, sub.upload.Studio, s.config.Now(), v.Tallies()); err != nil {
		return err
	}
	if sub.isDraft(v) {
		return s.checkDraftBytes(ctx, tx, sub, files)
	}
	return vault.CreateChecks(ctx, tx, sub.key, sub.upload, v)
}

// checkDraftBytes refuses a draft whose pictures are too large beside those of the
// studio's other drafts: nothing else bounds what a studio keeps without a client.
func (s *Service) checkDraftBytes(ctx context.Context, tx *store.Tx, sub submission, files []vault.SealedFile) error {
	used, err := tx.DraftBytes(ctx, sub.upload.Studio, sub.upload.ID)
	if err != nil {
		return fmt.Errorf("measure drafts: %w", err)
	}
	if used+vault.SizeOf(files) <= s.config.DraftBytes {
		return nil
	}
	return photo.ErrDraftBytes.WithArg("max", s.config.DraftBytes/1_000_000).WithArg("n", photo.DraftHours)
}

// spendReading uses one of the hour's readings of a studio: every act that makes
// the service read pictures costs the same, whether it makes an upload or not. It
// is counted for all machines, by the hours of the clock, in a write of its own.
// The event is the act, for the record of a refusal.
func (s *Service) spendReading(ctx context.Context, event *ledger.Event) error {
	hour := s.config.Now().UTC().Truncate(time.Hour)
	counter := store.Counter{Kind: "studio-hour", Key: []byte(event.Studio), Period: hour.Format("2006-01-02T15")}
	left, err := s.config.Quota.Spend(ctx, counter, s.config.StudioHourly)
	if err != nil || left {
		return err
	}
	wait := hour.Add(time.Hour).Sub(s.config.Now())
	return s.config.Store.Refuse(ctx, event, photo.ErrStudioRate.WithArg("max", s.config.StudioHourly).WithRetryAfter(wait))
}

// reasons returns why a submission is not sent, after those why it was not so far, by
// the words of package statement; each once.
func (sub submission) reasons(v spec.Verdict) []string {
	list := slices.Clone(sub.redone)
	add := func(why string) {
		if !slices.Contains(list, why) {
			list = append(list, why)
		}
	}
	for _, f := range v.Findings {
		if f.Severity == spec.Block {
			add(f.Check)
		}
	}
	if sub.form.Hold {
		return list // nobody was asked to send it yet
	}
	if v.NeedsAcknowledgement() && !sub.form.Acknowledged {
		add(statement.Advice)
	}
	if sub.refused != nil {
		add(statement.Form)
	}
	return list
}
