package e2e_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"myphoto/e2e/program"
)

// The command check tells a studio that sets up a camera what each office will
// accept before a client is there; scripts read the exit code and the JSON.
func TestStudiosCheckPicturesOnDisk(t *testing.T) {
	t.Parallel()
	face := portrait(t)
	dark := darker(t, face, 6)
	if out := program.Run(t, t.TempDir(), nil, "check", "--profile", "driving-licence,passport", face); out.Code != 0 ||
		!strings.Contains(out.Stdout, "driving-licence") || strings.Contains(out.Stdout, "✘") || out.Stderr != "" {
		t.Errorf("a good portrait: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	if out := program.Run(t, t.TempDir(), nil, "check", "--signature", "--profile", "driving-licence", signature(t)); out.Code != 0 {
		t.Errorf("a good signature: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	out := program.Run(t, t.TempDir(), nil, "check", "--profile", "driving-licence", face, dark)
	if out.Code != 1 || !strings.Contains(out.Stdout, "φωτεινότητα 8%") || !strings.Contains(out.Stdout, "\nexposure") {
		t.Errorf("one of two too dark: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	if out := program.Run(t, t.TempDir(), nil, "check", "--profile", "driving-licence", "--ignore", "exposure,contrast,background-light", dark); out.Code != 0 {
		t.Errorf("checks that do not count: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	if out := program.Run(t, t.TempDir(), nil, "check", "--profile", "visa", face); out.Code != 2 {
		t.Errorf("an unknown document: %d", out.Code)
	}
}

func TestCheckedPicturesAreToldAsJSON(t *testing.T) {
	t.Parallel()
	out := program.Run(t, t.TempDir(), nil, "check", "--json", "--lang", "en", portrait(t))
	if out.Code != 1 { // too small for the identity card
		t.Fatalf("%d %s", out.Code, out.Stderr)
	}
	var told struct {
		File              string
		Accepted, Refused []string
		Findings          []struct{ Check, Item, Profile, Severity, Value, Limit, Sentence string }
		Profiles          map[string]int
	}
	if err := json.Unmarshal([]byte(out.Stdout), &told); err != nil {
		t.Fatalf("%v in %s", err, out.Stdout)
	}
	if strings.Join(told.Refused, " ") != "identity-card" || len(told.Accepted) != 4 || told.Profiles["passport"] < 1 {
		t.Errorf("refused for %v, accepted for %v", told.Refused, told.Accepted)
	}
	for _, f := range told.Findings {
		if f.Check == "pixels" && (f.Value != "800×1200" || f.Limit != "1280×1600" || !strings.Contains(f.Sentence, "1280 × 1600 pixels")) {
			t.Errorf("%+v", f)
		}
	}
}

// darker returns the path of a copy of a picture with every sample divided.
func darker(t *testing.T, path string, by uint8) string {
	t.Helper()
	from, err := jpeg.Decode(bytes.NewReader(read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewRGBA(from.Bounds())
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			r, g, b, _ := from.At(x, y).RGBA()
			at := picture.PixOffset(x, y)
			picture.Pix[at], picture.Pix[at+1], picture.Pix[at+2], picture.Pix[at+3] = uint8(r>>8)/by, uint8(g>>8)/by, uint8(b>>8)/by, 255
		}
	}
	return jpegFile(t, "dark.jpg", picture)
}
