package service

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Bounds of what a studio types, in characters.
const (
	maxLabel = 60
	maxKey   = 64
)

// Refusals of the upload form.
var (
	ErrPhotoMissing     = &photo.Error{Kind: photo.Invalid, Code: "file.none", Field: "photo"}
	ErrPictureEmpty     = &photo.Error{Kind: photo.Invalid, Code: "file.empty"}
	ErrSignatureMissing = &photo.Error{Kind: photo.Invalid, Code: "signature.none", Field: "signature"}
	ErrBlocked          = &photo.Error{Kind: photo.Invalid, Code: "upload.blocked", Field: "photo"}
)

// reachOf checks the contact of a form; every fault at once.
func reachOf(c Contact) (photo.Reach, []*photo.Error) {
	return photo.ParseReach(c.typed())
}

func addFault(faults []*photo.Error, fault *photo.Error, field string) []*photo.Error {
	if fault == nil {
		return faults
	}
	return append(faults, fault.OnField(field))
}

// contact is the part of a form that says where the code goes.
func (f Form) contact() Contact {
	return Contact{Mobile: f.Mobile, Email: f.Email, Channels: f.Channels, Agreed: f.Agreed}
}

// profiles gives the profiles of the chosen documents, as they hold for the
// client's age.
func (f Form) profiles() []spec.Profile {
	var list []spec.Profile
	for _, id := range f.Documents {
		if p, ok := spec.ProfileByID(id); ok {
			list = append(list, p.For(f.Age))
		}
	}
	return list
}

// needsSignature reports whether a chosen document needs one.
func (f Form) needsSignature() bool {
	return slices.ContainsFunc(f.profiles(), func(p spec.Profile) bool { return p.Signature != nil })
}

// check judges everything of a form but the pictures, and gives the contact.
func (f Form) check() (photo.Reach, error) {
	var faults []*photo.Error
	faults = addFault(faults, absent(f.Photo, ErrPhotoMissing), "photo")
	if f.Signature != nil || f.needsSignature() {
		faults = addFault(faults, absent(f.Signature, ErrSignatureMissing), "signature")
	}
	if fault := spec.CheckChosen(f.Documents); fault != nil {
		faults = append(faults, fault)
	}
	r, contact := reachOf(f.contact())
	faults = append(faults, contact...)
	faults = addFault(faults, photo.CheckText(f.Label, maxLabel), "label")
	faults = addFault(faults, photo.CheckText(f.IdempotencyKey, maxKey), "idempotency_key")
	faults = append(faults, f.Faults()...)
	return r, photo.Join(faults...)
}

// absent tells a picture that was not chosen, which is nil, from one that was
// chosen and holds nothing.
func absent(picture []byte, missing *photo.Error) *photo.Error {
	switch {
	case len(picture) > 0:
		return nil
	case picture != nil:
		return ErrPictureEmpty
	default:
		return missing
	}
}

// fingerprint tells whether a repeated request is the same one.
func fingerprint(parts ...any) ([]byte, error) {
	text, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	return sum[:], nil
}

// isRefusal reports whether the error is a refusal that a person may be told.
func isRefusal(err error) bool {
	_, ok := errors.AsType[*photo.Error](err)
	return ok
}

// isMissing reports whether the error says that something is not there.
func isMissing(err error) bool {
	refusal, ok := errors.AsType[*photo.Error](err)
	return ok && refusal.Kind == photo.NotFound
}
