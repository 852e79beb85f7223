package registers

import (
	_ "embed"
	"io"
	"net/http"
	"strings"
)

// Descriptions of the services for clients that begin with one. The file of the
// contact register is ours: the real one is given to bodies only.
var (
	//go:embed wsdl/contacts.wsdl
	contactsWSDL string
	//go:embed wsdl/business.wsdl
	businessWSDL string
	//go:embed wsdl/business.xsd
	businessXSD string
)

// DescribeContacts answers ?wsdl of the contact register.
func (r *Registers) DescribeContacts(w http.ResponseWriter, req *http.Request) {
	r.describe(w, req, contactsWSDL, "")
}

// DescribeBusiness answers ?WSDL and ?xsd=1 of the business register.
func (r *Registers) DescribeBusiness(w http.ResponseWriter, req *http.Request) {
	r.describe(w, req, businessWSDL, businessXSD)
}

// describe writes the description that the query asks for, in which the
// service stands at the address where it was asked.
func (r *Registers) describe(w http.ResponseWriter, req *http.Request, wsdl, xsd string) {
	var document string
	switch query := strings.ToLower(req.URL.RawQuery); {
	case query == "wsdl":
		document = wsdl
	case query == "xsd=1" && xsd != "":
		document = xsd
	default:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	// A client that left asks again.
	_, _ = io.WriteString(w, strings.ReplaceAll(document, "{address}", escaped(r.c.URL()+req.URL.Path)))
}
