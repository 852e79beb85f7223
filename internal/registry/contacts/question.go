package contacts

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"myphoto/internal/registry"
)

// operation is what we ask; its other operation, getNncIdentity, returns less.
const operation = "getNncIdentityExt"

// question returns the SOAP 1.1 envelope: the UsernameToken of WS-Security with
// the password as text, and one body element whose descendants are all in the
// namespace of the register.
func (r *Register) question(afm string, a registry.Audit) []byte {
	var audit strings.Builder
	for _, field := range [][2]string{
		{"auditTransactionId", a.TransactionID},
		{"auditTransactionDate", a.At.UTC().Format("2006-01-02T15:04:05Z")},
		{"auditUnit", a.Unit},
		{"auditProtocol", a.Protocol},
		{"auditUserId", a.UserID},
		{"auditUserIp", a.UserIP},
	} {
		fmt.Fprintf(&audit, "<%[1]s>%[2]s</%[1]s>", field[0], escaped(field[1]))
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>`+
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>`+
		`<wsse:Security soapenv:mustUnderstand="1"`+
		` xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">`+
		`<wsse:UsernameToken><wsse:Username>%s</wsse:Username><wsse:Password`+
		` Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">%s</wsse:Password>`+
		`</wsse:UsernameToken></wsse:Security></soapenv:Header><soapenv:Body>`+
		`<%[4]sRequest xmlns="%[3]s"><auditRecord>%[5]s</auditRecord>`+
		`<%[4]sInputRecord><afm>%[6]s</afm></%[4]sInputRecord></%[4]sRequest>`+
		`</soapenv:Body></soapenv:Envelope>`,
		escaped(r.user), escaped(r.password), escaped(r.namespace), operation, audit.String(), escaped(afm))
}

func escaped(s string) string {
	var out bytes.Buffer
	// A bytes.Buffer does not fail.
	_ = xml.EscapeText(&out, []byte(s))
	return out.String()
}
