package api

import (
	"net/http"
	"path"
	"strings"
)

// Beside returns a handler that leaves the addresses of the API to applications
// and all others to people. Everything below /api, /oauth2, /ledger and
// /.well-known belongs to applications, whatever is written after it: their
// programs must never be answered with a page.
func Beside(applications, people http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// An address with /../ or // counts as where it leads, and as what it says.
		if isForPrograms(r.URL.Path) || isForPrograms(path.Clean("/"+r.URL.Path)) {
			applications.ServeHTTP(w, r)
			return
		}
		people.ServeHTTP(w, r)
	})
}

func isForPrograms(address string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(address, "/"), "/")
	switch first {
	case "api", "oauth2", "ledger", ".well-known":
		return true
	}
	return address == contractPath
}
