package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// ErrTicketApart refuses to send a draft with a ticket together with others: its upload
// is bound on its own page.
var ErrTicketApart = &photo.Error{Kind: photo.Invalid, Code: "ticket.apart", Field: "ticket"}

// ErrNotSeen refuses to send drafts whose pictures, or the advice on them, are other than
// those that were shown. The argument "n" is how many.
var ErrNotSeen = &photo.Error{Kind: photo.Invalid, Code: "batch.changed"}

// Readiness is how far a draft is from being sent, or what became of it.
type Readiness struct {
	State  photo.State // empty: there is no such upload, or none of the operator's
	Status progress.Status
	Form   DraftForm // of a draft: what was typed

	// Of one that was sent and is not erased: what the list shows of it.
	Documents      []photo.ProfileID
	Label, Contact string // the contact is masked

	Items   []photo.Item   // whose pictures there are
	Faults  []*photo.Error // of a draft: what is wrong with its fields
	Verdict spec.Verdict   // of its pictures, with the repeats of what was sent meanwhile
	Version string         // of a draft: names its pictures and the advice on them
}

// Blocked reports whether a draft must be corrected before it is sent.
func (r Readiness) Blocked() bool { return len(r.Faults) > 0 || r.Verdict.Blocked() }

// Readiness returns, for each of some uploads in their order, whether it can be sent.
func (s *Service) Readiness(ctx context.Context, who photo.Operator, ids []photo.UploadID) ([]Readiness, error) {
	list := make([]Readiness, len(ids))
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		for i, id := range ids {
			if id == "" {
				continue
			}
			u, err := s.owned(ctx, tx, who, id)
			if errors.Is(err, photo.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if list[i], err = s.readiness(ctx, tx, u); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

func (s *Service) readiness(ctx context.Context, tx *store.Tx, u store.Upload) (Readiness, error) {
	o, err := s.open(ctx, tx, u)
	if err != nil {
		return Readiness{}, err
	}
	r := Readiness{State: u.State, Status: o.row.Status, Verdict: o.details.Verdict, Documents: u.Documents, Label: o.row.Label, Contact: o.row.Contact}
	if u.Overdue(s.config.Now()) {
		r.State = photo.Erased
	}
	if r.State != photo.Draft {
		return r, nil
	}
	files, err := tx.Files(ctx, u.ID)
	if err != nil {
		return r, fmt.Errorf("load files: %w", err)
	}
	has := map[photo.Item]bool{}
	for _, one := range vault.FactsOf(files, photo.Master) {
		has[one.Item] = true
		r.Items = append(r.Items, one.Item)
	}
	r.Form = DraftForm{Documents: u.Documents, Options: o.details.Options, Ticket: o.details.Ticket, Label: o.details.Label}
	if o.details.Typed != nil {
		r.Form.Contact = *o.details.Typed
	}
	form := r.Form.Form()
	form.Hold = true
	reach, faults := form.validate(has, s.config.SMSCountries)
	if refusal, ok := photo.RefusalIn(faults); ok {
		r.Faults = refusal.All()
	}
	if form.Ticket != "" {
		r.Faults = append(r.Faults, ErrTicketApart)
	}
	hashes, err := s.config.Vault.StoredHashes(ctx, tx, u.Upload, files)
	if err != nil {
		return r, err
	}
	r.Verdict.Duplicates, err = s.duplicatesOf(ctx, tx, submission{upload: u.Upload, reach: reach}, hashes) // also those sent since it was judged
	r.Version = vault.JudgedVersion(files, r.Verdict)
	return r, err
}

// Confirmation is what a studio confirms when it sends drafts.
type Confirmation struct {
	Agreed       bool // the clients saw the pictures and agree
	Acknowledged bool // the advice was read

	// Seen lists the drafts as they were shown, by [Readiness]'s Version: what is
	// confirmed holds for them alone. Nil: the caller does not say.
	Seen []string
}

// SendDraft sends a draft as it is, without reading its pictures again. It refuses one
// that [Readiness] blocks, whose advice was not acknowledged, or for which the client
// does not agree; [ErrNotSeen] for one that is not as it was shown; [photo.ErrMoved] where it was sent meanwhile, so that it is sent once.
// It is a part of an act: the caller bounds how many there are.
func (s *Service) SendDraft(ctx context.Context, who photo.Operator, id photo.UploadID, c Confirmation) error {
	event := journal.ByOperator(journal.CreateUpload, who, id)
	err := s.config.Store.WritePart(ctx, event, who.InSession(), func(tx *store.Tx) error {
		u, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		sub, err := s.confirmed(ctx, tx, u, c)
		if err != nil {
			return err
		}
		sub.event = event
		sub.describe(sub.verdict)
		if len(sub.redone) > 0 {
			event.Facts[journal.FactRedone] = journal.List(sub.redone)
		}
		u, code, err := s.complete(u, sub.submission, sub.verdict)
		if err != nil {
			return err
		}
		if err := tx.SaveUpload(ctx, u); err != nil {
			return err
		}
		if err := vault.CreateChecks(ctx, tx, sub.key, u.Upload, sub.verdict); err != nil {
			return err
		}
		return s.queueCode(ctx, tx, u.ID, code, sub.reach)
	})
	if err == nil {
		s.config.Outbox.Wake()
	}
	return err
}

// judgedDraft is a draft on its way into an upload, with the verdict on its pictures.
type judgedDraft struct {
	submission

	verdict spec.Verdict
}

// confirmed returns the submission of a draft that may be sent.
func (s *Service) confirmed(ctx context.Context, tx *store.Tx, u store.Upload, c Confirmation) (judgedDraft, error) {
	if u.State != photo.Draft {
		return judgedDraft{}, photo.ErrMoved
	}
	ready, err := s.readiness(ctx, tx, u)
	if err != nil {
		return judgedDraft{}, err
	}
	if c.Seen != nil && !slices.Contains(c.Seen, ready.Version) {
		return judgedDraft{}, ErrNotSeen
	}
	if err := photo.Join(ready.Faults...); err != nil {
		return judgedDraft{}, err
	}
	key, err := s.config.Vault.Key(ctx, tx, u.Upload)
	if err != nil {
		return judgedDraft{}, err
	}
	details, err := vault.OpenDetails(key, u)
	if err != nil {
		return judgedDraft{}, err
	}
	if details.Replaces != "" {
		return judgedDraft{}, photo.ErrMoved // it is sent as a replacement
	}
	form := ready.Form.Form()
	form.Agreed, form.Acknowledged = c.Agreed, c.Acknowledged
	sub := submission{form: form, upload: u.Upload, key: key, redone: details.Redone}
	var faults []*photo.Error
	if sub.reach, faults = photo.ParseReach(form.Contact, s.config.SMSCountries); len(faults) > 0 {
		return judgedDraft{}, photo.Join(faults...)
	}
	return judgedDraft{sub, ready.Verdict}, sub.refusal(ready.Verdict)
}
