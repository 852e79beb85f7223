package verdict

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Deliverables is what the offices of the accepted documents receive of the
// pictures of an upload: the derivatives made for them, and in words who receives
// a picture as it is. It is shown before sending and before approving, so that
// nobody sends or approves a derivative unseen.
type Deliverables struct {
	Derivatives []Derivative
	Same        []string
}

// Derivative is a picture that was made for the office of one document.
type Derivative struct {
	Document, Alt, Src string
	Width, Height      int // pixels
}

// NewDeliverables describes what the offices receive of an upload whose pictures
// are at addresses below path.
func NewDeliverables(l lang.Language, path string, v spec.Verdict, derivatives []photo.PictureFacts) (d Deliverables) {
	for _, f := range v.Findings {
		p, known := spec.ProfileByID(f.Profile)
		if f.Code != "file.receives" || !known || !v.Accepts(p.ID) {
			continue
		}
		name := l.Say(p.Name, nil)
		if f.Item == photo.ItemSignature {
			name += ", " + l.Say("term.signature", nil)
		}
		n := slices.IndexFunc(derivatives, func(c photo.PictureFacts) bool { return c.Item == f.Item && c.Document == p.ID })
		if n < 0 {
			d.Same = append(d.Same, l.Say("received.same", map[string]any{"document": name, "fact": l.Say(f.Code, f.Args)}))
			continue
		}
		d.Derivatives = append(d.Derivatives, Derivative{
			Document: name, Alt: l.Say("received.alt", map[string]any{"document": name}),
			Src:   path + "/" + string(f.Item) + "?document=" + string(p.ID),
			Width: derivatives[n].Width, Height: derivatives[n].Height,
		})
	}
	return d
}
