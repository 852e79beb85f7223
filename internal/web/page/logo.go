package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"

	_ "image/jpeg" // the kinds of pictures that a mark may be
	_ "image/png"
)

// MaxLogo is the maximum size of the operator's mark in bytes: every visitor loads it.
const MaxLogo = 1 << 20

// CheckLogo returns an error for a file that is not the operator's mark. The mark is
// published: another file, named by mistake, may be a secret.
func CheckLogo(logo []byte) error {
	_, err := logoExtension(logo)
	return err
}

// logoExtension returns the file extension of the operator's mark, by its content.
func logoExtension(logo []byte) (string, error) {
	if len(logo) > MaxLogo {
		return "", fmt.Errorf("the logo has more than %d KB", MaxLogo>>10)
	}
	_, kind, err := image.DecodeConfig(bytes.NewReader(logo))
	switch {
	case err == nil && kind == "png":
		return ".png", nil
	case err == nil && kind == "jpeg":
		return ".jpg", nil
	case isSVG(logo):
		return ".svg", nil
	}
	return "", errors.New("the logo is no picture in PNG, JPEG or SVG")
}

// isSVG reports whether a document of XML is a drawing: nothing but comments and
// declarations comes before its first element. Entities need not be known.
func isSVG(text []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	drawing := false
	for {
		token, err := d.RawToken()
		if err != nil {
			return drawing && errors.Is(err, io.EOF)
		}
		switch t := token.(type) {
		case xml.StartElement:
			drawing = drawing || t.Name.Local == "svg"
			if !drawing {
				return false
			}
		case xml.CharData:
			if !drawing && len(bytes.Trim(t, "\ufeff \t\r\n")) > 0 {
				return false
			}
		}
	}
}
