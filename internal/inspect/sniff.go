package inspect

import "bytes"

// Kinds of files, in the words people use.
const (
	kindJPEG = "JPG"
	kindPNG  = "PNG"
)

type magicNumber struct {
	offset int
	magic  string
	kind   string
}

func magicNumbers() []magicNumber {
	return []magicNumber{
		{0, "\xff\xd8\xff", kindJPEG},
		{0, pngMagic, kindPNG},
		{0, "GIF8", "GIF"},
		{8, "WEBP", "WebP"},
		{0, "BM", "BMP"},
		{0, "II*\x00", "TIFF"},
		{0, "MM\x00*", "TIFF"},
		{0, "8BPS", "PSD"},
		{0, "%PDF-", "PDF"},
		{0, "PK\x03\x04", "ZIP"},
		{0, "PK\x05\x06", "ZIP"},
		{4, "ftypavif", "AVIF"},
		{4, "ftyphei", "HEIC"},
		{4, "ftyphev", "HEIC"},
		{4, "ftypmif1", "HEIC"},
		{4, "ftypmsf1", "HEIC"},
		{4, "ftyp", "MP4"},
		{4, "JXL ", "JPEG XL"},
		{0, "\xff\x0a", "JPEG XL"},
		{4, "jP  ", "JPEG 2000"},
		{0, "<svg", "SVG"},
		{0, "<?xml", "XML"},
		{0, "<!DOCTYPE", "HTML"},
		{0, "<html", "HTML"},
	}
}

// sniff returns the kind of a file from its first bytes, never from its name;
// empty when they are unknown.
func sniff(data []byte) string {
	for _, s := range magicNumbers() {
		if len(data) >= s.offset && bytes.HasPrefix(data[s.offset:], []byte(s.magic)) {
			return s.kind
		}
	}
	return ""
}

// wrongKind refuses a file of another kind than expected and names its kind.
// The sentence code names the expected one.
func wrongKind(data []byte, code string) *refusal {
	if len(data) == 0 {
		return &refusal{check: "format", code: "file.empty", value: "empty"}
	}
	kind := sniff(data)
	if kind == "" {
		return &refusal{check: "format", code: "file.unknown", value: "unknown"}
	}
	return &refusal{check: "format", code: code, args: map[string]any{"type": kind}, value: kind}
}
