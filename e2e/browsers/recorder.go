package browsers

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// recorder is a proxy that gives every page a script which reports its faults. WebKit
// tells nobody the console of a session that keeps nothing, as those under automation
// are.
type recorder struct {
	*httptest.Server

	mu    sync.Mutex
	lines []string
}

const (
	recorderPath = "/recorder.js" // on every host; a fault is posted to it
	maxPage      = 16 << 20       // bytes
	maxFault     = 4 << 10        // bytes
)

// recorderScript reports before anything else happens on the page, which a fault may
// lead away from.
const recorderScript = `"use strict";
{
	const note = (line) => {
		const request = new XMLHttpRequest();
		request.open("POST", "` + recorderPath + `", false);
		request.send(line);
	};
	addEventListener("error", (e) => note(e.message ? e.message + " " + e.filename + ":" + e.lineno : "not loaded: " + (e.target.src || e.target.href)), true);
	addEventListener("unhandledrejection", (e) => note("unhandled: " + e.reason));
	addEventListener("securitypolicyviolation", (e) => note("Content Security Policy: " + e.violatedDirective + " forbids " + e.blockedURI));
}
`

func newRecorder(tb testing.TB) *recorder {
	tb.Helper()
	r := &recorder{}
	onward := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.Header.Del("Accept-Encoding") // a page must be readable here
		},
		ModifyResponse: insert,
		FlushInterval:  -1,
	}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch {
		case request.URL.Path != recorderPath:
			onward.ServeHTTP(w, request)
		case request.Method == http.MethodPost:
			line, _ := io.ReadAll(io.LimitReader(request.Body, maxFault))
			r.mu.Lock()
			defer r.mu.Unlock()
			r.lines = append(r.lines, string(line))
		default:
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = io.WriteString(w, recorderScript)
		}
	}))
	tb.Cleanup(r.Close)
	return r
}

// insert puts the script before all others of a page.
func insert(reply *http.Response) error {
	kind, _, err := mime.ParseMediaType(reply.Header.Get("Content-Type"))
	if err != nil || kind != "text/html" {
		return nil //nolint:nilerr // what names no kind is no page
	}
	page, err := io.ReadAll(io.LimitReader(reply.Body, maxPage))
	if err != nil {
		return err
	}
	if err := reply.Body.Close(); err != nil {
		return err
	}
	page = bytes.Replace(page, []byte("<head>"), []byte(`<head><script src="`+recorderPath+`"></script>`), 1)
	reply.Body = io.NopCloser(bytes.NewReader(page))
	reply.ContentLength = int64(len(page))
	reply.Header.Set("Content-Length", strconv.Itoa(len(page)))
	return nil
}

// take returns the faults since the last call.
func (r *recorder) take() ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := slices.Clone(r.lines)
	r.lines = nil
	return lines, nil
}
