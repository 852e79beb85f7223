package verdict

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
)

// Deliverables is what the offices of the accepted documents receive of the
// pictures of an upload: the cuts made for them, and in words who receives a
// picture as it is. It is shown before sending and before approving, so that
// nobody sends or approves a cut unseen.
type Deliverables struct {
	Cuts []Cut
	Same []string
}

// Cut is a picture that was made for the office of one document.
type Cut struct {
	Document, Alt, Src string
	Width, Height      int // pixels
}

// NewDeliverables describes what the offices receive of an upload whose pictures
// are at addresses below path.
func NewDeliverables(l lang.Language, path string, v spec.Verdict, cuts []service.PictureFacts) (d Deliverables) {
	for _, f := range v.Findings {
		p, known := spec.ProfileByID(f.Profile)
		if f.Code != "file.receives" || !known || !v.Accepts(p.ID) {
			continue
		}
		name := l.Say(p.Name, nil)
		if f.Item == photo.ItemSignature {
			name += ", " + l.Say("term.signature", nil)
		}
		n := slices.IndexFunc(cuts, func(c service.PictureFacts) bool { return c.Item == f.Item && c.Document == p.ID })
		if n < 0 {
			d.Same = append(d.Same, l.Say("received.same", map[string]any{"document": name, "fact": l.Say(f.Code, f.Args)}))
			continue
		}
		d.Cuts = append(d.Cuts, Cut{
			Document: name, Alt: l.Say("received.alt", map[string]any{"document": name}),
			Src:   path + "/" + string(f.Item) + "?document=" + string(p.ID),
			Width: cuts[n].Width, Height: cuts[n].Height,
		})
	}
	return d
}
