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
}

// ScriptData returns the demands of every document, by its id, as JSON for the
// script of the upload form: the same numbers that the checks of the server use.
func ScriptData(l lang.Language) string {
	all := map[photo.ProfileID]scriptDocument{}
	for _, p := range spec.Profiles() {
		all[p.ID] = scriptDocument{l.Say(p.Name, nil), p.Photo, p.Signature}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "{}"
	}
	return string(text)
}
