package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// Authenticator computes message authentication codes, by which the service
// recognises what it wrote itself. It prints as [hidden].
type Authenticator struct {
	hidden
	key *Key // a pointer, so that fmt prints an address where it cannot call the methods
}

// NewAuthenticator returns an authenticator with a key.
func NewAuthenticator(key Key) *Authenticator { return &Authenticator{key: &key} }

// Sum returns the code of content: 32 bytes of HMAC-SHA256. Kind separates equal
// contents of different meaning.
func (a *Authenticator) Sum(kind string, content []byte) []byte {
	mac := hmac.New(sha256.New, a.key[:])
	mac.Write(fmt.Appendf(nil, "myphoto authenticity v1\n%d:%s", len(kind), kind))
	mac.Write(content)
	return mac.Sum(nil)
}
