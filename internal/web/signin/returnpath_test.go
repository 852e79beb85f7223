package signin_test

import (
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/web/signin"
)

// What is remembered as the page to open after signing in must be a page of ours for
// every browser, however it parses the address.
func FuzzReturnPathIsAPlainPathBehindTheSignIn(f *testing.F) {
	for _, seed := range []string{"/citizen", "/studio/new", "//evil.example", `/\evil.example`, "/citizen/../..", "/citizen//x", "/citizen?x", ""} {
		f.Add(seed)
	}
	base, err := url.Parse("https://myphoto.example/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		if !signin.IsReturnPath(to) {
			return
		}
		seen, err := base.Parse(to)
		if err != nil || seen.Host != base.Host || seen.Path != to || seen.RawQuery != "" || seen.Fragment != "" {
			t.Errorf("%q leads to %v, %v", to, seen, err)
		}
		if !strings.HasPrefix(to, "/citizen") && !strings.HasPrefix(to, "/studio") {
			t.Errorf("%q is no room", to)
		}
	})
}

func TestRoomsBehindTheSignInAreReturnPaths(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]bool{"/citizen": true, "/citizen/code": true, "/studio/u/upl_x/slip": true, "/profile": false, "/login": false, "/": false} {
		if signin.IsReturnPath(to) != want {
			t.Errorf("%s: %t", to, !want)
		}
	}
}
