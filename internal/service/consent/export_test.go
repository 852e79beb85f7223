package consent

import (
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// WhyUnsuited returns why an office cannot use a picture as it was uploaded.
func WhyUnsuited(p spec.Profile, demands spec.Demands, master photo.PictureFacts) *photo.Error {
	return whyUnsuited(p, demands, master)
}
