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

// Details is what is kept sealed about an upload beside its pictures.
type Details struct {
	spec.Options
	Label   string         `json:"label,omitempty"`
	Verdict spec.Verdict   `json:"verdict"`
	Typed   *photo.Contact `json:"typed,omitempty"` // of a draft
}

// SealDetails seals the details of an upload.
func SealDetails(key seal.Key, id photo.UploadID, d Details) ([]byte, error) {
	return key.SealJSON(d, names.Details(id))
}

// OpenDetails opens the details of an upload.
func OpenDetails(key seal.Key, u store.Upload) (d Details, err error) {
	err = key.OpenJSON(u.SealedDetails, names.Details(u.ID), &d)
	return d, err
}

// SealContact seals where the code of an upload goes.
func SealContact(key seal.Key, id photo.UploadID, r photo.Reach) ([]byte, error) {
	return key.SealJSON(r, names.Contact(id))
}

// OpenContact opens where the code of an upload goes; it is empty for a draft,
// and once it was blanked.
func OpenContact(key seal.Key, u store.Upload) (r photo.Reach, err error) {
	if len(u.SealedContact) > 0 {
		err = key.OpenJSON(u.SealedContact, names.Contact(u.ID), &r)
	}
	return r, err
}

// SealCode seals the code of an upload.
func SealCode(key seal.Key, id photo.UploadID, code photo.Code) []byte {
	return key.SealText(code.Reveal(), names.Code(id))
}

// OpenCode opens the code of an upload that was claimed.
func OpenCode(key seal.Key, u store.Upload) (photo.Code, error) {
	text, err := key.OpenText(u.SealedCode, names.Code(u.ID))
	if err != nil {
		return photo.Code{}, fmt.Errorf("open code: %w", err)
	}
	return photo.ParseCode(text)
}

// Describe opens what is sealed about an upload: its details and its contact.
func (v *Vault) Describe(ctx context.Context, tx *store.Tx, u store.Upload) (d Details, r photo.Reach, err error) {
	key, err := v.Key(ctx, tx, u.ID)
	if err != nil {
		return d, r, err
	}
	if d, err = OpenDetails(key, u); err != nil {
		return d, r, err
	}
	r, err = OpenContact(key, u)
	return d, r, err
}

// CreateChecks keeps, for each document, what its applications are told about an
// upload.
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

// OpenChecks opens what the applications of a document are told about an upload,
// as JSON; nil where it was not made for that document.
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
