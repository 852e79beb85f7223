package registers

import (
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// Namespaces of the service (WSDL of RgWsPublic2) and of its envelope.
const (
	nsEnvelope = "http://www.w3.org/2003/05/soap-envelope"
	nsService  = "http://rgwspublic2/RgWsPublic2Service"
	nsTypes    = "http://rgwspublic2/RgWsPublic2"
)

// Why an envelope that can be read is not taken.
var errVersion = errors.New("envelope is not SOAP 1.2")

// Call is what a SOAP request asks.
type Call struct {
	User, Password string
	Version        bool   // rgWsPublic2VersionInfo instead of a look-up
	CalledBy       string // afm_called_by, may be empty
	CalledFor      string // afm_called_for
	AsOnDate       string // as_on_date, empty when it is not there
	EmptyDate      bool   // as_on_date is there and empty
}

type envelope struct {
	XMLName xml.Name `xml:"Envelope"`
	Header  struct {
		// Security is the token of the WS-Security UsernameToken profile 1.0. Its
		// namespace is not looked at: published clients of the real service use
		// drafts and misspellings of it.
		Security struct {
			User     string `xml:"UsernameToken>Username"`
			Password string `xml:"UsernameToken>Password"`
		} `xml:"Security"`
	} `xml:"http://www.w3.org/2003/05/soap-envelope Header"`
	Body struct {
		Method *struct {
			Input struct {
				CalledBy  string  `xml:"http://rgwspublic2/RgWsPublic2 afm_called_by"`
				CalledFor string  `xml:"http://rgwspublic2/RgWsPublic2 afm_called_for"`
				AsOnDate  *string `xml:"http://rgwspublic2/RgWsPublic2 as_on_date"`
			} `xml:"http://rgwspublic2/RgWsPublic2Service INPUT_REC"`
		} `xml:"http://rgwspublic2/RgWsPublic2Service rgWsPublic2AfmMethod"`
		Version *struct{} `xml:"http://rgwspublic2/RgWsPublic2Service rgWsPublic2VersionInfo"`
	} `xml:"http://www.w3.org/2003/05/soap-envelope Body"`
}

// ReadCall reads a SOAP 1.2 request of at most 64 KB.
func ReadCall(r io.Reader) (Call, error) {
	var e envelope
	if err := readDocument(r, &e); err != nil {
		return Call{}, err
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
	call := Call{
		User: strings.TrimSpace(e.Header.Security.User), Password: e.Header.Security.Password,
		CalledBy: strings.TrimSpace(in.CalledBy), CalledFor: strings.TrimSpace(in.CalledFor),
	}
	if in.AsOnDate != nil {
		call.AsOnDate = strings.TrimSpace(*in.AsOnDate)
		call.EmptyDate = call.AsOnDate == ""
	}
	return call, nil
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

// hasMediaType reports whether the request says that its body has the type.
func hasMediaType(r *http.Request, kind string) bool {
	said, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && said == kind
}

// soap answers with a SOAP 1.2 envelope.
func soap(w http.ResponseWriter, status int, envelope string) {
	answer(w, status, "application/soap+xml; charset=utf-8", envelope)
}

// soap11 answers with a SOAP 1.1 envelope.
func soap11(w http.ResponseWriter, status int, envelope string) {
	answer(w, status, "text/xml; charset=utf-8", envelope)
}

func answer(w http.ResponseWriter, status int, kind, envelope string) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, envelope) // a client that left asks again
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

func enveloped11(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="` + nsEnvelope11 +
		`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header/><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
}

// fault11 is a SOAP 1.1 fault (§4.4) with a code of the envelope's namespace or
// of WS-Security.
func fault11(code, reason string) string {
	return enveloped11(`<soapenv:Fault xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><faultcode>` +
		code + `</faultcode><faultstring>` + escaped(reason) + `</faultstring></soapenv:Fault>`)
}
