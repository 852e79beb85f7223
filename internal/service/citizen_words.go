package service

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Home is what a citizen finds after signing in.
type Home struct {
	Current     *Mine // the current association; nil when there is none
	Dissociated []Mine
	Waiting     *Mine // the upload whose code was typed and which is not linked; nil when there is none
	Approved    bool  // its pictures, so that only the link is missing
}

// Mine is an upload as its citizen sees it.
type Mine struct {
	Upload     photo.UploadID
	State      photo.State
	StudioName string
	Items      []PictureFacts
	Cuts       []PictureFacts
	Documents  []photo.ProfileID
	LiveGrants int
	Code       photo.Code // zero for an upload that is only claimed
	Seen       string     // names exactly these pictures, for Approve

	UploadedAt, AssociatedAt, LastDay time.Time
}

// HasSignature reports whether there is a signature among the pictures.
func (m Mine) HasSignature() bool {
	for _, item := range m.Items {
		if item.Item == photo.ItemSignature {
			return true
		}
	}
	return false
}

// Claim is the upload whose code the citizen typed, before association.
type Claim struct {
	Mine
	Verdict        spec.Verdict
	Override       spec.Exemption // why rules were lifted; empty when the photographer gave no reason
	OverrideReason string         // in the photographer's words
	ApprovedAt     time.Time
	LinkedDay      time.Time // the last day of the files if they are linked now
	Replaces       *Mine     // the current association that this one would end
}

// Linking is the citizen's wish to associate: which pictures were shown
// (Mine.Seen, or empty for the newest claim) and which current upload may be
// replaced by it.
type Linking struct {
	Seen     string
	Replaces photo.UploadID
}

// AppChoice is an application a citizen may authorise. Fits is false, with the
// reason in Why, when the citizen's files cannot serve it.
type AppChoice struct {
	ID         photo.ApplicationID
	Body       Wording
	Name       Wording
	LegalBasis Wording
	Refusal    Wording // what happens if the citizen does not authorise
	Purposes   []Purpose
	Items      []photo.Item // what may be granted from the citizen's files
	Profile    photo.ProfileID
	Fits       bool
	Why        *photo.Error
}

// GrantRow is a grant with the words around it.
type GrantRow struct {
	photo.Grant
	App         AppChoice
	PurposeName Wording
}

// GrantForm is a citizen's consent.
type GrantForm struct {
	Application photo.ApplicationID
	Purpose     string
	Items       []photo.Item
	Mode        photo.GrantMode
	Until       string // yyyy-mm-dd, the last day; only with photo.UntilDate
	Consent     bool
}

// Entry is one line of the history. Act is the last part of a lang key
// "act.…".
type Entry struct {
	ID         string
	At         time.Time
	Act        string
	Outcome    string // "done" or the code of the refusal
	App        Wording
	Body       Wording
	Items      []photo.Item
	Purpose    Wording
	Case       string
	Official   string
	Integrated bool // inside the range that a signed checkpoint covers
}

// Sheet holds the sentences of the paper that goes with the files, in the
// citizen's language.
type Sheet struct {
	Language   string // "el" or "en"
	Title      string
	CodeLabel  string
	Paragraphs []string
}
