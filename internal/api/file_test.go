package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"myphoto/internal/photo"
)

const photoPath = "/api/v1/retrievals/" + retrievalID + "/photo"

func TestFileComesWholeWithItsDigest(t *testing.T) {
	for _, path := range []string{photoPath, "/api/v1/retrievals/" + retrievalID + "/signature"} {
		d := newDesk()
		r := request(http.MethodGet, path, "")
		r.Header.Set("Range", "bytes=2-3")
		r.Header.Set("If-None-Match", "*")
		reply := ask(t, d, r)
		sum := sha256.Sum256(d.file)
		for name, want := range map[string]string{
			"Content-Type":    "image/jpeg",
			"Content-Length":  strconv.Itoa(len(d.file)),
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
		body, err := io.ReadAll(reply.Body)
		if err != nil || !bytes.Equal(body, d.file) || reply.StatusCode != http.StatusOK || d.sent != 1 {
			t.Errorf("%s: %s, %d bytes, sent %d times, %v", path, reply.Status, len(body), d.sent, err)
		}
	}
}

// over gives the door on a real connection.
func over(t *testing.T, d *deskOf) *httptest.Server {
	t.Helper()
	door, _ := open(t, d)
	server := httptest.NewServer(door)
	t.Cleanup(server.Close)
	return server
}

func TestFileCountsAsFetchedWhenItsLastByteHasLeft(t *testing.T) {
	d := newDesk()
	d.file = bytes.Repeat([]byte("myphoto"), 1<<20)
	server := over(t, d)
	r, err := http.NewRequest(http.MethodGet, server.URL+photoPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+goodToken)
	reply, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	server.Close() // waits for the handler
	if err != nil || !bytes.Equal(body, d.file) || d.sent != 1 {
		t.Errorf("%d bytes, sent %d times, %v", len(body), d.sent, err)
	}
}

// A client that hangs up early must get its one-time grant back, and at once:
// the desk is told that nothing is on its way any more.
func TestFileThatBrokeOffDoesNotCountAsFetched(t *testing.T) {
	d := newDesk()
	d.file = make([]byte, 64<<20) // more than any socket holds
	server := over(t, d)
	conn, err := net.DialTimeout("tcp", server.Listener.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "GET "+photoPath+" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+goodToken+"\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	server.Close() // waits for the handler
	if d.calls != 1 || d.sent != 0 || d.lost != 1 {
		t.Errorf("%d calls, sent %d times, broken off %d times", d.calls, d.sent, d.lost)
	}
}

// short is a connection that takes only a part, or cannot be emptied.
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

func TestOnlyAWholeWriteCounts(t *testing.T) {
	for name, c := range map[string]struct {
		take  int
		flush error
		want  int
		back  int // after a failed write the server may still read the memory
	}{
		"whole":           {1000, nil, 1, 1},
		"one byte less":   {len(newDesk().file) - 1, nil, 0, 0},
		"stuck in buffer": {1000, errors.New("reset"), 0, 1},
	} {
		d := newDesk()
		door, _ := open(t, d)
		door.ServeHTTP(short{httptest.NewRecorder(), c.take, c.flush}, request(http.MethodGet, photoPath, ""))
		if d.sent != c.want || d.lost != 1-c.want || d.back != c.back {
			t.Errorf("%s: sent %d times, broken off %d times, memory back %d times", name, d.sent, d.lost, d.back)
		}
	}
}

// leaves is a visitor who hangs up as soon as everything is there.
type leaves struct {
	http.ResponseWriter
	hangUp func()
}

func (l leaves) FlushError() error { l.hangUp(); return nil }

// The desk writes down that a file was fetched after the visitor may have gone.
func TestVisitorWhoLeavesAfterTheLastByteHasFetched(t *testing.T) {
	d := newDesk()
	door, _ := open(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	door.ServeHTTP(leaves{httptest.NewRecorder(), cancel}, request(http.MethodGet, photoPath, "").WithContext(ctx))
	if d.sent != 1 || ctx.Err() == nil {
		t.Errorf("sent %d times", d.sent)
	}
}

// HEAD would spend one of three attempts and send nothing.
func TestHeadOfAFileIsRefused(t *testing.T) {
	d := newDesk()
	reply := ask(t, d, request(http.MethodHead, photoPath, ""))
	if reply.StatusCode != http.StatusMethodNotAllowed || reply.Header.Get("Allow") != "GET" || d.calls != 0 || d.sent != 0 {
		t.Errorf("%s, Allow %q, %d calls", reply.Status, reply.Header.Get("Allow"), d.calls)
	}
}

func TestRefusedFileSendsNothing(t *testing.T) {
	d := newDesk()
	d.refusal = photo.ErrRetrievalExpired
	reply := ask(t, d, request(http.MethodGet, photoPath, ""))
	if got := read[problem](t, reply); got.Status != http.StatusGone || got.Code != "retrieval-expired" || d.sent != 0 {
		t.Errorf("%+v, sent %d times", got, d.sent)
	}
}

// An id of another shape can be nobody's, and must not reach a database that
// refuses a zero byte with an error of its own.
func TestIDOfAnotherShapeIsNotAuthorised(t *testing.T) {
	for _, id := range []string{"x", grantID, retrievalID + "a", "ret_K5XW2N7QJZ3M4C6V2B7D5F3H2A", "ret_%00%00", "ret_%CE%B1"} {
		d := newDesk()
		reply := ask(t, d, request(http.MethodGet, "/api/v1/retrievals/"+id+"/photo", ""))
		if got := read[problem](t, reply); got.Code != "not-authorised" || d.calls > 0 {
			t.Errorf("%s: %+v", id, got)
		}
	}
}
