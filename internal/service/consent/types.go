package consent

import "myphoto/internal/photo"

// ConsentVersion names the wording of the consent that a grant records.
const ConsentVersion = "2"

// Refusals of giving a grant, beside those of [photo.Consent.Check].
var (
	ErrUnknownApplication = &photo.Error{Kind: photo.Invalid, Code: "app.choose", Field: "application"}
	ErrOtherRatio         = &photo.Error{Kind: photo.Invalid, Code: "app.profile", Field: "application"} // {ratio, least, have}
	ErrOtherDocument      = &photo.Error{Kind: photo.Invalid, Code: "app.made", Field: "application"}    // {document, have}
	ErrAlreadyGranted     = &photo.Error{Kind: photo.Conflict, Code: "app.already"}
)

// ApplicationOption is an application that a citizen may authorise. Its Items are
// only those that may be granted from the citizen's files. Fits is false when the
// files do not suit the application; Why then holds the reason, or nil when none
// of the files is for it.
type ApplicationOption struct {
	photo.Registration
	Fits bool
	Why  *photo.Error
}

// GrantView is a grant as its citizen sees it: with what is registered of its
// application, of which only the ID is set when it is no longer registered.
type GrantView struct {
	photo.Grant
	App         photo.Registration
	PurposeName photo.LocalizedText
}
