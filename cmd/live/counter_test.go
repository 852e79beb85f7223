package main_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/e2e/browser"
	"myphoto/e2e/tree"
	"myphoto/internal/web/page"
)

func TestMain(m *testing.M) { browser.Run(m) }

// counter serves the real pages and assets with their real headers, and pixels
// for the browser to fetch.
type counter struct {
	*browser.Tab

	showing atomic.Pointer[image.RGBA]
	missing atomic.Value // end of the path of a file that is missing; a string
}

// probe tries to compile WebAssembly, on a page or in a worker.
const probe = `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", (fault) => fault.name).then(
	(word) => { if (self.document) document.title = word; else postMessage(word); });`

// door returns the renderer of the real pages and assets.
func door(t testing.TB) *page.Renderer {
	t.Helper()
	renderer, err := page.New(page.Config{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "http://localhost", Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return renderer
}

func newCounter(t testing.TB) *counter {
	t.Helper()
	renderer := door(t)
	c := &counter{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if missing, some := c.missing.Load().(string); some && strings.HasSuffix(r.URL.Path, missing) {
			http.NotFound(w, r)
			return
		}
		renderer.Static().ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /pixels", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(c.showing.Load().Pix) })
	mux.HandleFunc("GET /face.jpg", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, tree.Path(t, "testdata", "faces", "hopper.jpg"))
	})
	mux.HandleFunc("GET /probe.js", func(w http.ResponseWriter, r *http.Request) {
		other := httptest.NewRecorder() // served like any other worker of ours
		renderer.Static().ServeHTTP(other, httptest.NewRequestWithContext(r.Context(), http.MethodGet, "/static/x/scan-worker.js", nil))
		w.Header().Set("Content-Security-Policy", other.Header().Get("Content-Security-Policy"))
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, probe)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	c.Tab = browser.Open(t)
	c.Visit(site.URL + "/static/none") // a page of ours like any other: the one for unknown addresses
	c.Await(`(async () => {
		const base = document.querySelector('link[href*="/app.css"]').href.replace("app.css", "");
		window.asset = (name) => base + name;
	})()`, nil)
	return c
}

// hire starts the worker and waits until it answers.
func (c *counter) hire() {
	c.Await(`(async () => {
		window.worker = new Worker(asset("live/worker.js"));
		window.asked = (task, width, height, pixels) => new Promise((answer, fault) => {
			worker.onmessage = ({ data }) => answer(data);
			worker.onerror = () => fault(new Error("the worker does not start"));
			worker.postMessage({ id: 7, task, frame: { width, height, data: new Uint8ClampedArray(pixels) } });
		});
		await asked({}, 1, 1, new ArrayBuffer(4));
	})()`, nil)
}

// told returns the worker's answer about a picture: JSON, or its fault.
func (c *counter) told(s scene, task string) (told, fault string) {
	c.showing.Store(s.pixels)
	size := s.pixels.Rect.Size()
	var data struct {
		Told, Fault string
	}
	c.Await(fmt.Sprintf(`fetch("/pixels", { cache: "no-store" }).then((r) => r.arrayBuffer()).then((pixels) => asked(%s, %d, %d, pixels))`,
		task, size.X, size.Y), &data)
	return data.Told, data.Fault
}

// built returns the WebAssembly of the sources, built as make live does.
func built(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "live.wasm")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(build.Environ(), "GOOS=js", "GOARCH=wasm")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// TestDoorServesTheChecksOfItsSources, compressed and cacheable for ever: an
// old or a missing live.wasm.gz would give the counter advice that the server
// does not share, or none.
func TestDoorServesTheChecksOfItsSources(t *testing.T) {
	renderer := door(t)
	ask := func(method string) *httptest.ResponseRecorder {
		seen := httptest.NewRecorder()
		renderer.Static().ServeHTTP(seen, httptest.NewRequestWithContext(t.Context(), method, "/static/x/live/live.wasm", nil))
		return seen
	}
	seen := ask(http.MethodGet)
	if seen.Code != http.StatusOK {
		t.Fatalf("live.wasm answers %d: run make live", seen.Code)
	}
	h := seen.Header()
	if h.Get("Content-Encoding") != "gzip" || h.Get("Content-Type") != "application/wasm" || h.Get("Content-Length") != strconv.Itoa(seen.Body.Len()) {
		t.Errorf("%d bytes come with %v", seen.Body.Len(), h)
	}
	if head := ask(http.MethodHead); head.Body.Len() != 0 || head.Header().Get("Content-Length") != h.Get("Content-Length") {
		t.Errorf("the head alone has %d bytes and %v", head.Body.Len(), head.Header())
	}
	plain, err := gzip.NewReader(seen.Body)
	if err != nil {
		t.Fatal(err)
	}
	served, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(served, built(t)) {
		t.Error("live.wasm is not of these sources: run make live")
	}
}
