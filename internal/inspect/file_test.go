package inspect_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// What the counter's browser is told of a file is what the server will say of
// it: each refusal, and each finding that does not come from the pixels.
func TestFileIsJudgedTheSameWithoutDecoding(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{
		"plain": aJPEG(t, 800, 1200), "small": aJPEG(t, 64, 96), "compressed": heavy(t, 400, 600, 20),
		"progressive": aProgressiveJPEG(t), "no colours": with(aJPEG(t, 64, 96), piece(1, 1, "x")),
		"turned by the camera": with(aJPEG(t, 1200, 800), segment(0xe1, notesOf(bigEndian, 6, "Athens"))),
		"Adobe RGB":            with(aJPEG(t, 64, 96), notes(nil, space(0xffff), dcfIndex("R03"))),
	}
	for name, c := range hostile(t) {
		files[name] = c.upload
	}
	reader := inspect.New(inspect.Limits{})
	for name, upload := range files {
		for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
			picture, said, err := reader.Read(t.Context(), upload, inspect.Task{Item: item, Documents: spec.Profiles()})
			if err != nil {
				t.Fatal(err)
			}
			told, readable := inspect.JudgeFile(upload, item, spec.Profiles())
			if name == "cut in half" {
				continue // only decoding shows it
			}
			ofFile := func(f spec.Finding) bool {
				return slices.ContainsFunc(told, func(g spec.Finding) bool { return g.Code == f.Code })
			}
			ofPixels := slices.DeleteFunc(slices.Clone(said), ofFile)
			told = slices.DeleteFunc(inspect.Combine(told, ofPixels, image.Pt(picture.Width, picture.Height)), func(f spec.Finding) bool { return !ofFile(f) })
			said = slices.DeleteFunc(said, func(f spec.Finding) bool { return !ofFile(f) })
			if diff := cmp.Diff(said, told); diff != "" || !readable && len(told) != 1 {
				t.Errorf("%s, %s: %s", name, item, diff)
			}
		}
	}
}

// A picture on its side is told as turned, and by the size it will have.
func TestPixelsAreJudgedAfterTurning(t *testing.T) {
	t.Parallel()
	lies := []spec.Finding{{Check: "turned", Item: photo.ItemPhoto, Profile: photo.DrivingLicence, Severity: spec.Block, Code: "face.turned", Args: map[string]any{"have": 88.0}}}
	stands := []spec.Finding{{Check: "turned", Item: photo.ItemPhoto, Profile: photo.DrivingLicence, Severity: spec.Block, Code: "face.turned", Args: map[string]any{"have": 179.0}}}
	for _, c := range []struct {
		size   image.Point
		pixels []spec.Finding
		want   string // size that is told to be too small; empty: none
	}{
		{image.Pt(1200, 800), lies, ""},
		{image.Pt(1200, 800), stands, "1200 × 800"},
		{image.Pt(1200, 800), nil, "1200 × 800"},
		{image.Pt(1200, 800), []spec.Finding{{Check: "turned", Item: photo.ItemPhoto, Severity: spec.Info, Code: "fact.upright"}}, "1200 × 800"},
		{image.Pt(900, 600), lies, "600 × 900"},
	} {
		licence, _ := spec.ProfileByID(photo.DrivingLicence)
		file, _ := inspect.JudgeFile(aJPEG(t, c.size.X, c.size.Y), photo.ItemPhoto, []spec.Profile{licence})
		small, told := finding(inspect.Combine(file, c.pixels, c.size), "file.small"), ""
		if small != nil {
			told = small.Args["have"].(string)
		}
		if told != c.want {
			t.Errorf("%v, turned %v: told %q, want %q", c.size, c.pixels, told, c.want)
		}
	}
}

func TestTurnedSignatureIsToldAsTurnedAlone(t *testing.T) {
	t.Parallel()
	upright := image.NewRGBA(image.Rect(0, 0, 400, 1200))
	draw.Draw(upright, upright.Rect, image.White, image.Point{}, draw.Src)
	for y := 150; y < 1050; y++ {
		x := 200 + (y*y/7+y*13)%140 - 70
		draw.Draw(upright, image.Rect(x-4, y, x+4, y+2), image.NewUniform(color.RGBA{20, 30, 120, 255}), image.Point{}, draw.Src)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, upright, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	_, found, err := inspect.New(inspect.Limits{}).Read(t.Context(), file.Bytes(), inspect.Task{Item: photo.ItemSignature, Documents: spec.Profiles()})
	if err != nil {
		t.Fatal(err)
	}
	blocking := slices.DeleteFunc(found, func(f spec.Finding) bool { return f.Severity != spec.Block })
	if diff := cmp.Diff([]string{"block signature.turned"}, codes(blocking)); diff != "" {
		t.Error(diff)
	}
}
