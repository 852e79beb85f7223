package inspect_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/inspect"
	"myphoto/internal/inspect/icc/icctest"
	"myphoto/internal/photo"
)

// piece returns an APP2 segment with a piece of a colour profile.
func piece(number, count byte, data string) []byte {
	return segment(0xe2, "ICC_PROFILE\x00"+string([]byte{number, count})+data)
}

// field is an entry of an EXIF directory with one value.
type field struct {
	tag, kind uint16
	count     int
	value     string // four bytes, or more that are stored elsewhere
}

// notes returns an EXIF segment with fields of the main directory, of that of
// the photograph, and of that of DCF.
func notes(main, photograph, dcf []field) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	var directory func(fields []field, links map[uint16][]field)
	directory = func(fields []field, links map[uint16][]field) {
		for tag := range links {
			fields = append(fields, field{tag, 4, 1, "link"})
		}
		begin := len(tiff)
		tiff = binary.LittleEndian.AppendUint16(tiff, uint16(len(fields)))
		tiff = append(tiff, make([]byte, 12*len(fields)+4)...)
		for i, f := range fields {
			entry := tiff[begin+2+12*i:][:12]
			binary.LittleEndian.PutUint16(entry, f.tag)
			binary.LittleEndian.PutUint16(entry[2:], f.kind)
			binary.LittleEndian.PutUint32(entry[4:], uint32(f.count))
			if len(f.value) <= 4 && f.value != "link" {
				copy(entry[8:], f.value)
				continue
			}
			binary.LittleEndian.PutUint32(entry[8:], uint32(len(tiff)))
			if f.value != "link" {
				tiff = append(tiff, f.value...)
				continue
			}
			if f.tag == 0x8769 {
				directory(photograph, map[uint16][]field{0xa005: dcf})
			} else {
				directory(dcf, nil)
			}
		}
	}
	directory(main, map[uint16][]field{0x8769: photograph})
	return segment(0xe1, "Exif\x00\x00"+string(tiff))
}

func space(v uint16) []field {
	return []field{{0xa001, 3, 1, string(binary.LittleEndian.AppendUint16(nil, v)) + "\x00\x00"}}
}

func dcfIndex(name string) []field { return []field{{1, 2, 4, name + "\x00"}} }

func xmp(text string) []byte { return segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+text) }

func photoshop(profile string) []byte {
	resource := "8BIM\x04\x04\x00\x00\x00\x00\x00\x03abc\x00" // another resource before it, of odd length
	resource += "8BIM\x04\x0f\x03icc" + string(binary.BigEndian.AppendUint32(nil, uint32(len(profile)))) + profile
	return segment(0xed, "Photoshop 3.0\x00"+resource)
}

// However the pieces of a profile lie in the file, it is the same profile:
// cameras, editors and mail programs swap, double, pad and misnumber them.
func TestProfileInOddPiecesIsUsed(t *testing.T) {
	t.Parallel()
	plain, whole := aJPEG(t, 64, 96), string(icctest.AdobeRGB())
	a, b, c := whole[:100], whole[100:200], whole[200:]
	well, _ := read(t, with(plain, piece(1, 1, whole)))
	scan := bytes.Index(plain, []byte{0xff, 0xda})
	for name, upload := range map[string][]byte{
		"swapped":            with(plain, piece(2, 2, b+c), piece(1, 2, a)),
		"three, swapped":     with(plain, piece(2, 3, b), piece(3, 3, c), piece(1, 3, a)),
		"from zero":          with(plain, piece(0, 3, a), piece(1, 3, b), piece(2, 3, c)),
		"numbered zero":      with(plain, piece(0, 1, whole)),
		"of none":            with(plain, piece(1, 0, whole)),
		"of too many":        with(plain, piece(1, 3, a), piece(2, 3, b+c)),
		"all numbered one":   with(plain, piece(1, 1, a), piece(1, 1, b), piece(1, 1, c)),
		"twice":              with(plain, piece(1, 1, whole), piece(1, 1, whole)),
		"pieces twice":       with(plain, piece(1, 2, a), piece(2, 2, b+c), piece(1, 2, a), piece(2, 2, b+c)),
		"padded":             with(plain, piece(1, 1, whole+"\x00\x00\x00\x00\x00")),
		"apart":              slices.Concat(with(plain[:scan], piece(1, 2, a)), piece(2, 2, b+c), plain[scan:]),
		"beside other notes": with(plain, piece(1, 2, a), segment(0xe2, "MPF\x00…"), piece(2, 2, b+c)),
		"EXIF says sRGB":     with(plain, notes(nil, space(1), nil), piece(1, 1, whole)),
		"among resources":    with(plain, photoshop(whole)),
		"in EXIF":            with(plain, notes([]field{{0x8773, 7, len(whole), whole}}, nil, nil)),
	} {
		picture, found := read(t, upload)
		if !bytes.Equal(picture.Master, well.Master) || !bytes.Equal(picture.Preview, well.Preview) || finding(found, "file.icc") == nil {
			t.Errorf("%s: %v, not as when tagged well", name, codes(found))
		}
	}
}

// A camera set to Adobe RGB names the space and embeds no profile.
func TestNamedColourSpaceIsConverted(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	tagged, _ := read(t, with(plain, piece(1, 1, string(icctest.AdobeRGB()))))
	adobe := ""
	for _, n := range []uint32{64, 33, 21, 71, 15, 6} {
		adobe += string(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, n), 100))
	}
	for name, said := range map[string][]byte{
		"R03":                notes(nil, space(0xffff), dcfIndex("R03")),
		"R03 alone":          notes(nil, nil, dcfIndex("R03")),
		"two":                notes(nil, space(2), nil),
		"primaries":          notes([]field{{0x013f, 5, 6, adobe}}, space(0xffff), nil),
		"XMP, as attribute":  xmp(`<rdf photoshop:ICCProfile="Adobe RGB (1998)" exif:ColorSpace="65535"/>`),
		"XMP, as element":    xmp(`<photoshop:ICCProfile>Adobe RGB (1998)</photoshop:ICCProfile>`),
		"XMP of EXIF":        xmp(`<rdf exif:ColorSpace='2'/>`),
		"EXIF of other kind": bytes.Replace(notes(nil, space(0xffff), dcfIndex("R03")), []byte("Exif\x00\x00"), []byte("Exif\x00\xff"), 1),
	} {
		picture, found := read(t, with(plain, said))
		if finding(found, "file.icc") == nil || !bytes.Equal(picture.Preview, tagged.Preview) {
			t.Errorf("%s: %v, not as when tagged", name, codes(found))
		}
		again, found := read(t, picture.Master)
		if finding(found, "file.icc") == nil || !bytes.Equal(again.Preview, tagged.Preview) {
			t.Errorf("%s: the master forgot its colours: %v", name, codes(found))
		}
	}
	p3, _ := read(t, with(plain, piece(1, 1, string(icctest.DisplayP3()))))
	if named, _ := read(t, with(plain, xmp(`<x photoshop:ICCProfile="Display P3"/>`))); !bytes.Equal(named.Preview, p3.Preview) {
		t.Error("Display P3 by name is not Display P3")
	}
}

// Silence means sRGB only where nothing says otherwise.
func TestUnclearColoursAreRefused(t *testing.T) {
	t.Parallel()
	adobe, p3 := string(icctest.AdobeRGB()), string(icctest.DisplayP3())
	for name, c := range map[string]struct {
		said []byte
		code string
	}{
		"uncalibrated":            {notes(nil, space(0xffff), nil), "file.colour-unknown"},
		"uncalibrated, R98":       {notes(nil, space(0xffff), dcfIndex("R98")), "file.colour-unknown"},
		"another profile by name": {xmp(`<x photoshop:ICCProfile="ProPhoto RGB"/>`), "file.colour-unknown"},
		"sRGB and R03":            {notes(nil, space(1), dcfIndex("R03")), "file.colour-conflict"},
		"sRGB and Adobe in XMP":   {slices.Concat(notes(nil, space(1), nil), xmp(`<x photoshop:ICCProfile="Adobe RGB (1998)"/>`)), "file.colour-conflict"},
		"two profiles":            {slices.Concat(piece(1, 1, adobe), piece(1, 1, p3)), "file.colour-conflict"},
		"two in pieces":           {slices.Concat(piece(1, 2, adobe[:99]), piece(2, 2, adobe[99:]), piece(1, 2, p3[:99]), piece(2, 2, p3[99:])), "file.icc-odd"},
		"two elsewhere":           {slices.Concat(photoshop(adobe), photoshop(p3)), "file.colour-conflict"},
		"a piece is missing":      {piece(1, 2, adobe[:200]), "file.icc-odd"},
		"half a profile in EXIF":  {notes([]field{{0x8773, 7, 200, adobe[:200]}}, nil, nil), "file.icc-odd"},
		"grey profile":            {piece(1, 1, string(greyProfile())), "file.icc-odd"},
	} {
		_, found := read(t, with(aJPEG(t, 64, 96), c.said), photo.DrivingLicence)
		if diff := cmp.Diff([]string{"block " + c.code}, codes(found)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestStatementsOfSRGBAreBelieved(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	bare, _ := read(t, plain)
	for name, said := range map[string][]byte{
		"EXIF":            notes(nil, space(1), dcfIndex("R98")),
		"XMP":             xmp(`<x photoshop:ICCProfile="sRGB IEC61966-2.1" exif:ColorSpace="1"/>`),
		"nothing":         notes(nil, nil, nil),
		"XMP, nothing":    xmp(`<x photoshop:ICCProfile=""/>`),
		"EXIF cut off":    segment(0xe1, "Exif\x00\x00II*\x00\xff\xff\xff\x00"),
		"profile of sRGB": slices.Concat(notes(nil, space(0xffff), dcfIndex("R03")), piece(1, 1, string(icctest.SRGB()))),
	} {
		picture, found := read(t, with(plain, said))
		if finding(found, "file.icc") != nil || !bytes.Equal(picture.Preview, bare.Preview) {
			t.Errorf("%s: %v", name, codes(found))
		}
	}
}

// JFIF counts before Adobe's marker, as in libjpeg: it says YCbCr.
func TestHeaderCountsBeforeAdobesMarker(t *testing.T) {
	t.Parallel()
	plain := aJPEG(t, 64, 96)
	bare, _ := read(t, plain)
	picture, found := read(t, with(plain, segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x00")))
	if !bytes.Equal(picture.Preview, bare.Preview) || bytes.Contains(picture.Master, []byte("Adobe")) {
		t.Errorf("%v, and the master keeps the contradiction", codes(found))
	}
}

// greyProfile is the profile that scanners and editors give to grey pictures.
func greyProfile() []byte {
	return icctest.Build("prtr", "GRAY", "XYZ ", map[string][]byte{"kTRC": icctest.Gamma(1.8), "wtpt": icctest.XYZ(0.9642, 1, 0.8249)})
}

func TestGreyProfileOfAGreyPictureIsUsed(t *testing.T) {
	t.Parallel()
	grey := goTestdata(t)["video-005.gray.jpeg"]
	bare, _ := read(t, grey)
	picture, found := read(t, with(grey, piece(1, 1, string(greyProfile()))))
	if finding(found, "file.icc") == nil || bytes.Equal(picture.Preview, bare.Preview) {
		t.Errorf("%v", codes(found))
	}
}

// The office of the identity card forbids converting colours, however the file
// says that they are not sRGB.
func TestIdentityCardRefusesOtherColours(t *testing.T) {
	t.Parallel()
	sharp := heavy(t, 1280, 1600, 90)
	for name, said := range map[string][]byte{
		"tagged well": piece(1, 1, string(icctest.AdobeRGB())),
		"misnumbered": piece(0, 1, string(icctest.AdobeRGB())),
		"by name":     notes(nil, space(0xffff), dcfIndex("R03")),
	} {
		_, found := read(t, with(sharp, said), photo.IdentityCard)
		if f := finding(found, "file.crop-only-colour"); f == nil || f.Profile != photo.IdentityCard {
			t.Errorf("%s: %v", name, codes(found))
		}
	}
}

// FuzzColours: whatever a file states about its colours, it is refused, or its
// master states the same.
func FuzzColours(f *testing.F) {
	plain := aJPEG(f, 16, 24)
	f.Add(piece(1, 1, string(icctest.AdobeRGB())))
	f.Add(notes(nil, space(0xffff), dcfIndex("R03")))
	f.Add(photoshop(string(icctest.DisplayP3())))
	f.Add(xmp(`<x photoshop:ICCProfile="Adobe RGB (1998)"/>`))
	reader := inspect.New(tight())
	f.Fuzz(func(t *testing.T, segments []byte) {
		if len(segments) > 60_000 {
			return
		}
		picture, found, err := reader.Read(t.Context(), with(plain, segments), inspect.Task{Item: photo.ItemPhoto})
		if err != nil || picture.Master == nil {
			return
		}
		again, refound, err := reader.Read(t.Context(), picture.Master, inspect.Task{Item: photo.ItemPhoto})
		if err != nil || (finding(found, "file.icc") == nil) != (finding(refound, "file.icc") == nil) || !bytes.Equal(again.Master, picture.Master) {
			t.Fatalf("%v, as master %v", codes(found), codes(refound))
		}
	})
}
