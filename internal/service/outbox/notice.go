package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/courier"
	"myphoto/internal/courier/template"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notices.
const (
	NoticeRejected  NoticeKind = "rejected"  // to who uploaded: the client rejected the pictures
	NoticeReplaced  NoticeKind = "replaced"  // to who rejected them: there are new ones
	NoticeRetrieved NoticeKind = "retrieved" // to the owner: an application retrieved files
	NoticeEnding    NoticeKind = "ending"    // to the owner: the files, or their use at an office, end in a week
	NoticeBound     NoticeKind = "bound"     // to who made the ticket: pictures wait
	NoticeOpened    NoticeKind = "opened"    // to where the code was sent: somebody else opened it
	NoticeMinor     NoticeKind = "minor"     // to a custodian: something happened to the files of a minor
)

// Notice tells a person of what happened to an upload. It goes to the contact that the
// National Contact Register gives at the moment of sending, never to a typed one, but
// for [NoticeOpened]: there To is who opened the code, and the notice goes to where the
// code went, unless the register knows the person by that contact.
type Notice struct {
	Kind   NoticeKind
	Upload photo.UploadID
	To     photo.SubjectID
	Prefer photo.Channel // used where the register has it
	Made   time.Time
	Minor  photo.SubjectID // whose files they are, where To acts or acted for somebody else
}

// notice is the sealed part of a notice. The row itself names no upload: a notice says
// nothing about how the code was delivered.
type notice struct {
	Kind   NoticeKind      `json:"kind"`
	Upload photo.UploadID  `json:"upload"`
	To     photo.SubjectID `json:"to"`
	Prefer photo.Channel   `json:"prefer"`
	Minor  photo.SubjectID `json:"minor,omitempty"`
}

// QueueNotice queues a notice, in the transaction of the act that it tells of. What is
// about the files of the person to whom it goes also goes to the custodians of a minor;
// the minor hears it where a tax number is recorded, without which the register knows no
// contact.
func (o *Outbox) QueueNotice(ctx context.Context, tx *store.Tx, n Notice) error {
	if !n.Kind.ofOwnFiles() {
		return o.queueNotice(ctx, tx, n)
	}
	if err := o.QueueToCustodians(ctx, tx, photo.Citizen{For: n.To}, n.Upload); err != nil {
		return err
	}
	_, err := o.config.Subjects.TaxID(ctx, tx, n.To)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return o.queueNotice(ctx, tx, n)
}

// ofOwnFiles reports whether notices of the kind go to a citizen about the citizen's own
// files.
func (k NoticeKind) ofOwnFiles() bool {
	switch k {
	case NoticeReplaced, NoticeRetrieved, NoticeEnding, NoticeBound:
		return true
	case NoticeRejected, NoticeOpened, NoticeMinor:
	}
	return false
}

func (o *Outbox) queueNotice(ctx context.Context, tx *store.Tx, n Notice) error {
	return o.queue(ctx, tx, store.Message{
		Kind: kindNotice, Channel: photo.ChannelEmail, Priority: background,
		RunAt: n.Made, GiveUpAt: n.Made.Add(giveUpAfter), CreatedAt: n.Made,
	}, content{Notice: &notice{n.Kind, n.Upload, n.To, n.Prefer, n.Minor}})
}

// composeNotice returns a notice as of this attempt, and the channel on which it goes.
// It refuses a notice whose news is no longer true, and one to a person without a
// contact, who may no longer work at the studio or who no longer has the custody.
func (o *Outbox) composeNotice(ctx context.Context, m store.Message, n notice) (courier.Message, photo.Channel, error) {
	out := courier.Message{ID: m.ID}
	var tax photo.TaxID
	var words template.Notice
	err := o.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, n.Upload)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		if err := o.stillNews(ctx, tx, n, u); err != nil {
			return err
		}
		words = template.Notice{Kind: string(n.Kind), Args: map[string]any{
			"host": o.config.Host, "number": u.ID.Number(), "last": u.LastDay(), "date": m.CreatedAt, "time": m.CreatedAt,
		}}
		tax, err = o.config.Subjects.TaxID(ctx, tx, n.To)
		return err
	})
	if err != nil {
		return out, "", err
	}
	if n.Minor != "" {
		if err := o.confirmCustody(ctx, tax, n); err != nil {
			return out, "", err
		}
	}
	contact, err := o.config.Contacts.Contact(ctx, tax.Digits(), registry.OwnAudit(m.ID, o.config.RealNow()))
	if err != nil {
		return out, "", fmt.Errorf("ask the contact register: %w", err)
	}
	switch {
	case n.Kind == NoticeOpened:
		return o.composeOpened(ctx, out, n, contact, words)
	case contact.Email == "" && contact.Mobile == "":
		return out, "", courier.ErrPermanent
	case contact.Email == "", contact.Mobile != "" && n.Prefer == photo.ChannelSMS:
		out.To, out.Text = contact.Mobile, words.SMS(lang.Greek)
		return out, photo.ChannelSMS, nil
	default:
		out.To = contact.Email
		return words.Mail(out), photo.ChannelEmail, nil
	}
}

// stillNews refuses a notice of what was undone, overtaken or erased meanwhile.
func (o *Outbox) stillNews(ctx context.Context, tx *store.Tx, n notice, u store.Upload) error {
	switch n.Kind {
	case NoticeRetrieved, NoticeMinor: // the custody is asked afterwards
		return nil
	case NoticeEnding:
		if u.State != photo.Associated || u.Overdue(o.config.Now()) {
			return photo.ErrMoved
		}
		return nil
	case NoticeRejected, NoticeReplaced, NoticeBound, NoticeOpened:
	}
	if u.State != photo.Waiting || u.Overdue(o.config.Now()) {
		return photo.ErrMoved
	}
	if n.Kind == NoticeOpened {
		return nil
	}
	if u.RejectedAt.IsZero() == (n.Kind == NoticeRejected) {
		return photo.ErrMoved
	}
	if n.Kind != NoticeRejected {
		return nil
	}
	for _, role := range []photo.Role{photo.RolePhotographer, photo.RoleEmployee} {
		if err := subjects.MayWork(ctx, tx, u.Studio, n.To, role); !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return photo.ErrMoved
}
