package studio

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
)

// FormPicture is one picture of a form. Chosen reports that a file was chosen,
// which may hold nothing; Bytes are at most 10 MB.
type FormPicture struct {
	Chosen bool
	Bytes  []byte
}

// Form is what a studio fills in for one client: the pictures, the documents they
// are for, and where the code goes.
type Form struct {
	Photo, Signature FormPicture
	Documents        []photo.ProfileID
	photo.Contact
	spec.Options
	Ticket         string   // of the client, as typed or scanned; with one, the contact may be empty
	Acknowledged   bool     // the advice was seen
	Seen           []string // which advice that was, by [spec.Verdict.AdviceKeys]; nil: the form does not say
	Hold           bool     // the form makes a draft, which [Service.SendDraft] sends later; whether the client agrees is asked then
	Label          string   // the studio's own, free; at most 60 characters
	IdempotencyKey string   // at most 64 characters

	// Refused is what was wrong with the form when it was read, such as a picture
	// over its limit: the form makes a draft at most. Nil for nothing.
	Refused error `json:"-"`
}

// DraftForm is what was typed into the form of a draft, without the pictures.
type DraftForm struct {
	Documents []photo.ProfileID
	photo.Contact
	spec.Options
	Ticket string
	Label  string
}

// Form returns the form as it is shown again, without the pictures.
func (d DraftForm) Form() Form {
	return Form{Documents: d.Documents, Contact: d.Contact, Options: d.Options, Ticket: d.Ticket, Label: d.Label}
}

// Correction is a typed correction of the contact of an upload.
type Correction struct {
	photo.Contact
	IdempotencyKey string
}

// FormOutcome is what became of a form: an upload with a code, or a draft. Together
// with a refusal, Draft reports that the draft keeps the pictures of the refused form
// and what was typed.
type FormOutcome struct {
	Upload photo.UploadID
	Draft  bool
}

// UploadRow is one upload in a studio's list.
type UploadRow struct {
	ID           photo.UploadID
	By           photo.SubjectID // who made it
	State        photo.State
	Status       progress.Status
	Label        string
	Contact      string // masked, of every channel
	CreatedAt    time.Time
	LastDay      time.Time
	Documents    []photo.ProfileID
	RejectReason photo.RejectReason
	RejectNote   string // what the client added, in own words
	Bound        bool   // made with the client's ticket: it waits on the client's own page
	Stranger     bool   // somebody has the code open whom the register knows by other contacts
}

// UploadPage is everything that a studio sees about one of its uploads.
type UploadPage struct {
	UploadRow
	Items       []photo.PictureFacts // the masters
	Derivatives []photo.PictureFacts // what was made for the offices of single documents
	Verdict     spec.Verdict
	Options     spec.Options // how the pictures were judged
	Messages    []MessageProgress
	Acts        []photo.UploadAct // those allowed now
	ResendsLeft int
	Opened      bool           // the client has the code open: a new one would interrupt; never of a bound one
	Typed       DraftForm      // zero unless it is a draft
	Waiting     photo.UploadID // the draft with the pictures of a refused replacement; empty: none
	Replaces    photo.UploadID // of such a draft: the upload whose pictures it would replace

	SentAt, ViewedAt, RejectedAt, AssociatedAt time.Time
}

// MessageProgress is what is known of one message to a client.
type MessageProgress struct {
	Channel  photo.Channel
	State    string // queued, sent, delivered, failed, stopped
	Old      bool   // a newer code ended the one it carries
	Contact  string // masked; empty for an old one
	Attempts []SendAttempt

	CreatedAt, AcceptedAt, SettledAt, NextAt time.Time
}

// SendAttempt is one try to hand a message to its sender, or to the network after
// it.
type SendAttempt struct {
	At      time.Time
	Outcome string // accepted, held, network, temporary, permanent
}

// Filter narrows a studio's list. Zero values do not narrow; Max is at most 500.
// Match decides about each upload once it is opened: what a studio typed is kept
// sealed, so that no query can search it.
type Filter struct {
	From, To time.Time // of the creation; To is exclusive
	State    photo.State
	By       photo.SubjectID
	Match    func(UploadRow) bool
	Max      int
}

// MaxOpened is how many uploads, the newest, are opened for [Filter.Match].
const MaxOpened = 2000

// Listing is a part of a studio's uploads, newest first. More reports that there
// may be others, older or not opened. Total is how many uploads the filter selects,
// beyond its Max too; Match is not asked.
type Listing struct {
	Rows  []UploadRow
	More  bool
	Total int
}
