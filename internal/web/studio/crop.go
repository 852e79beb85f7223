package studio

import (
	"net/url"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

const cropPrefix = "crop_"

// cropsOf reads the fields "crop_<profile id>" of a form; an empty one leaves the
// frame to be found. For a document that is not known, or numbers that are not a
// frame, the error is photo.ErrMalformed.
func cropsOf(v url.Values) (map[photo.ProfileID]spec.Crop, error) {
	var crops map[photo.ProfileID]spec.Crop
	for name := range v {
		id, is := strings.CutPrefix(name, cropPrefix)
		if !is || v.Get(name) == "" {
			continue
		}
		if _, known := spec.ProfileByID(photo.ProfileID(id)); !known {
			return nil, photo.ErrMalformed
		}
		crop, err := spec.ParseCrop(v.Get(name))
		if err != nil {
			return nil, err
		}
		if crops == nil {
			crops = map[photo.ProfileID]spec.Crop{}
		}
		crops[photo.ProfileID(id)] = crop
	}
	return crops, nil
}
