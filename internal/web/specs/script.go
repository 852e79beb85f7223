package specs

import (
	"encoding/json"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// scriptDocument is what the script compares a picture with.
type scriptDocument struct {
	Name      string        `json:"name"`
	Photo     spec.Demands  `json:"photo"`
	Signature *spec.Demands `json:"signature,omitempty"`
	Guide     *guide        `json:"guide,omitempty"`
}

// guide shows where the eyes and the head belong in the frame of a document. Heights
// are shares of the frame's, from its upper edge.
type guide struct {
	Eyes  [2]float64    `json:"eyes"`  // highest and lowest line of the eyes
	Heads [2][2]float64 `json:"heads"` // crown and chin of the smallest head and of the largest, eyes where they are aimed at
	Text  string        `json:"text"`
}

// newGuide returns the guide of a document: the range that neither blocks nor is
// advised against. It is nil where the document leaves the range open.
func newGuide(l lang.Language, p spec.Profile) *guide {
	eyes, heads, f := p.Limits["eye-height"], p.Limits["head-height"], p.Frame
	if eyes.WarnBelow == nil || eyes.WarnAbove == nil || heads.WarnBelow == nil || heads.WarnAbove == nil || f.HeightMM <= 0 {
		return nil
	}
	line := 1 - f.EyesMM/f.HeightMM
	head := func(mm float64) [2]float64 {
		reach := mm / f.HeightMM / (1 + spec.CrownReach) // eyes to chin
		return [2]float64{line - spec.CrownReach*reach, line + reach}
	}
	return &guide{
		Eyes:  [2]float64{1 - *eyes.WarnAbove/f.HeightMM, 1 - *eyes.WarnBelow/f.HeightMM},
		Heads: [2][2]float64{head(*heads.WarnBelow), head(*heads.WarnAbove)},
		Text: l.Say("crop.guide", map[string]any{
			"size": l.Exact(f.WidthMM) + " × " + l.Exact(f.HeightMM),
			"head": l.Exact(*heads.WarnBelow) + "–" + l.Exact(*heads.WarnAbove),
			"eyes": l.Exact(*eyes.WarnBelow) + "–" + l.Exact(*eyes.WarnAbove),
		}),
	}
}

// ScriptData returns the demands of every document, by its id, as JSON for the
// script of the upload form: the same numbers that the checks of the server use.
func ScriptData(l lang.Language) string {
	all := map[photo.ProfileID]scriptDocument{}
	for _, p := range spec.Profiles() {
		all[p.ID] = scriptDocument{l.Say(p.Name, nil), p.Photo, p.Signature, newGuide(l, p)}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "{}"
	}
	return string(text)
}
