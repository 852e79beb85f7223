package names

import (
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
)

// The purposes of keyed hashes.
const (
	HashCode          = "code"
	HashTaxID         = "afm"    // also the kind of the alias, as the next two
	HashAMKA          = "amka"   // of a minor
	HashPAAYPA        = "paaypa" // of a minor
	HashOTP           = "otp"
	HashSession       = "session"
	HashState         = "state"      // of a sign-in
	HashSignInBrowser = "browser"    // that started a sign-in
	HashBrowser       = "remembered" // a browser in which the one-time code was given
	HashSecret        = "secret"     // of an application
	HashToken         = "token"      // of an application
	HashReport        = "report"     // the token of a delivery report
	HashIdempotency   = "idempotency"
	HashFingerprint   = "fingerprint" // content of a request
	HashTicket        = "ticket"
	HashForm          = "form"   // a person, for the key of what was typed
	HashPicture       = "repeat" // content of a master, in one studio
	HashSMS           = "sms"    // a mobile number, for its daily limit
	HashEmail         = "email"  // an e-mail address, for its daily limit
)

// Names under which the master key wraps keys.

// ServiceKey names a key of the service itself. The kind is values, ledger or
// receipts.
func ServiceKey(kind string) string { return "service/" + kind }

// UploadKey names the key of an upload. It binds the key to those who may see the
// upload: its studio and who made it, the subject of its ticket, and from the
// association on its subject.
func UploadKey(u photo.Upload) string {
	name := fmt.Sprintf("upload/%s/studio/%s/by/%s", u.ID, u.Studio, u.By)
	if u.Bound != "" {
		name += "/bound/" + string(u.Bound)
	}
	if u.Subject != "" {
		name += "/subject/" + string(u.Subject)
	}
	return name
}

// Names under the key of an upload.

// Code names the code of an upload, which is stored sealed from its first claim on.
func Code(id photo.UploadID) string { return "uploads/code/" + string(id) }

// Details names the details of an upload: what is stored besides its pictures.
func Details(id photo.UploadID) string { return "uploads/details/" + string(id) }

// Contact names the contact to which the code of an upload is sent.
func Contact(id photo.UploadID) string { return "uploads/contact/" + string(id) }

// Checks names the results of the checks of an upload that the applications of one
// document receive.
func Checks(id photo.UploadID, profile photo.ProfileID) string {
	return fmt.Sprintf("checks/%s/%s", id, profile)
}

// FileKey names the key of one file.
func FileKey(id photo.FileID) string { return "files/key/" + string(id) }

// FileDigest names the SHA-256 of one file.
func FileDigest(id photo.FileID) string { return "files/digest/" + string(id) }

// File names the content of one file, under its own key, with the document for which
// a derivative was made.
func File(f photo.File) string {
	return fmt.Sprintf("%s/%s/%s/%s/%s", f.Upload, f.Item, f.Role, f.Document, f.ID)
}

// Names under the key of small values.

// Alias names a number of a person, by the kind of the alias.
func Alias(id photo.SubjectID, kind string) string { return "aliases/" + string(id) + "/" + kind }

// Custody names the name of a minor, kept for one custodian.
func Custody(custodian, minor photo.SubjectID) string {
	return "custodies/" + string(custodian) + "/" + string(minor)
}

// Studio names the name of an owner's studio.
func Studio(owner photo.SubjectID) string { return "studios/" + string(owner) }

// Employment names the label of an employment.
func Employment(id string) string { return "employees/" + id }

// Message names the content of an outgoing message.
func Message(id string) string { return "messages/" + id }

// Ticket names the code of a ticket, for the subject whose files it is about.
func Ticket(t ticket.Ticket) string { return "tickets/" + string(t.ID) + "/" + string(t.Subject) }

// OTP names the masked mobile number to which a one-time code was sent.
func OTP(id string) string { return "otps/" + id }

// Session names the content of a session: by the keyed hash of its token, for the
// sign-in and the person, verified or not, and until that moment alone.
func Session(hash []byte, id string, who photo.SubjectID, verified bool, until time.Time) string {
	return fmt.Sprintf("sessions/%s/%s/%t/%d/%s", id, who, verified, until.UnixMicro(), hash)
}

// Browser names what is kept of a browser in which a person gave the one-time code:
// for that person, until that moment, and for the cookie with that keyed hash alone.
func Browser(id string, who photo.SubjectID, until time.Time, hash []byte) string {
	return "browsers/" + id + "/" + string(who) + "/" + until.UTC().Format(time.RFC3339) + "/" + string(hash)
}

// Idempotency names the saved answer to a request, by the keyed hash of its scope.
func Idempotency(scope []byte) string { return "idempotency/" + string(scope) }

// BatchRow names the content of a row of a batch, by its number.
func BatchRow(id photo.BatchID, n int) string { return fmt.Sprintf("batches/%s/%d", id, n) }

// Retrieval names the personal part of the events of a retrieval.
func Retrieval(id photo.RetrievalID) string { return "events/retrieval/" + string(id) }

// Number names the number of a person for its authentication, by the kind of the
// alias.
func Number(kind string) string { return "number/" + kind }

// PublishedKey names the public part of a signing key, by its kind.
func PublishedKey(kind string) string { return "published-keys/" + kind }

// Secret returns the value whose keyed hash stands for a secret of an application.
func Secret(application, secret string) string { return application + "\x00" + secret }
