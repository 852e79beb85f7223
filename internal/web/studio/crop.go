package studio

import (
	"net/url"
	"strings"

	"myphoto/internal/photo"
)

const cropPrefix = "crop_"

// cropsOf reads the fields "crop_<profile id>" of a form; an empty one leaves
// the frame to be found. A document that is not known, or numbers that are not
// a frame, is photo.ErrMalformed.
func cropsOf(v url.Values) (map[photo.ProfileID]photo.Crop, error) {
	var crops map[photo.ProfileID]photo.Crop
	for name := range v {
		id, is := strings.CutPrefix(name, cropPrefix)
		if !is || v.Get(name) == "" {
			continue
		}
		if _, known := photo.ProfileByID(photo.ProfileID(id)); !known {
			return nil, photo.ErrMalformed
		}
		crop, err := photo.ParseCrop(v.Get(name))
		if err != nil {
			return nil, err
		}
		if crops == nil {
			crops = map[photo.ProfileID]photo.Crop{}
		}
		crops[photo.ProfileID(id)] = crop
	}
	return crops, nil
}
