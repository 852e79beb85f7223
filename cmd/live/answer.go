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
	Language  lang.Language              `json:"language"`
	Item      photo.Item                 `json:"item"`
	Documents []photo.ProfileID          `json:"documents"`
	Age       spec.Age                   `json:"age"`
	Reason    spec.Exemption             `json:"reason"` // exemption from rules; empty: none
	Width     int                        `json:"width"`  // of the whole upright picture, in pixels
	Height    int                        `json:"height"`
	Crops     map[photo.ProfileID]string `json:"crops"`   // frames chosen by hand, as the form sends them; empty: none
	Picture   int                        `json:"picture"` // number of the picture; zero: it has none
}

// result is the answer to the page.
type result struct {
	Findings []findingText              `json:"findings"`
	Crops    map[photo.ProfileID]string `json:"crops"` // frame of every document, as the form would send it
}

// findingText is one finding with its sentence. Without a Document it concerns
// all.
type findingText struct {
	spec.Finding

	Document string `json:"document,omitempty"` // name
	Sentence string `json:"sentence"`
}

var errTask = errors.New("task is not understood")

// checker answers the page. It keeps what the last picture measures, because the page
// asks again about the same one while its frames are moved.
type checker struct {
	analyzer *analyze.Analyzer
	picture  int // number of the measured picture; zero: none is kept
	item     photo.Item
	size     image.Point
	measured analyze.Measured
}

// measure measures a picture, unless it was the last one.
func (c *checker) measure(t task, pixels *image.RGBA) analyze.Measured {
	size := image.Pt(t.Width, t.Height)
	if t.Picture == 0 || t.Picture != c.picture || t.Item != c.item || size != c.size {
		c.measured = c.analyzer.Measure(analyze.Picture{Item: t.Item, Pixels: pixels, Size: size})
		c.picture, c.item, c.size = t.Picture, t.Item, size
	}
	return c.measured
}

// chosen reads the frames of a task.
func (t task) chosen() (map[photo.ProfileID]spec.Crop, error) {
	chosen := map[photo.ProfileID]spec.Crop{}
	for id, text := range t.Crops {
		if text == "" {
			continue
		}
		crop, err := spec.ParseCrop(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errTask, err)
		}
		chosen[id] = crop
	}
	return chosen, nil
}

// answer judges the file and the pixels as the server would and returns a result as
// JSON. Without a file, only the pixels are judged.
func (c *checker) answer(request string, pixels *image.RGBA, file []byte) (string, error) {
	var t task
	if err := json.Unmarshal([]byte(request), &t); err != nil {
		return "", fmt.Errorf("%w: %w", errTask, err)
	}
	size := pixels.Rect.Size()
	if size.X < 1 || size.Y < 1 || max(size.X, size.Y) > maxSide || t.Width < size.X || t.Height < size.Y {
		return "", errTask
	}
	chosen, err := t.chosen()
	if err != nil {
		return "", err
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
	said := result{[]findingText{}, map[photo.ProfileID]string{}}
	if readable {
		analysis := c.analyzer.Judge(c.measure(t, pixels), documents, chosen)
		found = inspect.Combine(found, analysis.Findings, image.Pt(t.Width, t.Height))
		for id, crop := range analysis.Crops {
			said.Crops[id] = crop.String()
		}
	}
	for _, f := range (spec.Verdict{Findings: found}).Exempt(t.Reason).Findings {
		one := findingText{Finding: f, Sentence: t.Language.Say(f.Code, f.Args)}
		if p, ok := spec.ProfileByID(f.Profile); ok {
			one.Document = t.Language.Say(p.Name, nil)
		}
		said.Findings = append(said.Findings, one)
	}
	text, err := json.Marshal(said)
	return string(text), err
}
