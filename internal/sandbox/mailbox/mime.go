package mailbox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"myphoto/internal/sandbox/charset"
)

// Limits of the reader, besides the size of the message.
const (
	maxDepth = 8   // multiparts inside multiparts
	maxParts = 100 // parts of all levels
)

// errMalformed reports a message that a mail program could not read.
var errMalformed = errors.New("message cannot be read")

// Letter is the content of a message, without its envelope.
type Letter struct {
	From        string // bare address of the From header, "" if unreadable
	Subject     string
	Text        string // first text/plain part that is not an attachment
	HTML        string // first text/html part that is not an attachment
	Attachments []Attachment

	parts int
}

// Read parses a message of at most MaxBytes. Every string of the result
// is valid UTF-8. It fails if the header or the structure cannot be read, or a
// limit is exceeded.
func Read(r io.Reader) (Letter, error) {
	m, err := mail.ReadMessage(io.LimitReader(r, MaxBytes))
	if err != nil {
		return Letter{}, fmt.Errorf("%w: header", errMalformed)
	}
	l := Letter{Attachments: []Attachment{}}
	words := &mime.WordDecoder{CharsetReader: readWord}
	if l.Subject, err = words.DecodeHeader(m.Header.Get("Subject")); err != nil {
		l.Subject = m.Header.Get("Subject")
	}
	l.Subject = strings.ToValidUTF8(l.Subject, "\uFFFD")
	parser := mail.AddressParser{WordDecoder: words}
	if from, err := parser.Parse(m.Header.Get("From")); err == nil {
		l.From = strings.ToValidUTF8(from.Address, "\uFFFD")
	}
	if err := l.read(textproto.MIMEHeader(m.Header), m.Body, 0); err != nil {
		return Letter{}, err
	}
	return l, nil
}

func readWord(name string, r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s, ok := charset.Decode(name, b)
	if !ok {
		return nil, errMalformed
	}
	return strings.NewReader(s), nil
}

// read takes one entity (RFC 2045): a part, or parts inside it.
func (l *Letter) read(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if l.parts++; l.parts > maxParts || depth > maxDepth {
		return fmt.Errorf("%w: too many parts", errMalformed)
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, params = "text/plain", nil // RFC 2045 §5.2: the default
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return l.readPart(h, kind, params, body)
	}
	if params["boundary"] == "" {
		return fmt.Errorf("%w: no boundary", errMalformed)
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: multipart", errMalformed)
		}
		if err := l.read(part.Header, part, depth+1); err != nil {
			return err
		}
	}
}

func (l *Letter) readPart(h textproto.MIMEHeader, kind string, params map[string]string, body io.Reader) error {
	content, err := io.ReadAll(decoded(h.Get("Content-Transfer-Encoding"), body))
	if err != nil {
		return fmt.Errorf("%w: transfer encoding", errMalformed)
	}
	disposition, names, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil {
		disposition, names = "", nil
	}
	switch {
	case disposition != "attachment" && kind == "text/plain" && l.Text == "":
		l.Text = asText(content, params["charset"])
	case disposition != "attachment" && kind == "text/html" && l.HTML == "":
		l.HTML = asText(content, params["charset"])
	default:
		l.Attachments = append(l.Attachments, Attachment{
			Name: partName(names["filename"], params["name"]), ContentType: strings.ToValidUTF8(kind, "\uFFFD"), Content: content,
		})
	}
	return nil
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// asText returns a text part; what cannot be decoded becomes replacement
// characters.
func asText(content []byte, name string) string {
	if name == "" {
		name = "utf-8"
	}
	s, ok := charset.Decode(name, content)
	if !ok {
		s = strings.ToValidUTF8(string(content), "\uFFFD")
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

func partName(names ...string) string {
	words := &mime.WordDecoder{CharsetReader: readWord}
	for _, name := range names {
		if name == "" {
			continue
		}
		// Encoded words inside parameters are wrong (RFC 2047 §5) and common.
		if plain, err := words.DecodeHeader(name); err == nil && utf8.ValidString(plain) {
			return plain
		}
		return strings.ToValidUTF8(name, "\uFFFD")
	}
	return ""
}
