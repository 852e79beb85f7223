package inspect_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Scanners save black ink in grey. Such a signature is accepted: its samples
// stay as they are, the preview is upright and has no colour; the portrait must
// have some.
func TestSignatureMayBeGrey(t *testing.T) {
	t.Parallel()
	ink := image.NewGray(image.Rect(0, 0, 400, 1200))
	for i := range ink.Pix {
		ink.Pix[i] = byte(250 - 200*(i/400/600)) // paper above, ink below
	}
	upload := with(encoded(t, ink), segment(0xe1, notesOf(bigEndian, 6, "")))
	reader := inspect.New(inspect.Limits{})
	picture, found, err := reader.Read(t.Context(), upload, inspect.Task{Item: photo.ItemSignature, Documents: spec.Profiles()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"info file.fine", "warn file.light", "info file.turned", "info file.notes"}, codes(found)[:4]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(decoded(t, upload), decoded(t, picture.Master)); diff != "" {
		t.Error("pixels differ")
	}
	if picture.Width != 1200 || picture.PreviewWidth != 400 || picture.PreviewHeight != 133 {
		t.Errorf("%d×%d, preview %d×%d", picture.Width, picture.Height, picture.PreviewWidth, picture.PreviewHeight)
	}
	small := decoded(t, picture.Preview)
	for x, want := range map[int]color.Gray{50: {Y: 50}, 350: {Y: 250}} {
		r, g, b, _ := small.At(x, 60).RGBA()
		if got := color.GrayModel.Convert(small.At(x, 60)).(color.Gray); r != g || g != b || max(got.Y, want.Y)-min(got.Y, want.Y) > 3 {
			t.Errorf("preview at %d is %v, want %v", x, small.At(x, 60), want)
		}
	}
	again, _, err := reader.Read(t.Context(), picture.Master, inspect.Task{
		Item: photo.ItemSignature, Documents: spec.Profiles(), Orientation: picture.Orientation,
	})
	if diff := cmp.Diff(picture, again); diff != "" || err != nil {
		t.Errorf("read again it is another: %v %s", err, diff)
	}
	if _, found := read(t, upload, photo.Passport); !strings.Contains(blocks(found, photo.Passport), "face.grey") {
		t.Errorf("grey portrait: %v", codes(found))
	}
}
