package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
)

// handed notes how many bytes of each response were handed over.
type handed []int64

func (h *handed) response(body []byte) response {
	return response{
		status: http.StatusOK, header: http.Header{}, body: body,
		done: func(ctx context.Context, written int64) error {
			*h = append(*h, written)
			return ctx.Err()
		},
	}
}

type partial struct {
	http.ResponseWriter
	take  int
	flush error
}

func (p partial) Write(b []byte) (int, error) {
	if p.take < len(b) {
		return p.take, io.ErrShortWrite
	}
	return len(b), nil
}

func (p partial) FlushError() error { return p.flush }

// After a failed write the server may still read the memory of the body: it is
// handed over whole or not at all.
func TestBodyIsHandedOverWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		take  int
		flush error
		want  handed
	}{
		"complete":        {100, nil, handed{100}},
		"one byte less":   {99, nil, handed{0}},
		"stuck in buffer": {100, errors.New("reset"), handed{0}},
	} {
		var got handed
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		func() {
			defer func() {
				if cut := recover() != nil; cut != (c.want[0] == 0) {
					t.Errorf("%s: connection cut: %t", name, cut)
				}
			}()
			send(partial{httptest.NewRecorder(), c.take, c.flush}, r, got.response(make([]byte, 100)))
		}()
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// An error of the disk has the types of an error of the network, and is ours.
func TestContentThatBreaksIsNotTheClientsDoing(t *testing.T) {
	t.Parallel()
	broken := iotest.ErrReader(fmt.Errorf("read picture: %w", &fs.PathError{Op: "read", Path: "x", Err: syscall.EIO}))
	if n, err := writeBody(httptest.NewRecorder(), broken); n != 0 || !errors.Is(err, syscall.EIO) {
		t.Errorf("%d bytes, %v; want the error of the disk", n, err)
	}
	if n, err := writeBody(partial{httptest.NewRecorder(), 0, nil}, strings.NewReader("x")); n != 0 || err != nil {
		t.Errorf("%d bytes, %v; want none and no error: the client left", n, err)
	}
}

func TestBrokenConnectionIsReported(t *testing.T) {
	t.Parallel()
	var got handed
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		send(w, r, got.response(make([]byte, 64<<20))) // more than any socket buffers
	}))
	t.Cleanup(server.Close)
	conn, err := net.DialTimeout("tcp", server.Listener.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	server.Close() // waits for the handler
	if diff := cmp.Diff(handed{0}, got); diff != "" {
		t.Error(diff)
	}
}

func TestValidBodyBecomesTheRequestOfTheService(t *testing.T) {
	t.Parallel()
	const audit = `"audit": {"transaction_id": "6f1c", "transaction_date": "2026-11-21T10:42:00Z", "unit": "Διεύθυνση Μεταφορών",
		"protocol": "12345/2026", "user_id": "operator-17", "user_ip": "192.0.2.10"}`
	want := application.RetrievalRequest{
		Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Purpose: "driving-licence-renewal", Case: "ΑΠ-2026-000123",
		Audit: application.Audit{
			TransactionID: "6f1c", TransactionDate: "2026-11-21T10:42:00Z", Unit: "Διεύθυνση Μεταφορών",
			Protocol: "12345/2026", UserID: "operator-17", UserIP: "192.0.2.10",
		},
	}
	for subject, set := range map[string]func(*application.RetrievalRequest){
		`{"afm": "123456783"}`:      func(r *application.RetrievalRequest) { r.TaxID = "123456783" },
		`{"amka": "15061200018"}`:   func(r *application.RetrievalRequest) { r.AMKA = "15061200018" },
		`{"paaypa": "12345abcDEF"}`: func(r *application.RetrievalRequest) { r.PAAYPA = "12345abcDEF" },
	} {
		var body retrievalBody
		text := `{"subject": ` + subject + `, "items": ["photo", "signature"], "purpose": "driving-licence-renewal",
			"case": "ΑΠ-2026-000123", ` + audit + `}`
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			t.Fatal(err)
		}
		got, err := body.validate()
		if err != nil {
			t.Fatal(err)
		}
		expected := want
		set(&expected)
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Error(diff)
		}
	}
}
