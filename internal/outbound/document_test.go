package outbound_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"myphoto/internal/outbound"
)

// A register that was taken over must not exhaust the service, nor read files
// through entities.
func TestOnlyPlainBoundedXMLIsRead(t *testing.T) {
	t.Parallel()
	type document struct {
		XMLName xml.Name `xml:"a"`
		B       string   `xml:"b"`
	}
	for _, good := range []string{
		`<a><b>x</b></a>`, "\ufeff" + `<a><b>x</b></a>`, `<?xml version="1.0"?><!-- c --><a><b>x</b></a>` + "\n<!-- c --><?p?>\n",
		"<?xml version=\"1.0\" encoding=\"ISO-8859-7\"?><a><b>\xd6</b></a>",
	} {
		var got document
		if err := outbound.ReadXML([]byte(good), &got); err != nil || got.B != "x" && got.B != "Φ" {
			t.Errorf("%q: %q, %v", good, got.B, err)
		}
	}
	for name, bad := range map[string]string{
		"document type":    `<!DOCTYPE a [<!ENTITY e "x">]><a><b>&e;</b></a>`,
		"external":         `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`,
		"unknown entity":   `<a><b>&e;</b></a>`,
		"two roots":        `<a/><a/>`,
		"text after it":    `<a/>x`,
		"text before it":   `x<a/>`,
		"too deep":         strings.Repeat("<a>", 33) + strings.Repeat("</a>", 33),
		"too many":         "<a>" + strings.Repeat("<b/>", 10_000) + "</a>",
		"cut off":          `<a><b>x</b>`,
		"nothing":          ``,
		"another root":     `<c/>`,
		"unknown encoding": `<?xml version="1.0" encoding="x-own"?><a/>`,
	} {
		var got document
		if err := outbound.ReadXML([]byte(bad), &got); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// What the reader takes, it took within its limits and without the entities of
// the document.
func FuzzReadXML(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><a x="1"><b>&#928;</b></a>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>`))
	f.Add([]byte(`<a><!-- <!DOCTYPE --></a>`))
	f.Add([]byte(strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)))
	f.Fuzz(func(t *testing.T, document []byte) {
		var got struct{}
		if outbound.ReadXML(document, &got) != nil {
			return
		}
		tokens := xml.NewDecoder(bytes.NewReader(document))
		depth, elements := 0, 0
		for {
			token, err := tokens.RawToken()
			if err != nil {
				return // also where the one element ends and something follows that nobody reads
			}
			switch token.(type) {
			case xml.StartElement:
				depth, elements = depth+1, elements+1
			case xml.EndElement:
				depth--
			case xml.Directive:
				t.Fatal("a document type was read")
			}
			if depth > 32 || elements > 10_000 {
				t.Fatalf("%d elements, %d deep", elements, depth)
			}
		}
	})
}
