package inspect_test

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// hostile returns every file that must be refused before a decoder sees it.
func hostile(t testing.TB) map[string]struct {
	upload []byte
	code   string
} {
	t.Helper()
	small, progressive := aJPEG(t, 64, 96), aProgressiveJPEG(t)
	frame := frameAt(t, small)
	arithmetic, lossless, deep := slices.Clone(small), slices.Clone(small), slices.Clone(small)
	arithmetic[frame+1], lossless[frame+1], deep[frame+4] = 0xc9, 0xc3, 12
	rgbNames := slices.Clone(small)
	scan := bytes.Index(small, []byte{0xff, 0xda})
	for i, name := range []byte("RGB") {
		rgbNames[frame+10+3*i], rgbNames[scan+5+2*i] = name, name
	}
	given := goTestdata(t)
	return map[string]struct {
		upload []byte
		code   string
	}{
		"nothing":                    {nil, "file.empty"},
		"zero bytes":                 {make([]byte, 4096), "file.unknown"},
		"PNG named .jpg":             {aPNG(t, image.NewGray(image.Rect(0, 0, 9, 9))), "file.type"},
		"header of 30000 × 30000":    {resized(t, small, 30_000, 30_000), "file.side"},
		"header of 65500 × 65500":    {resized(t, progressive, 65_500, 65_500), "file.side"},
		"baseline of 44 million":     {resized(t, small, 11_000, 4_000), "file.pixels"},
		"progressive of 26 million":  {resized(t, progressive, 5_200, 5_000), "file.pixels-progressive"},
		"width of nothing":           {resized(t, small, 0, 96), "file.bad"},
		"height said later":          {resized(t, small, 64, 0), "file.bad"},
		"thousand scans":             {repeated(t, progressive, 1000), "file.bad"},
		"40 scans of 12 million":     {repeated(t, resized(t, progressive, 4_000, 3_000), 40), "file.bad"},
		"4097 segments":              {with(small, bytes.Repeat(segment(0xfe, "x"), 4097)), "file.bad"},
		"more than ten million":      {with(small, bytes.Repeat(segment(0xfe, string(make([]byte, 65_000))), 154)), "file.big"},
		"CMYK":                       {given["video-001.cmyk.jpeg"], "file.cmyk"},
		"RGB by names":               {rgbNames, "file.rgb"},
		"RGB by Adobe":               {with(small, segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x00")), "file.rgb"},
		"RGB of the Go sources":      {given["video-001.rgb.jpeg"], "file.rgb"},
		"twelve bits":                {deep, "file.depth"},
		"arithmetic coding":          {arithmetic, "file.bad"},
		"lossless":                   {lossless, "file.bad"},
		"cut in half":                {small[:len(small)/2], "file.cut"},
		"cut inside a table":         {small[:10], "file.cut"},
		"beginning only":             {small[:3], "file.cut"},
		"beginning and end":          {[]byte{0xff, 0xd8, 0xff, 0xd9}, "file.bad"},
		"scan before frame":          {with(small, segment(0xda, "\x01\x01\x00\x00\x3f\x00")), "file.bad"},
		"two frames":                 {with(small, small[frame:frame+19]), "file.bad"},
		"second beginning":           {with(small, []byte{0xff, 0xd8}), "file.bad"},
		"segment shorter than short": {with(small, []byte{0xff, 0xfe, 0, 1}), "file.bad"},
		"hierarchical":               {with(small, segment(0xde, "xxxxxx")), "file.bad"},
		"without its last scans":     {given["video-001.progressive.truncated.jpeg"], "file.cut"},
		"scan of another component":  {unknownComponent(small), "file.bad"},
		"long restart interval":      {with(small, segment(0xdd, "abc")), "file.bad"},
	}
}

// unknownComponent makes the scan name a component that the frame lacks.
func unknownComponent(picture []byte) []byte {
	changed := slices.Clone(picture)
	changed[bytes.Index(changed, []byte{0xff, 0xda})+5] = 77
	return changed
}

// A decoder that is asked for gigabytes kills the process, and recover does not
// help. So none of these may reach one: nothing near the size of their pixels
// is allocated.
func TestHostileFilesAreRefusedBeforeDecoding(t *testing.T) {
	reader := inspect.New(inspect.Limits{})
	task := inspect.Task{Item: photo.ItemPhoto, Documents: spec.Profiles()}
	for name, c := range hostile(t) {
		var picture inspect.Picture
		var found []spec.Finding
		var err error
		took := spent(func() { picture, found, err = reader.Read(t.Context(), c.upload, task) })
		if err != nil || !slices.Equal(codes(found), []string{"block " + c.code}) {
			t.Errorf("%s: %v, error %v; want %s", name, codes(found), err, c.code)
		}
		if diff := cmp.Diff(inspect.Picture{}, picture); diff != "" {
			t.Errorf("%s: a picture was returned: %s", name, diff)
		}
		if took > 100_000 {
			t.Errorf("%s: refusing took %d bytes", name, took)
		}
		soonerThanReading(t, name, func() { _, _, _ = reader.Read(t.Context(), c.upload, task) })
	}
}

// soonerThanReading fails when something takes longer than reading one ordinary
// picture. Both are measured side by side, again and again where the machine is busy
// with something else.
func soonerThanReading(t *testing.T, what string, do func()) {
	t.Helper()
	const tries = 10
	ordinary := aJPEG(t, 1600, 2400)
	best := time.Duration(math.MaxInt64)
	for try := range tries {
		best = min(best, elapsed(do))
		most := elapsed(func() {
			if _, found := read(t, ordinary); slices.ContainsFunc(codes(found), func(c string) bool { return c == "block file.bad" }) {
				t.Fatal("the ordinary picture is refused")
			}
		})
		if best < most {
			return
		}
		if try == tries-1 {
			t.Errorf("%s: takes %v, an ordinary picture %v", what, best, most)
		}
	}
}

// The sentence names what was chosen, so that people can find their mistake.
func TestOtherKindsOfFileAreCalledByName(t *testing.T) {
	t.Parallel()
	for kind, begin := range map[string]string{
		"PNG": "\x89PNG\r\n\x1a\n", "GIF": "GIF89a", "HEIC": "\x00\x00\x00\x18ftypheic", "AVIF": "\x00\x00\x00\x18ftypavif",
		"WebP": "RIFF\x00\x00\x00\x00WEBP", "PDF": "%PDF-1.7", "ZIP": "PK\x03\x04", "TIFF": "II*\x00", "BMP": "BM6",
		"SVG": "<svg xmlns", "HTML": "<!DOCTYPE html>", "MP4": "\x00\x00\x00\x18ftypisom", "PSD": "8BPS", "JPEG XL": "\xff\x0a",
		"JPEG 2000": "\x00\x00\x00\x0cjP  ", "XML": "<?xml",
	} {
		_, found := read(t, []byte(begin+"…"))
		f := finding(found, "file.type")
		if f == nil || f.Args["type"] != kind || f.Severity != spec.Block {
			t.Errorf("%s: %+v", kind, found)
		}
	}
}

func TestSizeIsToldInMegabytesRoundedUp(t *testing.T) {
	t.Parallel()
	_, found := read(t, append([]byte("\xff\xd8\xff"), make([]byte, 10_000_000)...))
	f := finding(found, "file.big")
	if f == nil {
		t.Fatal(codes(found))
	}
	if diff := cmp.Diff(map[string]any{"max": 10.0, "have": 10.1}, f.Args); diff != "" {
		t.Error(diff)
	}
}

// The structure may be valid and the data inside nevertheless damaged: only
// decoding shows it, and it must end as a refusal.
func TestDataThatDoesNotDecodeIsRefused(t *testing.T) {
	t.Parallel()
	small := aJPEG(t, 64, 96)
	noTables := bytes.ReplaceAll(small, []byte{0xff, 0xc4}, []byte{0xff, 0xfe})
	for name, upload := range map[string][]byte{
		"without tables":           noTables,
		"larger than its data":     resized(t, small, 640, 960),
		"forty million of nothing": resized(t, small, 8_000, 5_000),
	} {
		picture, found := read(t, upload)
		if diff := cmp.Diff([]string{"block file.bad"}, codes(found)); diff != "" || picture.Master != nil {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A truncated camera file must never pass, wherever it was cut: half a face is
// a face too. Only the end marker may be missing.
func TestPictureCutAnywhereIsRefused(t *testing.T) {
	t.Parallel()
	whole := with(aJPEG(t, 24, 36), segment(0xe1, notesOf(bigEndian, 6, "Athens")))
	reader := inspect.New(inspect.Limits{})
	for end := range len(whole) - 2 {
		picture, found, err := reader.Read(t.Context(), whole[:end], inspect.Task{Item: photo.ItemPhoto})
		if err != nil || len(found) != 1 || found[0].Severity != spec.Block || picture.Master != nil {
			t.Fatalf("cut at %d of %d: %v, error %v", end, len(whole), codes(found), err)
		}
	}
}

func TestLimitsCanBeTightened(t *testing.T) {
	t.Parallel()
	upload := aJPEG(t, 64, 96)
	for code, limits := range map[string]inspect.Limits{
		"file.big":    {MaxBytes: 100},
		"file.side":   {MaxSide: 95},
		"file.pixels": {MaxPixels: 64*96 - 1},
		"file.bad":    {MaxScanPixels: 64*96 - 1},
	} {
		_, found, err := inspect.New(limits).Read(t.Context(), upload, inspect.Task{Item: photo.ItemPhoto})
		if err != nil || fmt.Sprint(codes(found)) != "[block "+code+"]" {
			t.Errorf("%s: %v, error %v", code, codes(found), err)
		}
	}
}
