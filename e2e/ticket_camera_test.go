package e2e_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"golang.org/x/image/draw"

	"myphoto/e2e/tree"
)

// The client shows a screenshot of a screenshot that somebody sent: smaller, compressed
// twice. The counter's camera reads it all the same.
func TestCameraAtTheCounterReadsACopiedTicket(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria, nikos := w.arrive(t), w.arrive(t)
	maria.signInFirst("maria")
	ticket := maria.makeTicket()
	copied := maria.copiedTicket()

	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.visit("/studio/new")
	nikos.press("Σάρωση εισιτηρίου")
	nikos.expect("/studio/ticket")
	nikos.holdBefore(copied)
	nikos.press("Σάρωση με την κάμερα")
	nikos.see("ζητά: Δίπλωμα οδήγησης")
	if read := nikos.Value("ticket"); read != ticket {
		t.Errorf("the camera read %q", read)
	}
}

// copiedTicket returns the ticket on the page as a copy of a copy of its screenshot: a
// JPEG.
func (v *person) copiedTicket() []byte {
	v.t.Helper()
	v.Resize(390, 844)
	var at struct{ X, Y, W, H int }
	v.Evaluate(`(({ left, top, width, height }) => ({ X: Math.round(left + scrollX), Y: Math.round(top + scrollY), W: Math.round(width), H: Math.round(height) }))(
		document.querySelector(".app-ticket__qr").getBoundingClientRect())`, &at)
	name := "ticket-" + v.t.Name()
	v.Screenshot(name)
	kept, err := os.ReadFile(tree.Path(v.t, ".cache", "shots", name+".png"))
	if err != nil {
		v.t.Fatal(err)
	}
	whole, err := png.Decode(bytes.NewReader(kept))
	if err != nil {
		v.t.Fatal(err)
	}
	const side = 300 // pixels of the copy
	shot := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.ApproxBiLinear.Scale(shot, shot.Rect, whole, image.Rect(at.X, at.Y, at.X+at.W, at.Y+at.H), draw.Src, nil)
	return v.recopied(v.recopied(shot, 0.4), 1.7).bytes
}

// jpegCopy is a picture and its JPEG.
type jpegCopy struct {
	image.Image
	bytes []byte
}

// recopied returns a picture in another size, compressed with little care.
func (v *person) recopied(from image.Image, factor float64) jpegCopy {
	v.t.Helper()
	side := int(float64(from.Bounds().Dx()) * factor)
	to := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.ApproxBiLinear.Scale(to, to.Rect, from, from.Bounds(), draw.Src, nil)
	var packed bytes.Buffer
	if err := jpeg.Encode(&packed, to, &jpeg.Options{Quality: 40}); err != nil {
		v.t.Fatal(err)
	}
	again, err := jpeg.Decode(bytes.NewReader(packed.Bytes()))
	if err != nil {
		v.t.Fatal(err)
	}
	return jpegCopy{again, packed.Bytes()}
}

// holdBefore gives the page a camera that sees a picture in the middle of what it films.
func (v *person) holdBefore(picture []byte) {
	v.t.Helper()
	v.Await(fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
		const seen = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
		const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
		const pen = canvas.getContext("2d");
		const film = () => {
			pen.fillStyle = "#877";
			pen.fillRect(0, 0, 640, 480);
			pen.drawImage(seen, 200, 120, 240, 240);
		};
		film();
		setInterval(film, 50);
		navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
	})()`, base64.StdEncoding.EncodeToString(picture)), nil)
}
