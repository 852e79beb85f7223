package outbound

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/net/html/charset"
)

// Limits of an answer in XML. The deepest known answer has eight levels, and
// one with 200 activities about 1,000 elements.
const (
	maxDepth    = 32
	maxElements = 10_000
)

var errDocument = errors.New("not a plain XML document")

// ReadXML reads one XML document into to, as [xml.Unmarshal] does. It refuses a
// document type declaration, and with it every entity of a document's own;
// more than 32 levels or 10,000 elements; anything but space, comments and
// processing instructions around the one root element (XML 1.0, [1]). The
// document may be in any encoding that it declares. The error repeats nothing
// of the document.
func ReadXML(document []byte, to any) error {
	if err := checkXML(document); err != nil {
		return err
	}
	if err := newDecoder(document).Decode(to); err != nil {
		return errDocument
	}
	return nil
}

func newDecoder(document []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte("\ufeff"))))
	d.CharsetReader = charset.NewReaderLabel
	return d
}

// checkXML walks the document once, before anything of it is kept.
func checkXML(document []byte) error {
	d := newDecoder(document)
	depth, elements, roots := 0, 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return nil
		}
		if err != nil {
			return errDocument
		}
		switch t := token.(type) {
		case xml.Directive:
			return errDocument
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			elements++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return errDocument
			}
		}
		if depth > maxDepth || elements > maxElements || roots > 1 {
			return errDocument
		}
	}
}
