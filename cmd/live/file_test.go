package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	live "myphoto/cmd/live"
	"myphoto/internal/inspect"
	"myphoto/internal/inspect/icc"
	"myphoto/internal/inspect/icc/icctest"
	"myphoto/internal/photo/spec"
)

// decisive lists what refuses a picture or advises about it.
func decisive(found []spec.Finding) []string {
	var all []string
	for _, f := range found {
		if f.Severity > spec.Info && f.Exempted == "" {
			all = append(all, fmt.Sprint(f.Severity, " ", f.Code, " ", f.Profile))
		}
	}
	slices.Sort(all)
	return all
}

// TestCounterIsToldWhatTheServerWillSay: a picture may be fine and its file not,
// as after a messenger.
func TestCounterIsToldWhatTheServerWillSay(t *testing.T) {
	native, face := newAnalyzer(t), scenes(t)[0]
	reader := inspect.New(inspect.Limits{})
	encoded := func(quality int) []byte {
		var file bytes.Buffer
		if err := jpeg.Encode(&file, face.pixels, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	profile := icctest.AdobeRGB()
	tagged := slices.Concat([]byte{0xff, 0xd8, 0xff, 0xe2, 0, byte(16 + len(profile))}, []byte("ICC_PROFILE\x00\x01\x01"), profile, encoded(95)[2:])
	tagged[4] = byte((16 + len(profile)) >> 8)
	for name, file := range map[string][]byte{"good": encoded(95), "of a messenger": encoded(22), "other colours": tagged, "cut": encoded(95)[:300]} {
		var documents []spec.Profile
		for _, p := range spec.Profiles() {
			documents = append(documents, p.For(spec.Adult))
		}
		_, said, err := reader.Read(t.Context(), file, inspect.Task{Item: face.item, Documents: documents})
		if err != nil {
			t.Fatal(err)
		}
		pixels := image.NewRGBA(face.pixels.Rect)
		draw.Draw(pixels, pixels.Rect, face.pixels, image.Point{}, draw.Src)
		if name == "other colours" { // as the browser does
			colours, err := icc.Parse(profile)
			if err != nil {
				t.Fatal(err)
			}
			colours.Convert(pixels)
		}
		answered, err := live.Answer(native, taskOf(t, face, "el"), pixels, file)
		if err != nil {
			t.Fatal(err)
		}
		var told struct{ Findings []spec.Finding }
		if err := json.Unmarshal([]byte(answered), &told); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decisive(said), decisive(told.Findings)); diff != "" {
			t.Errorf("%s: the server (-) and the counter (+) differ: %s", name, diff)
		}
	}
}
