package verdict

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// column is a column of the matrix: checks that are put right together. What is
// wrong with the picture of the signature, its file too, is in one column.
type column struct {
	name   string
	checks []string // of the photo
	face   bool     // judged only once there is an upright face
}

const signatureColumn = "signature"

// columns lists the columns in the order in which a photographer works: the
// file, the frame, the person, the light.
func columns() []column {
	return []column{
		{name: "file", checks: []string{"format", "colour", "bytes", "megapixels", "jpeg-quality", "rotation", "metadata"}},
		{name: "frame", checks: []string{
			"pixels", "ratio", "crop", "cut", "scale", "head-cut", "head-height", "eye-height", "centring", "face-width", "eye-distance",
		}, face: true},
		{name: "face", checks: []string{"faces", "turned", "roll", "yaw", "pitch"}},
		{name: "eyes", checks: []string{"eyes", "eyes-seen", "mouth"}, face: true},
		{name: "light", checks: []string{
			"sharpness", "exposure", "burnt", "contrast", "side-light", "skin-colour", "grey",
		}, face: true},
		{name: "background", checks: []string{"background", "background-light", "background-colour", "shadow"}, face: true},
		{name: signatureColumn},
	}
}

// item returns the picture that the column is about.
func (c column) item() photo.Item {
	if c.name == signatureColumn {
		return photo.ItemSignature
	}
	return photo.ItemPhoto
}

// has reports whether a finding belongs to the column.
func (c column) has(f spec.Finding) bool {
	return f.Item == c.item() && (c.name == signatureColumn || slices.Contains(c.checks, f.Check))
}

// CheckOrder lists the checks of the photo in the order of the columns.
func CheckOrder() []string {
	var order []string
	for _, c := range columns() {
		order = append(order, c.checks...)
	}
	return order
}

// cell is one cell of the matrix. Tone is ok, wait, bad or off.
type cell struct{ Tone, Sign, Word string }

// cell returns the gravest finding of a column about a document.
func (c column) cell(l lang.Language, id photo.ProfileID, found []spec.Finding) cell {
	profile, _ := spec.ProfileByID(id)
	if c.name == signatureColumn && profile.Signature == nil {
		return newCell(l, "off", "–", "unneeded")
	}
	gravest, lifted, seen := spec.Info, false, false
	for _, f := range found {
		seen = seen || f.Item == c.item()
		if c.has(f) {
			gravest, lifted = max(gravest, f.Severity), lifted || f.Exempted != ""
		}
	}
	switch {
	case gravest == spec.Block:
		return newCell(l, "bad", "✘", "bad")
	case lifted:
		return newCell(l, "wait", "!", "lifted")
	case gravest == spec.Warn:
		return newCell(l, "wait", "!", "advice")
	case !seen, c.face && noFace(found):
		return newCell(l, "off", "–", "unjudged")
	default:
		return newCell(l, "ok", "✔", "ok")
	}
}

func newCell(l lang.Language, tone, sign, word string) cell {
	return cell{tone, sign, l.Say("studio.mark."+word, nil)}
}

// noFace reports whether no face was found that could be judged: what was not
// judged must not read as accepted.
func noFace(found []spec.Finding) bool {
	return slices.ContainsFunc(found, func(f spec.Finding) bool {
		return f.Code == "face.none" || f.Check == "turned" && f.Severity != spec.Info
	})
}
