package browsers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/e2e/program"
)

// WebKit opens the small browser of WebKitGTK on a display of its own. It is closed
// when the test ends.
func WebKit(tb testing.TB) *Browser {
	tb.Helper()
	home := folder(tb)
	address := program.FreeAddress(tb)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		tb.Fatal(err)
	}
	process{
		debian: "webkit2gtk-driver", name: "WebKitWebDriver", args: []string{"--port=" + port},
		environment: []string{
			"HOME=" + home, "XDG_RUNTIME_DIR=" + home,
			"LC_ALL=C.UTF-8", // fixes how a date is typed
			// Nothing of the desktop on which the tests may run.
			"DISPLAY=" + display(tb), "GDK_BACKEND=x11", "DBUS_SESSION_BUS_ADDRESS=disabled:", "NO_AT_BRIDGE=1", "GTK_A11Y=none",
		},
	}.start(tb)
	b := &Browser{tb: tb, typesDate: "01/02/2006"}
	faults := newRecorder(tb)
	b.await("start WebKitGTK", func() error { return b.begin("http://"+address, "--proxy="+faults.URL) })
	b.open(faults.take)
	return b
}

// display starts a display in memory and returns its name.
func display(tb testing.TB) string {
	tb.Helper()
	told, number, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	defer told.Close()
	process{
		debian: "xvfb", name: "Xvfb", handed: number,
		args: []string{"-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"},
	}.start(tb)
	number.Close()
	text, err := io.ReadAll(io.LimitReader(told, 16)) // ends with the line, which it closes
	if err != nil || len(text) == 0 {
		tb.Fatalf("start a display: Xvfb tells no number: %v", err)
	}
	return ":" + strings.TrimSpace(string(text))
}

// begin begins a session at a WebKitWebDriver.
func (b *Browser) begin(driver, proxy string) error {
	small, err := filepath.Glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser")
	if err != nil || len(small) == 0 {
		b.tb.Fatalf("MiniBrowser is missing: %s", install("webkit2gtk-driver"))
	}
	options := map[string]any{"binary": small[0], "args": []string{"--automation", proxy}}
	h := &overHTTP{session: driver}
	b.transport = h
	var begun struct{ SessionID string }
	err = b.call(command{"new session", "POST", "/session"},
		map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"webkitgtk:browserOptions": options}}}, &begun)
	h.session = driver + "/session/" + begun.SessionID
	return err
}

// overHTTP is the transport of WebKitWebDriver, that of the standard.
type overHTTP struct{ session string }

func (h *overHTTP) call(c command, parameters map[string]any) (json.RawMessage, error) {
	path := c.path
	if id, given := parameters["id"].(string); given {
		path = strings.Replace(path, "{id}", id, 1)
	}
	var body io.Reader
	if c.method == http.MethodPost {
		text, err := json.Marshal(parameters)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(c.method, h.session+path, body)
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: 2 * patience}
	reply, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(io.LimitReader(reply.Body, maxAnswer)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s answers %s: %w", c.name, reply.Status, err)
	}
	if reply.StatusCode != http.StatusOK {
		refused := &refusal{Kind: reply.Status}
		_ = json.Unmarshal(answer.Value, refused) // the status says it too
		return nil, refused
	}
	return answer.Value, nil
}

// close ends the session, and the browser with it.
func (h *overHTTP) close() error {
	_, err := h.call(command{"delete session", http.MethodDelete, ""}, nil)
	return err
}
