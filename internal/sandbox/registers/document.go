package registers

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// Bounds of a request, in bytes and in levels of elements.
const (
	maxEnvelope = 64 << 10
	maxLevels   = 32
)

var errEnvelope = errors.New("envelope cannot be read")

// readDocument reads one XML document of at most 64 KB into to: one root
// element with nothing but space, comments and processing instructions around
// it (XML 1.0, [1] and [27]), and no document type declaration.
func readDocument(r io.Reader, to any) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxEnvelope+1))
	if err != nil || len(raw) > maxEnvelope {
		return errEnvelope
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if err := checkDocument(raw); err != nil {
		return err
	}
	if err := xml.Unmarshal(raw, to); err != nil {
		return errEnvelope
	}
	return nil
}

func checkDocument(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	level, roots := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return nil
		}
		if err != nil {
			return errEnvelope
		}
		outside := level == 0
		switch t := token.(type) {
		case xml.Directive:
			return errEnvelope
		case xml.StartElement:
			level++
			if outside {
				roots++
			}
		case xml.EndElement:
			level--
		case xml.CharData:
			if outside && len(bytes.TrimSpace(t)) > 0 {
				return errEnvelope
			}
		}
		if roots > 1 || level > maxLevels {
			return errEnvelope
		}
	}
}
