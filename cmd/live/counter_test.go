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
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/e2e/browser"
	"myphoto/e2e/tree"
	"myphoto/internal/web/page"
	"myphoto/internal/web/static"
)

func TestMain(m *testing.M) { browser.Run(m) }

// counter is the real door's pages and assets with their real headers, and
// beside them pixels for the browser to fetch.
type counter struct {
	*browser.Tab

	showing atomic.Pointer[image.RGBA]
	missing atomic.Value // how the path of a file ends that is not there; a string
}

// probe tries to compile WebAssembly, on a page or in a worker.
const probe = `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", (fault) => fault.name).then(
	(word) => { if (self.document) document.title = word; else postMessage(word); });`

func newCounter(t testing.TB) *counter {
	t.Helper()
	renderer, err := page.New(page.Look{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "http://localhost", Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
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
		other := httptest.NewRecorder() // served as any other worker of ours
		renderer.Static().ServeHTTP(other, httptest.NewRequestWithContext(r.Context(), http.MethodGet, "/static/x/scan-worker.js", nil))
		w.Header().Set("Content-Security-Policy", other.Header().Get("Content-Security-Policy"))
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, probe)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	c.Tab = browser.Open(t)
	c.Visit(site.URL + "/static/none") // a page of ours like any other, that of addresses nobody knows
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

// told gives what the worker answers about a picture: JSON, or its fault.
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

// TestProgramCarriesTheChecksOfItsSources: an old or a missing live.wasm.gz
// would give the counter advice that the server does not share.
func TestProgramCarriesTheChecksOfItsSources(t *testing.T) {
	zipped, err := static.Files.Open("live/live.wasm.gz")
	if err != nil {
		t.Fatalf("run make live: %v", err)
	}
	plain, err := gzip.NewReader(zipped)
	if err != nil {
		t.Fatal(err)
	}
	carried, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "live.wasm")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(build.Environ(), "GOOS=js", "GOARCH=wasm")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	built, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(carried, built) {
		t.Error("internal/web/static/live/live.wasm.gz is not of these sources: run make live")
	}
}
