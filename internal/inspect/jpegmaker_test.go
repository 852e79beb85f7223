package inspect_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// aJPEG returns a baseline picture with a different colour in each corner, so
// that its orientation is visible.
func aJPEG(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, corner(2*x/width, 2*y/height))
		}
	}
	return encoded(t, img)
}

func corner(right, bottom int) color.RGBA {
	return [][]color.RGBA{
		{{R: 220, A: 255}, {G: 200, A: 255}},
		{{B: 220, A: 255}, {R: 230, G: 220, A: 255}},
	}[bottom][right]
}

func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func aPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// segment returns one JPEG segment.
func segment(marker byte, payload string) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return append(head, payload...)
}

// with inserts segments after the beginning of a JPEG.
func with(picture []byte, segments ...[]byte) []byte {
	return slices.Concat(picture[:2], bytes.Join(segments, nil), picture[2:])
}

// notesOf returns the payload of an EXIF segment with an orientation and, if
// asked, a location.
func notesOf(order binary.AppendByteOrder, orientation int, place string) string {
	mark := "MM"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II"
	}
	tiff := order.AppendUint16([]byte(mark), 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, uint16(orientation))
	tiff = order.AppendUint16(tiff, 0)
	tag := uint16(0x010f)
	if place != "" {
		tag = 0x8825
	}
	tiff = order.AppendUint16(tiff, tag)
	tiff = order.AppendUint16(tiff, 4)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint32(tiff, 38)
	return "Exif\x00\x00" + string(tiff) + "\x00\x00\x00\x00" + place
}

// resized changes the size in the frame header.
func resized(t testing.TB, picture []byte, width, height int) []byte {
	t.Helper()
	claims := slices.Clone(picture)
	at := frameAt(t, claims)
	binary.BigEndian.PutUint16(claims[at+5:], uint16(height))
	binary.BigEndian.PutUint16(claims[at+7:], uint16(width))
	return claims
}

// frameAt returns the offset of the frame header of a picture that has no other
// 0xff 0xc0-2.
func frameAt(t testing.TB, picture []byte) int {
	t.Helper()
	for _, marker := range []byte{0xc0, 0xc1, 0xc2} {
		if at := bytes.Index(picture, []byte{0xff, marker, 0}); at > 0 {
			return at
		}
	}
	t.Fatal("no frame header")
	return 0
}

// repeated repeats the last scan of a picture.
func repeated(t testing.TB, picture []byte, times int) []byte {
	t.Helper()
	at := bytes.LastIndex(picture, []byte{0xff, 0xda})
	end := len(picture) - 2
	if at < 0 || picture[end] != 0xff || picture[end+1] != 0xd9 {
		t.Fatal("no scan to repeat")
	}
	return slices.Concat(picture[:end], bytes.Repeat(picture[at:end], times), picture[end:])
}

// profileOf returns a colour profile that is whole but empty.
func profileOf(space, name string) string {
	head := make([]byte, 128)
	binary.BigEndian.PutUint32(head, uint32(128+len(name)))
	copy(head[16:], space)
	copy(head[36:], "acsp")
	return string(head) + name
}

// goTestdata returns the JPEGs with which the Go decoder is tested.
func goTestdata(t testing.TB) map[string][]byte {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("ask where the Go sources are: %v", err)
	}
	paths, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), "src/image/testdata/*.jpeg"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d pictures in the Go sources, error %v", len(paths), err)
	}
	pictures := make(map[string][]byte)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pictures[filepath.Base(path)] = data
	}
	return pictures
}

func aProgressiveJPEG(t testing.TB) []byte {
	t.Helper()
	return goTestdata(t)["video-001.progressive.jpeg"]
}

// read reads a photo for the documents, with a reader of its own.
func read(t testing.TB, upload []byte, ids ...photo.ProfileID) (inspect.Picture, []spec.Finding) {
	t.Helper()
	var profiles []spec.Profile
	for _, id := range ids {
		profile, ok := spec.ProfileByID(id)
		if !ok {
			t.Fatalf("no profile %s", id)
		}
		profiles = append(profiles, profile)
	}
	picture, found, err := inspect.New(inspect.Limits{}).Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto, Documents: profiles})
	if err != nil {
		t.Fatal(err)
	}
	return picture, found
}

// finding returns the finding with a code; nil without one.
func finding(found []spec.Finding, code string) *spec.Finding {
	for i := range found {
		if found[i].Code == code {
			return &found[i]
		}
	}
	return nil
}

func codes(found []spec.Finding) []string {
	var all []string
	for _, f := range found {
		all = append(all, f.Severity.String()+" "+f.Code)
	}
	return all
}
