package myphoto_test

import (
	"slices"
	"strings"
	"testing"
)

// unkeyed lists the packages that may use a hash without a key, and what they hash.
// A telephone number or a tax number is found from its unkeyed hash in minutes, so
// whatever is stored about people is hashed by package seal.
var unkeyed = map[string]string{
	"internal/seal":                   "under HMAC, and public keys and ciphertext",
	"internal/ledger":                 "salted records, whose hashes are published",
	"internal/export":                 "checksums of a ZIP, which leaves with its content",
	"internal/inspect":                "whole pictures, for receipts; stored sealed, or hashed again with a key",
	"internal/inspect/face":           "the embedded networks",
	"internal/service/studio":         "whole pictures, to shorten what is then hashed with a key",
	"internal/service/batch":          "whole pictures, of which a repetition is known; stored sealed, and tables, hashed again with a key",
	"internal/service/internal/vault": "random ids of pictures and words of advice, by which a page says what it showed",
	"internal/web/studio":             "random ids of studios, under which a browser keeps a counter's last choices",
	"internal/web/page":               "files that everybody may read, for their addresses",
}

func TestOnlyListedPackagesHashWithoutAKey(t *testing.T) {
	t.Parallel()
	hashes := []string{"crypto/sha256", "crypto/sha512", "crypto/sha3", "crypto/sha1", "crypto/md5", "hash/fnv", "hash/crc32", "hash/crc64", "hash/maphash", "hash/adler32"}
	uses := map[string]bool{}
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "myphoto/")
		for _, one := range p.Imports {
			if slices.Contains(hashes, one) && !support(p.ImportPath) && floors[room(p.ImportPath)] != apart {
				uses[path] = true
			}
		}
	}
	for path := range uses {
		if unkeyed[path] == "" {
			t.Errorf("%s hashes without a key: what, and could it be guessed?", path)
		}
	}
	for path := range unkeyed {
		if !uses[path] {
			t.Errorf("%s is listed and hashes nothing", path)
		}
	}
}
