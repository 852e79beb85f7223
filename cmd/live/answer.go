package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/analyze"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// maxSide is the longest side that is analysed, in pixels.
const maxSide = 1600

// task is the request of the page.
type task struct {
	Language  lang.Language                 `json:"language"`
	Item      photo.Item                    `json:"item"`
	Documents []photo.ProfileID             `json:"documents"`
	Age       spec.Age                      `json:"age"`
	Reason    spec.Exemption                `json:"reason"` // exemption from rules; empty: none
	Width     int                           `json:"width"`  // of the whole upright picture, in pixels
	Height    int                           `json:"height"`
	Crops     map[photo.ProfileID]spec.Crop `json:"crops"`
}

// findingText is one finding with its sentence. Without a Document it concerns
// all.
type findingText struct {
	spec.Finding

	Document string `json:"document,omitempty"` // name
	Sentence string `json:"sentence"`
}

var errTask = errors.New("task is not understood")

// answer judges the file and the pixels as the server would and returns the
// findings as JSON. Without a file, only the pixels are judged.
func answer(analyzer *analyze.Analyzer, request string, pixels *image.RGBA, file []byte) (string, error) {
	var t task
	if err := json.Unmarshal([]byte(request), &t); err != nil {
		return "", fmt.Errorf("%w: %w", errTask, err)
	}
	size := pixels.Rect.Size()
	if size.X < 1 || size.Y < 1 || max(size.X, size.Y) > maxSide || t.Width < size.X || t.Height < size.Y {
		return "", errTask
	}
	var documents []spec.Profile
	for _, id := range t.Documents {
		if p, ok := spec.ProfileByID(id); ok {
			documents = append(documents, p.For(t.Age))
		}
	}
	var found []spec.Finding
	readable := true
	if file != nil {
		found, readable = inspect.JudgeFile(file, t.Item, documents)
	}
	if readable {
		whole := image.Pt(t.Width, t.Height)
		analysis := analyzer.Analyze(analyze.Picture{Item: t.Item, Pixels: pixels, Size: whole}, documents, t.Crops)
		found = inspect.Combine(found, analysis.Findings, whole)
	}
	list := []findingText{}
	for _, f := range (spec.Verdict{Findings: found}).Exempt(t.Reason).Findings {
		one := findingText{Finding: f, Sentence: t.Language.Say(f.Code, f.Args)}
		if p, ok := spec.ProfileByID(f.Profile); ok {
			one.Document = t.Language.Say(p.Name, nil)
		}
		list = append(list, one)
	}
	text, err := json.Marshal(list)
	return string(text), err
}
