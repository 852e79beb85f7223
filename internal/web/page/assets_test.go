package page_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"image"
	"image/jpeg"
	pngs "image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/web/page"
)

var linked = regexp.MustCompile(`/static/[0-9a-f]{8}/[a-z0-9./-]+`)

func TestEveryLinkedAssetIsCachedForAYear(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	body := ask(t, r, "/x", answer(page.View("try/page", formView{}), nil)).Body.String()
	addresses := linked.FindAllString(body, -1)
	if len(addresses) < 5 {
		t.Fatalf("page links %v", addresses)
	}
	for _, address := range addresses {
		seen := visit(r.Static(), "GET", address)
		if seen.Code != http.StatusOK || seen.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %s", address, seen.Code, seen.Header().Get("Cache-Control"))
		}
		if seen.Header().Get("X-Content-Type-Options") != "nosniff" || seen.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %v", address, seen.Header())
		}
	}
}

// While releases change, an old page requests old addresses.
func TestAssetOfAnotherReleaseIsServedButNotCached(t *testing.T) {
	t.Parallel()
	seen := visit(tryPage(t, form).Static(), "GET", "/static/00000000/app.css")
	if seen.Code != http.StatusOK || seen.Header().Get("Cache-Control") != "no-cache" {
		t.Error(seen.Code, seen.Header())
	}
}

func TestUnknownAssetIsNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/", "/static/x", "/static/00000000/../go.mod", "/static/00000000/fonts"} {
		if seen := visit(tryPage(t, form).Static(), "GET", path); seen.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, seen.Code)
		}
	}
}

func TestZippedAssetIsTheSameFile(t *testing.T) {
	t.Parallel()
	static := tryPage(t, form).Static()
	plain := visit(static, "GET", "/static/0/digigov.css").Body.String()
	req := httptest.NewRequest("GET", "/static/0/digigov.css", nil)
	req.Header.Set("Accept-Encoding", "gzip, br")
	seen := httptest.NewRecorder()
	static.ServeHTTP(seen, req)
	if seen.Header().Get("Content-Encoding") != "gzip" || seen.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatal(seen.Header())
	}
	small := seen.Body.Len()
	unzip, err := gzip.NewReader(seen.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unzip)
	if err != nil || string(body) != plain || small*4 > len(plain) {
		t.Errorf("%v: %d bytes of %d", err, small, len(plain))
	}
}

// A worker has the policy that it is served with: one without could fetch from
// anywhere, and compile.
func TestOnlyTheLiveWorkerIsServedWithLeaveToCompile(t *testing.T) {
	t.Parallel()
	r := tryPage(t, form)
	served := map[string]string{"a page": ask(t, r, "/x", answer(page.View("try/page", formView{}), nil)).Header().Get("Content-Security-Policy")}
	for _, name := range []string{"desk.js", "live.js", "scan-worker.js", "live/worker.js"} {
		served[name] = visit(r.Static(), "GET", "/static/0/"+name).Header().Get("Content-Security-Policy")
	}
	for name, policy := range served {
		if !strings.Contains(policy, "default-src 'none'; script-src 'self'") {
			t.Errorf("%s: %q", name, policy)
		}
		if may := strings.Contains(policy, "wasm-unsafe-eval"); may != (name == "live/worker.js") {
			t.Errorf("%s may compile: %t", name, may)
		}
	}
}

// The camera reads a code in a dark theme too, which is light on dark.
func TestCameraTriesTheNegativeToo(t *testing.T) {
	t.Parallel()
	contains(t, visit(tryPage(t, form).Static(), "GET", "/static/0/scan-worker.js").Body.String(), `inversionAttempts: "attemptBoth"`)
}

func TestOperatorsMarkReplacesOurs(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.Logo = []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	r, err := page.New(config)
	if err != nil {
		t.Fatal(err)
	}
	body := ask(t, r, "/x", answer(page.File{}, &http.MaxBytesError{})).Body.String()
	contains(t, body, `/operator.svg" alt="ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ"`)
	lacks(t, body, "mark.svg")
	seen := visit(r.Static(), "GET", "/static/0/operator.svg")
	if !strings.Contains(seen.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Error("a script inside the operator's mark could run", seen.Header())
	}
}

// The mark is published: whatever file an operator names by mistake must not be.
func TestOnlyAPictureIsTheOperatorsMark(t *testing.T) {
	t.Parallel()
	var png, jpg bytes.Buffer
	small := image.NewGray(image.Rect(0, 0, 2, 2))
	if err := errors.Join(pngs.Encode(&png, small), jpeg.Encode(&jpg, small, nil)); err != nil {
		t.Fatal(err)
	}
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`
	for name, good := range map[string]string{
		"png": png.String(), "jpeg": jpg.String(), "svg": svg, "declared": "\ufeff<?xml version=\"1.0\"?>\n<!-- mark -->\n" + svg,
		"with entities": `<!DOCTYPE svg [<!ENTITY ns "x">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="&ns;"/>`,
		"with a prefix": `<s:svg xmlns:s="http://www.w3.org/2000/svg"></s:svg>`,
	} {
		if err := page.CheckLogo([]byte(good)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing": "", "a key": "private:abc:c2VjcmV0\n", "a page": "<!doctype html><html>" + svg + "</html>", "a key with a drawing": "private:abc:x\n" + svg,
		"gif": "GIF89a\x01\x00\x01\x00\x00\x00\x00;", "settings": "A=<svg>", "a name of png": "\x89PNG\r\n\x1a\nprivate", "pem": "-----BEGIN PRIVATE KEY-----\n",
		"a large drawing": svg + strings.Repeat(" ", page.MaxLogo),
	} {
		config := testConfig()
		config.Logo = []byte(bad)
		if _, err := page.New(config); err == nil {
			t.Errorf("%s is published", name)
		}
	}
}
