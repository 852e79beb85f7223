package citizen

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/internal/journal"
)

// Refusals of the citizen's acts.
var (
	ErrQROther        = &photo.Error{Kind: photo.Invalid, Code: "qr.other", Field: "qr"} // no code of this service
	ErrReplaceCurrent = &photo.Error{Kind: photo.Conflict, Code: "association.replace"}
	ErrTickets        = &photo.Error{Kind: photo.Conflict, Code: "ticket.many"} // {max} are open
	ErrNotApproved    = &photo.Error{Kind: photo.Conflict, Code: "association.not-approved"}

	// ErrPicturesChanged says that the studio replaced the pictures after the
	// citizen had looked at them.
	ErrPicturesChanged = &photo.Error{Kind: photo.Conflict, Code: "claim.changed"}
	// ErrNotIntegrated asks for a moment's patience: an event is integrated into
	// the ledger within two seconds.
	ErrNotIntegrated = &photo.Error{Kind: photo.Unavailable, Code: "ledger.not-sealed", RetryAfter: integrateEvery}
)

const integrateEvery = 2 * time.Second // at the latest

// Home is what a citizen finds after signing in.
type Home struct {
	Current     *UploadView // the current association; nil when there is none
	Dissociated []UploadView
	Waiting     *UploadView // the newest whose code was submitted, or that is bound, and which nobody has associated; nil when there is none
	Others      int         // wait too, each until the one before was linked or rejected
	Approved    bool        // the waiting pictures are: only the association is missing
}

// UploadView is an upload as its citizen sees it.
type UploadView struct {
	Upload          photo.UploadID
	State           photo.State
	StudioName      string
	Items           []photo.PictureFacts // the masters
	Derivatives     []photo.PictureFacts // what was made for single documents
	Documents       []photo.ProfileID
	LiveGrants      int
	Code            photo.Code // zero for an upload that is only claimed
	Bound           bool       // made with a ticket of the citizen's: no code is needed to open it
	PicturesVersion string     // names exactly these pictures, for Approve
	Verdict         spec.Verdict
	Exemption       spec.Exemption // why rules were lifted; empty when the photographer gave no reason
	ExemptionReason string         // in the photographer's words

	UploadedAt, AssociatedAt, LastDay time.Time
}

// HasSignature reports whether there is a signature among the pictures.
func (v UploadView) HasSignature() bool {
	for _, picture := range v.Items {
		if picture.Item == photo.ItemSignature {
			return true
		}
	}
	return false
}

// TicketView is an open ticket as its citizen sees it.
type TicketView struct {
	ID        photo.TicketID
	Code      ticket.Code
	Documents []photo.ProfileID
	ExpiresAt time.Time
}

// ClaimView is the upload whose code the citizen submitted, before association.
type ClaimView struct {
	UploadView
	ApprovedAt time.Time
	LinkedDay  time.Time   // the last day of the files if they are associated now
	Replaces   *UploadView // the current association that this one would end; nil when there is none
}

// AssociateInput is a citizen's wish to associate: which pictures were shown
// (UploadView.PicturesVersion, or empty for those of the newest claim) and which
// current upload may be replaced.
type AssociateInput struct {
	PicturesVersion string
	Replaces        photo.UploadID
}

// RejectInput is why a citizen refuses pictures: a reason, at most
// [photo.MaxRejectNote] characters in own words, and which pictures were shown: their
// upload, and UploadView.PicturesVersion; empty for those of the newest claim.
type RejectInput struct {
	Upload          photo.UploadID
	Reason          photo.RejectReason
	Note            string
	PicturesVersion string
}

// HistoryEntry is one line of the history. Act is the last part of a lang key
// "act.…".
type HistoryEntry struct {
	ID         string
	At         time.Time
	Act        journal.Act
	Outcome    string // "done" or the code of the refusal
	App        photo.LocalizedText
	Body       photo.LocalizedText
	Items      []photo.Item
	Purpose    photo.LocalizedText
	Case       string
	Official   string
	Integrated bool // inside the range that a signed checkpoint covers

	ByCustodian bool // done by who had the custody of the subject then
	Own         bool // of an act by a custodian: by the one who reads it

	File    string         // of a download: the name of the file
	Fetches []HistoryEntry // of a retrieval: the files that were handed over, oldest first

	retrieval string
}

// SheetText holds the sentences of the paper that goes with the files, in the
// citizen's language.
type SheetText struct {
	Language   string // "el" or "en"
	Title      string
	CodeLabel  string
	Paragraphs []string
	Prints     string                    // title of the sheet with the photos in the size of each document
	Scale      string                    // tells to print at 100 %
	Ruler      string                    // tells to measure the ruler
	Print      func(spec.Profile) string // names a document and its size
}
