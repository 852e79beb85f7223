package inspect_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/hostiletest"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// rows returns the hostile files around pictures that both entrances accept.
func rows(t testing.TB) []hostiletest.Row {
	t.Helper()
	still := aQR(t, 8, 0, 255, image.Pt(400, 400))
	coloured := image.NewRGBA(still.Bounds())
	for i, grey := range still.Pix {
		copy(coloured.Pix[4*i:], []byte{grey, grey, grey, 255})
	}
	return hostiletest.Rows(encoded(t, coloured), aPNG(t, still))
}

// spent returns the bytes that do allocates.
func spent(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// The files that killed, filled or blocked the decoders that were tried: the
// upload is refused before a decoder, or loses what is not the picture.
func TestHostileRowsAsUploads(t *testing.T) {
	reader := inspect.New(inspect.Limits{})
	for _, row := range rows(t) {
		var picture inspect.Picture
		var found []spec.Finding
		var err error
		took := spent(func() { picture, found, err = reader.Read(t.Context(), row.Bytes, inspect.Task{Item: photo.ItemPhoto}) })
		if err != nil {
			t.Fatalf("%s: %v", row.Name, err)
		}
		if row.Photo == "" {
			if picture.Master == nil || finding(found, "file.tail") == nil && finding(found, "file.notes") == nil {
				t.Errorf("%s: %v", row.Name, codes(found))
			}
			if bytes.Contains(picture.Master, []byte("<script>")) || bytes.Contains(picture.Master, []byte("PK\x03\x04")) || bytes.Count(picture.Master, []byte("\xff\xd8\xff")) != 1 {
				t.Errorf("%s: the master keeps it", row.Name)
			}
			continue
		}
		if !slices.Equal(codes(found), []string{"block " + row.Photo}) || picture.Master != nil || took > 1_000_000 {
			t.Errorf("%s: %v after %d bytes; want %s", row.Name, codes(found), took, row.Photo)
		}
	}
}

// The same files where a QR code is expected. Two hundred megabytes of text in
// a PNG are skipped, never decompressed.
func TestHostileRowsAsPicturesOfQR(t *testing.T) {
	for _, row := range rows(t) {
		var text string
		var err error
		took := spent(func() { text, _, err = patientQR(t, row.Bytes) })
		if row.QR == "" {
			if text != qrText || err != nil || took > 30_000_000 {
				t.Errorf("%s: %q, error %v after %d bytes", row.Name, text, err, took)
			}
			continue
		}
		refused, ok := errors.AsType[*photo.Error](err)
		if !ok || refused.Code != row.QR || took > 1_000_000 {
			t.Errorf("%s: error %v after %d bytes; want %s", row.Name, err, took, row.QR)
		}
	}
}

// Every byte of a description is looked at once: a property that is named over and
// over made copies of all that follows it.
func TestDescriptionCostsWhatItsBytesCost(t *testing.T) {
	data := hostiletest.Described(encoded(t, aQR(t, 8, 0, 255, image.Pt(400, 400))))
	if took := spent(func() { _, _, _ = patientQR(t, data) }); took > 30_000_000 {
		t.Errorf("%d bytes", took)
	}
}

// A scan of a sequential picture is much smaller than its pixels, and ten
// copies of it keep a decoder busy ten times as long.
func TestSequentialComponentComesInOneScan(t *testing.T) {
	t.Parallel()
	repeated := hostiletest.Repeated()
	if _, found := read(t, repeated); !slices.Equal(codes(found), []string{"block file.bad"}) {
		t.Errorf("%v", codes(found))
	}
	soonerThanReading(t, "ten scans", func() { _, _ = read(t, repeated) })
}

// What passes the walk at its limits is decoded in the bytes that were reserved
// for it; otherwise the budget would bound nothing.
func TestDecodingCostsWhatWasSetAside(t *testing.T) {
	heavy := hostiletest.Heavy(5_000_000)
	heavy["nothing but a claim"] = hostiletest.Empty()
	for name, data := range goTestdata(t) {
		heavy[name] = data
	}
	for name, data := range heavy {
		gate, ok := inspect.Walk(data, inspect.Limits{MaxQRPixels: 40_000_000})
		if !ok {
			if strings.HasSuffix(name, ".truncated.jpeg") {
				continue
			}
			t.Errorf("%s: turned away", name)
			continue
		}
		took := spent(func() { _, _ = gate.Decode() })
		if most := uint64(gate.Cost) + uint64(len(data)) + 200_000; took > most || gate.Cost > 200_000_000 {
			t.Errorf("%s: %d bytes, %d were set aside", name, took, gate.Cost)
		}
	}
}

// BenchmarkInspection measures what hostile files cost before they are refused,
// and heavy ones before they are decoded: at most a millisecond for each
// megabyte.
func BenchmarkInspection(b *testing.B) {
	files := map[string][]byte{}
	for _, row := range rows(b) {
		files[row.Name] = row.Bytes
	}
	for name, data := range hostiletest.Heavy(9_900_000) {
		files[name] = data
	}
	files["stuffed"] = hostiletest.Stuffed(9_900_000)
	for name, data := range files {
		if len(data) < 10_000 {
			continue
		}
		b.Run(name, func(b *testing.B) {
			fastest := time.Hour // the others were disturbed
			for b.Loop() {
				began := time.Now()
				inspect.Inspect(data)
				fastest = min(fastest, time.Since(began))
			}
			b.ReportMetric(fastest.Seconds()*1000/(float64(len(data))/1e6), "ms/MB")
		})
	}
}

// BenchmarkHeavy decodes the most expensive files within every limit: less than
// a second each on an idle machine.
func BenchmarkHeavy(b *testing.B) {
	for name, data := range hostiletest.Heavy(9_900_000) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
