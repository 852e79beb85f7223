package studio

import (
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// group is a column of the verdict: checks that are mended together. What is
// wrong with the picture of the signature, its file too, is in one column.
type group struct {
	name   string
	checks []string // of the photo
	face   bool     // judged only once there is an upright face
}

const signatureGroup = "signature"

// groups are the columns in the order in which a photographer works: the file,
// the frame, the person, the light.
func groups() []group {
	return []group{
		{name: "file", checks: []string{"format", "colour", "bytes", "megapixels", "jpeg-quality", "rotation", "metadata"}},
		{name: "frame", checks: []string{
			"pixels", "ratio", "crop", "cut", "scale", "head-cut", "head-height", "eye-height", "centring", "face-width", "eye-distance",
		}},
		{name: "face", checks: []string{"faces", "turned", "roll", "yaw", "pitch"}},
		{name: "eyes", checks: []string{"eyes", "eyes-seen", "mouth"}, face: true},
		{name: "light", checks: []string{
			"sharpness", "exposure", "burnt", "contrast", "side-light", "skin-colour", "grey",
		}, face: true},
		{name: "background", checks: []string{"background", "background-light", "background-colour", "shadow"}, face: true},
		{name: signatureGroup},
	}
}

// holds reports whether a finding belongs to the column.
func (g group) holds(f spec.Finding) bool {
	if f.Item == photo.ItemSignature {
		return g.name == signatureGroup
	}
	return slices.Contains(g.checks, f.Check)
}

// mark is what one cell says. Tone is ok, wait, bad or off.
type mark struct{ Tone, Sign, Word string }

// mark gives the gravest of what a column found about a document.
func (g group) mark(l language, id photo.ProfileID, found []spec.Finding) mark {
	profile, _ := spec.ProfileByID(id)
	if g.name == signatureGroup && profile.Signature == nil {
		return said(l, "off", "–", "unneeded")
	}
	gravest, lifted := spec.Info, false
	for _, f := range found {
		if g.holds(f) {
			gravest, lifted = max(gravest, f.Severity), lifted || f.Exempted != ""
		}
	}
	switch {
	case gravest == spec.Block:
		return said(l, "bad", "✘", "bad")
	case lifted:
		return said(l, "wait", "!", "lifted")
	case gravest == spec.Warn:
		return said(l, "wait", "!", "advice")
	case g.face && faceless(found):
		return said(l, "off", "–", "unjudged")
	default:
		return said(l, "ok", "✔", "ok")
	}
}

func said(l language, tone, sign, word string) mark {
	return mark{tone, sign, l.Say("studio.mark."+word, nil)}
}

// faceless reports whether no face was found that could be judged: what was
// not looked at must not read as accepted.
func faceless(found []spec.Finding) bool {
	return slices.ContainsFunc(found, func(f spec.Finding) bool {
		return f.Code == "face.none" || f.Check == "turned" && f.Severity == spec.Block
	})
}
