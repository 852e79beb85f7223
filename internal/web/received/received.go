package received

import (
	"slices"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
)

// View is what the offices of the accepted documents get of the pictures of
// an upload: what was cut for them, and in words who gets a picture as it is.
type View struct {
	Cuts []Cut
	Same []string
}

// Cut is a picture that was made for the office of one document.
type Cut struct {
	Document, Alt, Src string
	Width, Height      int // pixels
}

// Of describes what the offices get of an upload whose pictures are below
// a path.
func Of(l lang.Language, path string, v spec.Verdict, cuts []service.PictureFacts) (r View) {
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
			r.Same = append(r.Same, l.Say("received.same", map[string]any{"document": name, "fact": l.Say(f.Code, f.Args)}))
			continue
		}
		r.Cuts = append(r.Cuts, Cut{
			Document: name, Alt: l.Say("received.alt", map[string]any{"document": name}),
			Src:   path + "/" + string(f.Item) + "?document=" + string(p.ID),
			Width: cuts[n].Width, Height: cuts[n].Height,
		})
	}
	return r
}
