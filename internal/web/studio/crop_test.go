package studio_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"myphoto/internal/photo/spec"
)

// roomy returns a portrait on a sheet of 1600 × 2000 pixels, with room to move a frame.
func roomy() []byte {
	file, err := os.Open("../../../testdata/faces/hopper.jpg")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	face := must(jpeg.Decode(file))
	size, sheet := face.Bounds().Size(), image.NewRGBA(image.Rect(0, 0, 1600, 2000))
	const width, height = 1240, 1860
	for y := range 2000 {
		for x := range 1600 {
			fromX := min(max((x-(1600-width)/2)*size.X/width, 0), size.X-1)
			fromY := min(max((y-(2000-height))*size.Y/height, 0), size.Y-1)
			sheet.Set(x, y, face.At(fromX, fromY))
		}
	}
	return encoded(sheet)
}

// apart returns how far a cut is, on average, from what a frame of the original shows.
func apart(original, cut image.Image, c spec.Crop) float64 {
	size, out := original.Bounds().Size(), cut.Bounds().Size()
	scale := c.Width * float64(size.X) / float64(out.X)
	sin, cos := math.Sincos(-c.Angle * math.Pi / 180)
	sum, n := 0.0, 0
	for y := 3; y < out.Y; y += 5 {
		for x := 3; x < out.X; x += 5 {
			dx, dy := (float64(x)+0.5-float64(out.X)/2)*scale, (float64(y)+0.5-float64(out.Y)/2)*scale
			fromX, fromY := int(c.X*float64(size.X)+dx*cos-dy*sin), int(c.Y*float64(size.Y)+dx*sin+dy*cos)
			r, g, b, _ := original.At(min(max(fromX, 0), size.X-1), min(max(fromY, 0), size.Y-1)).RGBA()
			r2, g2, b2, _ := cut.At(x, y).RGBA()
			for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {b, b2}} {
				sum += math.Abs(float64(pair[0]>>8) - float64(pair[1]>>8))
				n++
			}
		}
	}
	return sum / float64(n)
}

// The office receives exactly the frame of the form: not its mirror, not its neighbour,
// not one turned the other way.
func TestPostedFrameIsWhatTheOfficeReceives(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	photo := roomy()
	original := must(jpeg.Decode(bytes.NewReader(photo)))
	for n, text := range []string{"0.5,0.506,0.76,0", "0.485,0.51,0.74,3.5", "0.5,0.51,0.74,-1.5"} {
		crop := must(spec.ParseCrop(text))
		values, files := filled()
		files["photo"] = photo
		values.Set("crop_driving-licence", text)
		values.Set("acknowledged", "yes")
		values.Set("idempotency_key", text)
		values.Set("mobile", "690000001"+string(rune('0'+n)))
		seen := h.get(h.uploaded(values, files) + "/photo?document=driving-licence")
		cut, err := jpeg.Decode(seen.Body)
		if err != nil || cut.Bounds().Size() != image.Pt(800, 1200) {
			t.Errorf("%s: %d, %v", text, seen.Code, err)
			continue
		}
		right := apart(original, cut, crop)
		if right > 6 {
			t.Errorf("%s: the cut is %.2f apart from its frame", text, right)
		}
		for name, wrong := range map[string]spec.Crop{
			"beside": {X: crop.X + 0.005, Y: crop.Y, Width: crop.Width, Angle: crop.Angle}, "below": {X: crop.X, Y: crop.Y + 0.005, Width: crop.Width, Angle: crop.Angle},
			"larger": {X: crop.X, Y: crop.Y, Width: crop.Width * 1.02, Angle: crop.Angle}, "turned": {X: crop.X, Y: crop.Y, Width: crop.Width, Angle: crop.Angle + 0.5},
			"turned back": {X: crop.X, Y: crop.Y, Width: crop.Width, Angle: -crop.Angle - 0.5},
		} {
			if other := apart(original, cut, wrong); other <= right {
				t.Errorf("%s: the cut is nearer to the frame %s (%.2f) than to its own (%.2f)", text, name, other, right)
			}
		}
	}
}

// An office that allows only cropping never gets another picture than was asked for: the
// page says why, how much, and what to do.
func TestFrameThatChangesPixelsIsRefusedWhereOnlyACutIsAllowed(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	for text, want := range map[string][2]string{
		"0.5,0.5,0.8,2.5": {
			"Η υπηρεσία δέχεται μόνο περικοπή, άρα η εικόνα δεν ισιώνεται. Το πλαίσιο που επιλέξατε έχει κλίση 2,5°. Επιλέξτε αυτόματη κοπή",
			"The office accepts cropping only, so the picture cannot be straightened. The frame you chose is turned by 2.5°. Choose the automatic cut",
		},
		"0.5,0.5,0.9,0": {
			"το πλαίσιο πρέπει να έχει ακριβώς 1280 × 1600 εικονοστοιχεία. Αυτό που επιλέξατε έχει 1440 × 1800. Επιλέξτε αυτόματη κοπή",
			"the frame must hold exactly 1280 × 1600 pixels. The one you chose holds 1440 × 1800. Choose the automatic cut",
		},
	} {
		values, files := filled()
		files["photo"] = roomy()
		values["documents"] = []string{"driving-licence", "identity-card"}
		values.Set("crop_identity-card", text)
		values.Set("acknowledged", "yes")
		values.Set("idempotency_key", text)
		draft := h.uploaded(values, files)
		for n, l := range []string{"", "/en"} {
			if seen := said(h.get(l + draft)); !strings.Contains(seen, want[n]) {
				t.Errorf("%s: no %q in %s", text, want[n], seen)
			}
		}
		if seen := h.get(draft + "/photo?document=identity-card"); seen.Code != http.StatusNotFound {
			t.Errorf("%s: the office would receive something: %d", text, seen.Code)
		}
		// The remedy works: the automatic cut, which is an empty field.
		values.Set("crop_identity-card", "")
		values.Set("idempotency_key", "again "+text)
		if sent := h.send(draft, values, nil); sent.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", text, sent.Code, said(sent))
		}
		if seen := said(h.get(draft)); !strings.Contains(seen, "Μεταφορτώθηκε") {
			t.Errorf("%s: the automatic cut is not sent: %s", text, seen)
		}
		if seen := h.get(draft + "/photo?document=identity-card"); seen.Code != http.StatusOK {
			t.Errorf("%s: no cut: %d", text, seen.Code)
		}
	}
}

// What comes back with a refused form is the frame that was placed; without scripts, which
// alone can place one, no such field is sent.
func TestRefusedFormShowsItsFramesAgain(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	const field = `name="crop_driving-licence" value="0.5,0.51,0.76,-0.5" data-frame="driving-licence" disabled>`
	values, files := filled()
	values.Set("crop_driving-licence", "0.5,0.51,0.76,-0.5")
	values.Set("mobile", "210")
	if seen := h.send("/studio/new", values, nil); seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), field) {
		t.Errorf("without files: %d %s", seen.Code, seen.Body)
	}
	files["photo"] = roomy()
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), field) || !strings.Contains(seen.Body.String(), `data-whole="1600 2000"`) {
		t.Errorf("kept as a draft: %d %s", seen.Code, seen.Body)
	}
	draft := formAction(seen.Body.String())
	if page := h.get(draft); !strings.Contains(page.Body.String(), field) {
		t.Errorf("the draft: %s", page.Body)
	}
	// A photo that cannot be read takes no frame from the one that the draft has.
	values.Set("crop_driving-licence", "0.4,0.5,0.7,0")
	values.Set("idempotency_key", "KEY2")
	if seen := h.send(draft, values, map[string][]byte{"photo": []byte("GIF89a")}); !strings.Contains(seen.Body.String(), field) {
		t.Errorf("with an unreadable photo: %d %s", seen.Code, seen.Body)
	}
	if seen := h.send(draft, withoutFrames(values), nil); !strings.Contains(seen.Body.String(), field) {
		t.Errorf("sent without scripts: %d %s", seen.Code, seen.Body)
	}
}

// withoutFrames returns a form as a browser without scripts sends it.
func withoutFrames(values url.Values) url.Values {
	plain := url.Values{}
	for name, all := range values {
		if !strings.HasPrefix(name, "crop_") {
			plain[name] = all
		}
	}
	return plain
}

// formAction returns where the form of a draft goes.
func formAction(page string) string {
	_, rest, _ := strings.Cut(page, `<form class="desk-form" method="post" action="`)
	action, _, _ := strings.Cut(rest, `"`)
	return action
}
