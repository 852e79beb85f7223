package names_test

import (
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/names"
)

// What is sealed under one name must not open under another, so no two things
// share a name, even when their ids are equal.
func TestNoTwoThingsShareAName(t *testing.T) {
	t.Parallel()
	const id = "upl_aaaaaaaaaaaaaaaaaaaaaaaaaa"
	seen := map[string]string{}
	for what, name := range map[string]string{
		"service key":   names.ServiceKey(id),
		"upload key":    names.UploadKey(photo.Upload{ID: id, Studio: id, By: id}),
		"linked upload": names.UploadKey(photo.Upload{ID: id, Studio: id, By: id, Subject: id}),
		"code":          names.Code(id),
		"details":       names.Details(id),
		"contact":       names.Contact(id),
		"checks":        names.Checks(id, id),
		"file key":      names.FileKey(id),
		"file digest":   names.FileDigest(id),
		"master":        names.File(photo.File{ID: id, Upload: id, Role: photo.Master, PictureFacts: photo.PictureFacts{Item: id}}),
		"preview":       names.File(photo.File{ID: id, Upload: id, Role: photo.Preview, PictureFacts: photo.PictureFacts{Item: id}}),
		"derivative":    names.File(photo.File{ID: id, Upload: id, Role: photo.Derivative, PictureFacts: photo.PictureFacts{Item: id, Document: "a"}}),
		"another cut":   names.File(photo.File{ID: id, Upload: id, Role: photo.Derivative, PictureFacts: photo.PictureFacts{Item: id, Document: "b"}}),
		"tax number":    names.Alias(id, names.HashTaxID),
		"studio":        names.Studio(id),
		"employment":    names.Employment(id),
		"message":       names.Message(id),
		"one-time code": names.OTP(id),
		"session":       names.Session([]byte(id), id, photo.SubjectID(id), true, time.Time{}),
		"browser":       names.Browser(id, id, time.Time{}, []byte(id)),
		"reply":         names.Idempotency([]byte(id)),
		"retrieval":     names.Retrieval(id),
		"published key": names.PublishedKey(id),
	} {
		if other, taken := seen[name]; taken {
			t.Errorf("%s and %s are both %q", what, other, name)
		}
		seen[name] = what
	}
}

func TestNoTwoHashesServeOnePurpose(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, purpose := range []string{
		names.HashCode, names.HashTaxID, names.HashOTP, names.HashSession, names.HashState, names.HashSignInBrowser, names.HashBrowser,
		names.HashSecret, names.HashToken, names.HashReport, names.HashIdempotency, names.HashFingerprint, names.HashPicture,
		names.HashSMS, names.HashEmail,
	} {
		if seen[purpose] {
			t.Errorf("%q serves two purposes", purpose)
		}
		seen[purpose] = true
	}
}
