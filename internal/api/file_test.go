package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"myphoto/internal/photo"
)

func fileOf(retrieval, item string) string { return "/api/v1/retrievals/" + retrieval + "/" + item }

func TestFileIsSentWholeWithItsDigest(t *testing.T) {
	t.Parallel()
	s := linked(t)
	made := read[struct {
		ID    string
		Items []struct {
			Item, SHA256, Href string
			Bytes              int
		}
	}](t, s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", goodBody)))
	if len(made.Items) != 2 {
		t.Fatalf("%+v", made)
	}
	for _, item := range made.Items {
		r := s.request(http.MethodGet, item.Href, "")
		r.Header.Set("Range", "bytes=2-3")
		r.Header.Set("If-None-Match", "*")
		reply := s.ask(t, r)
		body, err := io.ReadAll(reply.Body)
		sum := sha256.Sum256(body)
		if err != nil || reply.StatusCode != http.StatusOK || len(body) != item.Bytes || hex.EncodeToString(sum[:]) != item.SHA256 {
			t.Errorf("%s: %s, %d bytes of %d, %v", item.Item, reply.Status, len(body), item.Bytes, err)
		}
		for name, want := range map[string]string{
			"Content-Type":    "image/jpeg",
			"Content-Length":  strconv.Itoa(item.Bytes),
			"Accept-Ranges":   "none",
			"Content-Range":   "",
			"Cache-Control":   "no-store",
			"Repr-Digest":     "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":",
			"Set-Cookie":      "",
			"X-Frame-Options": "DENY",
		} {
			if got := reply.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// givenBack cancels the retrieval and returns whether the one-time grant is
// given back, which it is unless a file was fetched. It fails while a file may
// be on its way.
func (s *site) givenBack(t *testing.T, retrieval string) bool {
	t.Helper()
	reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals/"+retrieval+"/cancel", ""))
	if reply.StatusCode != http.StatusOK {
		t.Fatal(reply.Status)
	}
	return read[map[string]bool](t, reply)["given_back"]
}

func TestFileIsFetchedWhenItsLastByteHasLeft(t *testing.T) {
	t.Parallel()
	s := linked(t)
	s.authorise(t, photo.Once)
	id := s.retrieve(t)
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+fileOf(id, "photo"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	reply, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	server.Close() // waits for the handler
	if err != nil || !bytes.HasPrefix(body, []byte("\xff\xd8")) || s.givenBack(t, id) {
		t.Errorf("%d bytes, %v; or the grant was given back", len(body), err)
	}
}

// short is a connection that accepts only a part, or cannot be flushed.
type short struct {
	http.ResponseWriter
	take  int
	flush error
}

func (s short) Write(b []byte) (int, error) {
	if s.take < len(b) {
		return s.take, io.ErrShortWrite
	}
	return len(b), nil
}

func (s short) FlushError() error { return s.flush }

// A client whose connection breaks must get its one-time grant back, and at
// once: the service learns that nothing is on its way any more.
func TestOnlyACompleteFileIsFetched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		take      int
		flush     error
		givenBack bool
	}{
		"complete":        {1 << 30, nil, false},
		"a part":          {1000, nil, true},
		"stuck in buffer": {1 << 30, errors.New("reset"), true},
	} {
		s := linked(t)
		s.authorise(t, photo.Once)
		id := s.retrieve(t)
		func() {
			defer func() {
				if cut := recover() != nil; cut != c.givenBack {
					t.Errorf("%s: connection cut: %t", name, cut)
				}
			}()
			s.handler.ServeHTTP(short{httptest.NewRecorder(), c.take, c.flush}, s.request(http.MethodGet, fileOf(id, "photo"), ""))
		}()
		if got := s.givenBack(t, id); got != c.givenBack {
			t.Errorf("%s: given back %t", name, got)
		}
	}
}

// leaves is a client that disconnects as soon as everything has arrived.
type leaves struct {
	http.ResponseWriter
	hangUp func()
}

func (l leaves) FlushError() error { l.hangUp(); return nil }

// The service records that a file was fetched after the client may have left.
func TestClientThatLeavesAfterTheLastByteHasFetched(t *testing.T) {
	t.Parallel()
	s := linked(t)
	s.authorise(t, photo.Once)
	id := s.retrieve(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.handler.ServeHTTP(leaves{httptest.NewRecorder(), cancel}, s.request(http.MethodGet, fileOf(id, "photo"), "").WithContext(ctx))
	if ctx.Err() == nil || s.givenBack(t, id) {
		t.Error("the file does not count as fetched")
	}
}

// HEAD would use up one of three attempts and send nothing.
func TestHeadOfAFileIsRefused(t *testing.T) {
	t.Parallel()
	s := linked(t)
	id := s.retrieve(t)
	before := s.events(t)
	reply := s.ask(t, s.request(http.MethodHead, fileOf(id, "photo"), ""))
	if reply.StatusCode != http.StatusMethodNotAllowed || reply.Header.Get("Allow") != "GET" || s.events(t) != before {
		t.Errorf("%s, Allow %q, %d events", reply.Status, reply.Header.Get("Allow"), s.events(t)-before)
	}
}

func TestRefusedFileSendsNothing(t *testing.T) {
	t.Parallel()
	s := linked(t)
	id := s.retrieve(t)
	s.Clock.Move(10 * time.Minute)
	s.token = s.newToken(t, clientID, goodSecret)
	got := read[problem](t, s.ask(t, s.request(http.MethodGet, fileOf(id, "photo"), "")))
	if got.Status != http.StatusGone || got.Code != "retrieval-expired" {
		t.Errorf("%+v", got)
	}
}

// An id of another form belongs to nobody, and must not reach a database that
// refuses a zero byte with an error of its own.
func TestIDOfAnotherFormIsNotAuthorised(t *testing.T) {
	t.Parallel()
	s := open(t)
	before := s.events(t)
	for _, id := range []string{"x", unknownGrant, unknownRetrieval + "a", "ret_K5XW2N7QJZ3M4C6V2B7D5F3H2A", "ret_%00%00", "ret_%CE%B1"} {
		if got := read[problem](t, s.ask(t, s.request(http.MethodGet, fileOf(id, "photo"), ""))); got.Code != "not-authorised" {
			t.Errorf("%s: %+v", id, got)
		}
	}
	if s.events(t) != before {
		t.Error("the service was asked")
	}
}
