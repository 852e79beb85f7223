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
