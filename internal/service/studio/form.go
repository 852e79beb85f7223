package studio

import (
	"errors"
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

// validate checks everything of a form but the content of its pictures, and
// returns where the code goes. Has holds the items of which a picture is stored
// already, offered the countries that text messages are sent to. Every fault is returned at once, in the order of the form.
func (f Form) validate(has map[photo.Item]bool, offered photo.Countries) (photo.Reach, error) {
	var faults []*photo.Error
	if !has[photo.ItemPhoto] {
		faults = append(faults, onField(f.Photo.absent(ErrPhotoMissing), "photo"))
	}
	if !has[photo.ItemSignature] && (f.Signature.Chosen || f.needsSignature()) {
		faults = append(faults, onField(f.Signature.absent(ErrSignatureMissing), "signature"))
	}
	faults = append(faults, spec.CheckChosen(f.Documents))
	reach, contact := f.reach(offered)
	faults = append(faults, contact...)
	faults = append(
		faults, onField(photo.CheckText(f.Label, maxLabel), "label"),
		onField(photo.CheckText(f.IdempotencyKey, maxKey), "idempotency_key"),
	)
	faults = append(faults, f.Faults()...)
	return reach, f.orRefused(faults)
}

// orRefused returns what was wrong with the form when it was read, followed by the
// faults of its other fields.
func (f Form) orRefused(faults []*photo.Error) error {
	refused, ok := photo.RefusalIn(f.Refused)
	if !ok {
		return photo.Join(faults...)
	}
	others := slices.DeleteFunc(faults, func(one *photo.Error) bool {
		return one == nil || slices.ContainsFunc(refused.All(), func(r *photo.Error) bool { return r.Field == one.Field })
	})
	return join(refused, photo.Join(others...))
}

// reach returns where the code goes, and the faults of the ticket and of the contact:
// with a ticket there need not be one.
func (f Form) reach(offered photo.Countries) (photo.Reach, []*photo.Error) {
	f.Agreed = f.Agreed || f.Hold
	if f.Ticket == "" {
		return photo.ParseReach(f.Contact, offered)
	}
	var reach photo.Reach
	var faults []*photo.Error
	if f.IsUnaddressed() {
		if !f.Agreed {
			faults = append(faults, photo.ErrNotAgreed)
		}
	} else {
		reach, faults = photo.ParseReach(f.Contact, offered)
	}
	if refusal, ok := photo.RefusalIn(ticketFault(f.Ticket)); ok {
		faults = append([]*photo.Error{refusal}, faults...)
	}
	return reach, faults
}

// cleaned returns the form as a draft keeps it: each document once, those that are
// not known left out, and no code of an upload in place of a ticket.
func (f Form) cleaned() Form {
	f.Documents = spec.KnownDocuments(f.Documents)
	if errors.Is(ticketFault(f.Ticket), photo.ErrTicketOther) {
		f.Ticket = ""
	}
	return f
}

// bringsPictures reports whether the form holds a picture, which may be unreadable.
func (f Form) bringsPictures() bool { return len(f.Photo.Bytes)+len(f.Signature.Bytes) > 0 }

// acknowledges reports whether the studio has read all the advice of a verdict. Where
// the form says which it was shown, other advice was not read.
func (f Form) acknowledges(v spec.Verdict) bool {
	return f.Acknowledged && (f.Seen == nil || v.AdviceWithin(f.Seen))
}

// keepable reports whether the form can be kept as a draft: it brings pictures, and
// nothing of it was written by other than our pages.
func (f Form) keepable(refused error) bool {
	faults, _ := photo.RefusalIn(refused)
	foreign := func(one *photo.Error) bool { return one.Kind == photo.Malformed }
	return f.bringsPictures() && !slices.ContainsFunc(faults.All(), foreign)
}

// join returns one refusal of two, either of which may be nil.
func join(first, second error) error {
	var faults []*photo.Error
	for _, err := range []error{first, second} {
		refusal, ok := photo.RefusalIn(err)
		if !ok {
			continue
		}
		for _, one := range refusal.All() {
			alone := *one
			alone.Errors = nil
			faults = append(faults, &alone)
		}
	}
	return photo.Join(faults...)
}

// absent returns why there is no picture: missing where no file was chosen,
// [ErrPictureEmpty] where one was that holds nothing, nil where there is one.
func (p FormPicture) absent(missing *photo.Error) *photo.Error {
	switch {
	case len(p.Bytes) > 0:
		return nil
	case p.Chosen:
		return ErrPictureEmpty
	default:
		return missing
	}
}

// onField returns a fault, if there is one, as that of a form field.
func onField(fault *photo.Error, field string) *photo.Error {
	if fault == nil {
		return nil
	}
	return fault.OnField(field)
}

// picture returns the picture that a form brings for an item.
func (f Form) picture(item photo.Item) FormPicture {
	if item == photo.ItemSignature {
		return f.Signature
	}
	return f.Photo
}

// profiles returns the profiles of the chosen documents, as they hold for the
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
