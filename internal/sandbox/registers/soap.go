package registers

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Namespaces of the service (WSDL of RgWsPublic2) and of its envelope.
const (
	nsEnvelope = "http://www.w3.org/2003/05/soap-envelope"
	nsService  = "http://rgwspublic2/RgWsPublic2Service"
	nsTypes    = "http://rgwspublic2/RgWsPublic2"
)

// maxEnvelope bounds a request in bytes.
const maxEnvelope = 64 << 10

// Reasons why an envelope is not taken.
var (
	errVersion  = errors.New("envelope is not SOAP 1.2")
	errEnvelope = errors.New("envelope cannot be read")
)

// Call is what a SOAP request asks.
type Call struct {
	User, Password string
	Version        bool   // rgWsPublic2VersionInfo instead of a look-up
	CalledBy       string // afm_called_by, may be empty
	CalledFor      string // afm_called_for
}

type envelope struct {
	XMLName xml.Name `xml:"Envelope"`
	Header  struct {
		// Security is the token of the WS-Security UsernameToken profile 1.0.
		Security struct {
			User     string `xml:"UsernameToken>Username"`
			Password string `xml:"UsernameToken>Password"`
		} `xml:"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd Security"`
	} `xml:"http://www.w3.org/2003/05/soap-envelope Header"`
	Body struct {
		Method *struct {
			Input struct {
				CalledBy  string `xml:"http://rgwspublic2/RgWsPublic2 afm_called_by"`
				CalledFor string `xml:"http://rgwspublic2/RgWsPublic2 afm_called_for"`
			} `xml:"http://rgwspublic2/RgWsPublic2Service INPUT_REC"`
		} `xml:"http://rgwspublic2/RgWsPublic2Service rgWsPublic2AfmMethod"`
		Version *struct{} `xml:"http://rgwspublic2/RgWsPublic2Service rgWsPublic2VersionInfo"`
	} `xml:"http://www.w3.org/2003/05/soap-envelope Body"`
}

// ReadCall reads a SOAP 1.2 request of at most 64 KB. It refuses document type
// declarations, foreign namespaces and anything after the envelope.
func ReadCall(r io.Reader) (Call, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxEnvelope+1))
	if err != nil || len(raw) > maxEnvelope {
		return Call{}, errEnvelope
	}
	d := xml.NewDecoder(strings.NewReader(string(raw)))
	var e envelope
	if err := d.Decode(&e); err != nil {
		return Call{}, errEnvelope
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || strings.Contains(string(raw), "<!DOCTYPE") {
		return Call{}, errEnvelope
	}
	switch {
	case e.XMLName.Space != nsEnvelope:
		return Call{}, errVersion
	case e.Body.Version != nil:
		return Call{Version: true}, nil
	case e.Body.Method == nil:
		return Call{}, errEnvelope
	}
	in := e.Body.Method.Input
	return Call{
		User: strings.TrimSpace(e.Header.Security.User), Password: e.Header.Security.Password,
		CalledBy: strings.TrimSpace(in.CalledBy), CalledFor: strings.TrimSpace(in.CalledFor),
	}, nil
}

// element writes <name>value</name>, or an xsi:nil element for an empty value.
func element(b *strings.Builder, name, value string) {
	if value == "" {
		b.WriteString("<" + name + ` xsi:nil="true"/>`)
		return
	}
	b.WriteString("<" + name + ">" + escaped(value) + "</" + name + ">")
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

// enveloped wraps a body as the real service does.
func enveloped(body string) string {
	return `<?xml version='1.0' encoding='UTF-8'?><env:Envelope xmlns:env="` + nsEnvelope +
		`" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><env:Header/><env:Body>` +
		body + `</env:Body></env:Envelope>`
}

// fault is a SOAP 1.2 fault (§5.4) with a code of the envelope namespace.
func fault(code, reason string) string {
	return enveloped(`<env:Fault><env:Code><env:Value>env:` + code + `</env:Value></env:Code><env:Reason><env:Text xml:lang="en">` +
		escaped(reason) + `</env:Text></env:Reason></env:Fault>`)
}
