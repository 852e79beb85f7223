package studio

import (
	"net/url"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

const cropPrefix = "crop_"

// cropsOf reads the fields "crop_<profile id>" of a form; an empty one leaves the
// frame to be found. It returns nil for a form without such fields, as of a browser
// without scripts, which leaves the frames as they are. For a document that is not
// known, or numbers that are not a frame, the error is photo.ErrMalformed.
func cropsOf(v url.Values) (map[photo.ProfileID]spec.Crop, error) {
	var crops map[photo.ProfileID]spec.Crop
	for name := range v {
		id, is := strings.CutPrefix(name, cropPrefix)
		if !is {
			continue
		}
		if crops == nil {
			crops = map[photo.ProfileID]spec.Crop{}
		}
		if v.Get(name) == "" {
			continue
		}
		if _, known := spec.ProfileByID(photo.ProfileID(id)); !known {
			return nil, photo.ErrMalformed
		}
		crop, err := spec.ParseCrop(v.Get(name))
		if err != nil {
			return nil, err
		}
		crops[photo.ProfileID(id)] = crop
	}
	return crops, nil
}

// frameField is the hidden field with the frame of one document.
type frameField struct{ Name, Document, Value string }

// frameFields returns the hidden fields for all documents, empty where the frame is
// to be found.
func frameFields(crops map[photo.ProfileID]spec.Crop) []frameField {
	var fields []frameField
	for _, p := range spec.Profiles() {
		one := frameField{Name: cropPrefix + string(p.ID), Document: string(p.ID)}
		if crop, chosen := crops[p.ID]; chosen {
			one.Value = crop.String()
		}
		fields = append(fields, one)
	}
	return fields
}
