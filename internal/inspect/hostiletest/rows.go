package hostiletest

import (
	"archive/zip"
	"bytes"
	"slices"
)

// Row is one file with its expected result: the code of the refusal as a
// client's photo and as a picture of a QR code. The code is empty where the
// file is accepted and its ballast dropped.
type Row struct {
	Name      string
	Bytes     []byte
	Photo, QR string
}

// Rows returns the hostile files, made from a complete JPEG and a complete PNG.
func Rows(jpeg, png []byte) []Row {
	huge, twentyFour := frame{progressive, 65_500, 65_500, 0x22}, frame{progressive, 6_000, 4_000, 0x22}
	flat, coded := huge, frame{arithmetic, 800, 1_200, 0x22}
	flat.marker = baseline
	const megabyte, text = 1 << 20, "note\x00\x00"
	ballast := zeros(200 * megabyte)
	return []Row{
		{"progressive JPEG claiming 65500²", refined(huge, 10, 35_000), "file.side", "file.side"},
		{"baseline JPEG claiming 65500²", whole(flat, 385_000), "file.side", "file.side"},
		{"24 MP progressive with 1006 scans", refined(twentyFour, 1_006, 120), "file.bad", "file.bad"},
		{"PNG 1-bit 60000²", blackPNG(60_000, 1, 0, 1), "file.type", "file.pixels"},
		{"PNG RGB 20000²", blackPNG(20_000, 8, 2, 24), "file.type", "file.pixels"},
		{"PNG RGBA16 12000²", blackPNG(12_000, 16, 6, 64), "file.type", "file.pixels"},
		{"PNG with 200 MB zTXt", withChunk(png, "zTXt", append([]byte(text), ballast...)), "file.type", ""},
		{"PNG with 200 MB iCCP", withChunk(png, "iCCP", append([]byte(text), ballast...)), "file.type", ""},
		{"JPEG cut in half", jpeg[:len(jpeg)/2], "file.cut", "file.cut"},
		{"JPEG header only", jpeg[:300], "file.cut", "file.cut"},
		{"JPEG + ZIP tail", append(slices.Clone(jpeg), archive()...), "", ""},
		{"<script> comment", slices.Concat(jpeg[:2], segment(comment, []byte("<script>alert(1)</script>")), jpeg[2:]), "", ""},
		{"two JPEGs joined", slices.Concat(jpeg, jpeg), "", ""},
		{"GIF renamed .jpg", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file.type", "qr.type"},
		{"SVG renamed .jpg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "file.type", "qr.type"},
		{"empty renamed .jpg", nil, "file.empty", "file.empty"},
		{"arithmetic-coded", whole(coded, 2_000), "file.bad", "file.bad"},
	}
}

// archive returns a ZIP with one file.
func archive() []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	// A write to memory cannot fail.
	file, _ := w.Create("tail.txt")
	_, _ = file.Write([]byte("tail"))
	_ = w.Close()
	return out.Bytes()
}
