package vault

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Details is what is stored sealed about an upload besides its pictures.
type Details struct {
	spec.Options
	Label   string         `json:"label,omitempty"`
	Verdict spec.Verdict   `json:"verdict"`
	Typed   *photo.Contact `json:"typed,omitempty"`  // the contact as typed; only of a draft
	Ticket  string         `json:"ticket,omitempty"` // as typed; only of a draft

	Redone []string `json:"redone,omitempty"` // of a draft: why it was not sent so far, by the words of the statement

	RejectNote string `json:"reject_note,omitempty"` // what the client added to the reason

	// A replacement that was refused keeps its pictures in a draft of its own: the
	// upload names the draft, and the draft the upload.
	Waiting  photo.UploadID `json:"waiting,omitempty"`
	Replaces photo.UploadID `json:"replaces,omitempty"`
}

// SealDetails returns the sealed details of an upload.
func SealDetails(key seal.Key, id photo.UploadID, d Details) ([]byte, error) {
	return key.SealJSON(d, names.Details(id))
}

// OpenDetails decrypts the details of an upload.
func OpenDetails(key seal.Key, u store.Upload) (d Details, err error) {
	err = key.OpenJSON(u.SealedDetails, names.Details(u.ID), &d)
	return d, err
}

// SealContact returns the sealed contact to which the code of an upload is sent.
func SealContact(key seal.Key, id photo.UploadID, r photo.Reach) ([]byte, error) {
	return key.SealJSON(r, names.Contact(id))
}

// OpenContact decrypts the contact to which the code of an upload is sent. It is
// empty for a draft, and after it was blanked.
func OpenContact(key seal.Key, u store.Upload) (r photo.Reach, err error) {
	if len(u.SealedContact) > 0 {
		err = key.OpenJSON(u.SealedContact, names.Contact(u.ID), &r)
	}
	return r, err
}

// SealCode returns the sealed code of an upload.
func SealCode(key seal.Key, id photo.UploadID, code photo.Code) []byte {
	return key.SealText(code.Reveal(), names.Code(id))
}

// openCode decrypts the code of an upload that was claimed.
func openCode(key seal.Key, u store.Upload) (photo.Code, error) {
	text, err := key.OpenText(u.SealedCode, names.Code(u.ID))
	if err != nil {
		return photo.Code{}, fmt.Errorf("open code: %w", err)
	}
	return photo.ParseCode(text)
}

// Code decrypts the code of an upload that was claimed.
func (v *Vault) Code(ctx context.Context, tx *store.Tx, u store.Upload) (photo.Code, error) {
	key, err := v.Key(ctx, tx, u.Upload)
	if err != nil {
		return photo.Code{}, err
	}
	return openCode(key, u)
}

// Describe decrypts the details and the contact of an upload; [photo.ErrErased]
// after its key was destroyed.
func (v *Vault) Describe(ctx context.Context, tx *store.Tx, u store.Upload) (d Details, r photo.Reach, err error) {
	key, err := v.Key(ctx, tx, u.Upload)
	if err != nil {
		return d, r, err
	}
	if d, err = OpenDetails(key, u); err != nil {
		return d, r, err
	}
	r, err = OpenContact(key, u)
	return d, r, err
}

// CreateChecks saves, for each document of an upload, the sealed results of the
// checks that the applications of the document receive.
func CreateChecks(ctx context.Context, tx *store.Tx, key seal.Key, u photo.Upload, verdict spec.Verdict) error {
	for _, document := range u.Documents {
		sealed, err := key.SealJSON(verdict.Checks(document), names.Checks(u.ID, document))
		if err != nil {
			return err
		}
		if err := tx.CreateChecks(ctx, u.ID, document, sealed); err != nil {
			return fmt.Errorf("record checks: %w", err)
		}
	}
	return nil
}

// OpenChecks returns the results of the checks of an upload that the applications of
// a document receive, as JSON; nil when the upload was not made for that document.
func OpenChecks(ctx context.Context, tx *store.Tx, key seal.Key, id photo.UploadID, document photo.ProfileID) ([]byte, error) {
	sealed, err := tx.Checks(ctx, id, document)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load checks: %w", err)
	}
	text, err := key.OpenText(sealed, names.Checks(id, document))
	if err != nil {
		return nil, fmt.Errorf("open checks: %w", err)
	}
	return []byte(text), nil
}
