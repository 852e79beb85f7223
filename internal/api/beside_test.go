package api_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"myphoto/internal/api"
)

// besidePages returns a server of the API beside pages.
func besidePages(t *testing.T) *httptest.Server {
	t.Helper()
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "a page")
	})
	server := httptest.NewServer(api.Beside(open(t).handler, pages))
	t.Cleanup(server.Close)
	return server
}

// askRaw sends exactly this request target; clients would tidy it up.
func askRaw(t *testing.T, server *httptest.Server, method, target string) *http.Response {
	t.Helper()
	conn, err := net.DialTimeout("tcp", server.Listener.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: myphoto.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n", method, target)
	r := httptest.NewRequest(method, "/", nil)
	reply, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	body, err := io.ReadAll(reply.Body)
	if err != nil || strings.Contains(string(body), "<") {
		t.Errorf("%s %s: %q %v", method, target, body, err)
	}
	return reply
}

// A program that expects JSON breaks on a page, so below its four addresses none
// is ever sent, however an address is spelt and whatever is asked.
func TestProgramsAreNeverAnsweredWithAPage(t *testing.T) {
	t.Parallel()
	server := besidePages(t)
	targets := []string{
		"/api", "/api/", "/api/v1", "/api/v1/nope", "/api/v1/retrievals/", "/api/v1//retrievals", "//api/v1/retrievals", "/api/v2/retrievals",
		"/api/v1/retrievals/" + unknownRetrieval, "/api/../api/v1", "/api/../citizen", "/citizen/../api/v1", "/api/%2e%2e/help", "/api/v1%2Fretrievals",
		"/%61pi/v1/nope", "/api?to=/login", "/oauth2", "/oauth2/", "/oauth2/token/", "/oauth2/authorize", "/ledger", "/ledger/", "/ledger/nope",
		"/ledger/checkpoint/", "/.well-known", "/.well-known/", "/.well-known/openid-configuration", "/.well-known/security.txt/", "/.well-known/change-password",
	}
	for _, first := range []string{"api", "oauth2", "ledger", ".well-known"} {
		for range 50 {
			targets = append(targets, randomAddress(first))
		}
	}
	for _, target := range targets {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "WHATEVER"} {
			reply := askRaw(t, server, method, target)
			media, _, _ := strings.Cut(reply.Header.Get("Content-Type"), ";")
			if media != "application/json" && media != "application/problem+json" && media != "text/plain" || reply.StatusCode/100 == 3 {
				t.Errorf("%s %s: %s %s", method, target, reply.Status, media)
			}
		}
	}
}

// randomAddress returns an address below the first part, of pieces that a mux or
// a browser could take for something else.
func randomAddress(first string) string {
	pieces := []string{"v1", "retrievals", "token", "checkpoint", "..", ".", "", "%2F", "%5C", "%2e%2e", "ret_x", "en", "photo", ";a=b", "a b"}
	address := "/" + first
	for range 1 + rand.IntN(5) {
		address += "/" + pieces[rand.IntN(len(pieces))]
	}
	return strings.ReplaceAll(address, " ", "%20")
}

func TestPagesKeepAllOtherAddresses(t *testing.T) {
	t.Parallel()
	server := besidePages(t)
	for _, path := range []string{"/", "/apis", "/help/api", "/ledgers", "/dev", "/dev/docs", "/en/api", "/problems/invalid", "/well-known"} {
		reply, err := server.Client().Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(reply.Body); string(body) != "a page" || reply.Body.Close() != nil {
			t.Errorf("%s: %q %v", path, body, err)
		}
	}
}

func TestSecurityContactHasNotExpired(t *testing.T) {
	t.Parallel()
	s := open(t)
	body, err := io.ReadAll(s.ask(t, s.request(http.MethodGet, "/.well-known/security.txt", "")).Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{
		"Contact: " + public + "/help\n", "Canonical: " + public + "/.well-known/security.txt\n",
		"Expires: " + s.Clock.Now().AddDate(0, 6, 0).UTC().Format(time.RFC3339) + "\n",
	} {
		if !strings.Contains(string(body), field) {
			t.Errorf("%q lacks %q", body, field)
		}
	}
}
