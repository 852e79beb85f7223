package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/web/webtest"
)

// wire opens a path as a browser that accepts gzip and returns the bytes of the body
// as they were sent.
func wire(t *testing.T, c *webtest.Client, path string) (answer webtest.Response, zipped bool) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // and the client leaves the body as it is
	answer = c.Do(req)
	if answer.Status != http.StatusOK {
		t.Fatal(path, answer.Status)
	}
	return answer, answer.Header.Get("Content-Encoding") == "gzip"
}

// A code is typed on a phone, perhaps on a slow line.
func TestCodePageIsLight(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	const limit = 30_000 // bytes, before fonts
	page, _ := wire(t, c, h.URL+"/citizen/code")
	total := len(page.Body)
	linked := regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"`)
	for _, found := range linked.FindAllStringSubmatch(page.Body, -1) {
		file, zipped := wire(t, c, h.URL+found[1])
		if !zipped {
			t.Errorf("%s is not compressed", found[1])
		}
		total += len(file.Body)
	}
	if total > limit {
		t.Errorf("the page weighs %d bytes on the wire, more than %d", total, limit)
	}
	t.Logf("%d bytes on the wire", total)
}

// The size of a compressed page tells about the secrets in it.
func TestOnlyPagesWithoutSecretsAreCompressed(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	stranger, maria := h.Client(t), h.Client(t)
	for _, path := range []string{"/", "/help", "/help/code", "/terms"} {
		if _, zipped := wire(t, stranger, h.URL+path); !zipped {
			t.Errorf("%s is sent as it is to everybody", path)
		}
	}
	maria.SignIn("maria", photo.RoleCitizen)
	for _, path := range []string{"/", "/help", "/citizen", "/citizen/code", "/citizen/history"} {
		if page, zipped := wire(t, maria, h.URL+path); zipped || !strings.Contains(page.Body, "ΜΑΡΙΑ") {
			t.Errorf("%s is compressed with a name on it", path)
		}
	}
}

// The cropper is loaded with every form of the counter.
func TestCropperIsLight(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RolePhotographer)
	const limit = 6_000 // bytes
	page, _ := wire(t, c, h.URL+"/studio/new")
	script := regexp.MustCompile(`src="(/static/[^"]+/crop\.js)"`).FindStringSubmatch(page.Body)
	if script == nil {
		t.Fatal("the form has no cropper")
	}
	file, zipped := wire(t, c, h.URL+script[1])
	if !zipped || len(file.Body) > limit {
		t.Errorf("the cropper weighs %d bytes on the wire, more than %d; compressed: %t", len(file.Body), limit, zipped)
	}
}
