package form

import (
	"strings"

	"golang.org/x/net/idna"

	"myphoto/internal/photo/typed"
)

// Address returns a typed e-mail address with a domain of national letters in
// ASCII (RFC 5891), in which form it is sent to. Anything else is returned as it
// was typed: whoever reads it says what is wrong.
func Address(text string) string {
	local, domain, found := strings.Cut(typed.Address(text), "@")
	ascii, err := idna.Lookup.ToASCII(domain)
	if !found || err != nil {
		return text
	}
	return local + "@" + ascii
}

// Shown returns an e-mail address that [Address] returned with the national letters of
// its domain, as people type it.
func Shown(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	national, err := idna.Lookup.ToUnicode(domain)
	if err != nil || Address(local+"@"+national) != address {
		return address
	}
	return local + "@" + national
}
