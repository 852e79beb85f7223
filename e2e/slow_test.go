package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/e2e/visitor"
)

// largePortrait returns the portrait with four times the sides and the noise of a
// sensor: a master of several megabytes.
func largePortrait(t *testing.T) []byte {
	t.Helper()
	small, err := jpeg.Decode(bytes.NewReader(read(t, portrait(t))))
	if err != nil {
		t.Fatal(err)
	}
	size, chance := small.Bounds().Size(), rand.New(rand.NewPCG(1, 2))
	large := image.NewRGBA(image.Rect(0, 0, 4*size.X, 4*size.Y))
	for y := range 4 * size.Y {
		for x := range 4 * size.X {
			r, g, b, _ := small.At(x/4, y/4).RGBA()
			noise := func(v uint32) uint8 { return uint8(min(max(int(v>>8)+chance.IntN(13)-6, 0), 255)) }
			large.SetRGBA(x, y, color.RGBA{noise(r), noise(g), noise(b), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, large, &jpeg.Options{Quality: 98}); err != nil {
		t.Fatal(err)
	}
	if out.Len() < 5_000_000 || out.Len() > 10_000_000 {
		t.Fatalf("the portrait has %d bytes", out.Len())
	}
	return out.Bytes()
}

// withLargeFiles brings a citizen's large files to the point where an application may
// retrieve them.
func withLargeFiles(t *testing.T) (*story, []byte) {
	t.Helper()
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	large := largePortrait(t)
	s.walk("photographer", "upload")
	at, err := s.nikos.Upload(t.Context(), "/studio/new", s.fields("LARGE", "6900000001"), map[string][]byte{"photo": large, "signature": read(t, signature(t))})
	if err = s.firstOf(err, led("upload", at, "/studio/u/upl_")); err != nil {
		t.Fatal(err)
	}
	s.upload = strings.TrimPrefix(at.Location, "/studio/u/")
	s.walk("message", "grant")
	at, err = s.maria.Post(t.Context(), "/citizen/apps/new/"+clientID, url.Values{
		"purpose": {purpose}, "mode": {"files"}, "items": {"photo", "signature"}, "consent": {"yes"},
	})
	if err = s.firstOf(err, led("grant", at, "/citizen/apps?given=grn_"), s.authenticate(t.Context())); err != nil {
		t.Fatal(err)
	}
	return s, large
}

func (s *story) firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// held is one raw connection that does not go on.
type held struct {
	request string // head
	send    int64  // bytes of the body, of which the rest never comes
}

// hold opens so many connections at once, sends what is to be sent as fast as it is
// taken, and reads nothing but the first line of each answer that comes within a few
// seconds. It returns how often each came, and a function that closes all.
func hold(t *testing.T, s *story, n int, one func(i int) held) (answers map[string]int, letGo func()) {
	t.Helper()
	answers = map[string]int{}
	var mu sync.Mutex
	var opening sync.WaitGroup
	var open []net.Conn
	for i := range n {
		opening.Go(func() {
			line, conn := s.holdOne(one(i))
			mu.Lock()
			defer mu.Unlock()
			answers[line]++
			if conn != nil {
				open = append(open, conn)
			}
		})
	}
	opening.Wait()
	return answers, func() {
		for _, conn := range open {
			_ = conn.Close()
		}
	}
}

func (s *story) holdOne(h held) (line string, _ net.Conn) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.p.URL, "http://"))
	if err != nil {
		return err.Error(), nil
	}
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	_, err = io.WriteString(conn, h.request+"\r\n\r\n")
	if err == nil {
		_, err = io.CopyN(conn, zeros{}, h.send)
	}
	if err != nil && h.send == 0 {
		return err.Error(), conn
	}
	if h.send > 0 {
		_ = conn.SetReadDeadline(time.Now().Add(8 * time.Second)) // nothing comes for a body that is not whole
	}
	first := make([]byte, 12)
	switch _, err := io.ReadFull(conn, first); {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "waits", conn
	case err != nil:
		return err.Error(), conn
	}
	return string(first), conn
}

// Whoever sends slowly or reads nothing holds a place, and no memory: a hundred and
// fifty bodies and a hundred pictures of one citizen, of one studio and of one
// application fit beside the program.
func TestMemoryHoldsWithSlowSendersAndReaders(t *testing.T) {
	s, _ := withLargeFiles(t)
	cookies := map[string]string{"citizen": s.maria.Cookies(), "studio": s.nikos.Cookies()}
	post := func(path, who string) func(int) held {
		const announced = 9_900_000
		return func(int) held {
			return held{fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d",
				path, strings.TrimPrefix(s.p.URL, "http://"), s.p.URL, cookies[who], announced), announced - 1}
		}
	}
	get := func(path, header string) held {
		return held{request: fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n%s", path, strings.TrimPrefix(s.p.URL, "http://"), header)}
	}
	for _, c := range []struct {
		name string
		n    int
		one  func(int) held
		want string // an answer that some of them must get
	}{
		{"bodies of a citizen", 150, post("/citizen/code/qr", "citizen"), "waits"},
		{"bodies of a studio", 150, post("/studio/new", "studio"), "waits"},
		{"pictures of a citizen", 100, func(int) held {
			return get("/citizen/file/"+s.upload+"/photo?size=full", "Cookie: "+cookies["citizen"])
		}, "HTTP/1.1 200"},
		{"archives of a citizen", 100, func(int) held {
			return get("/citizen/download/photos.zip", "Cookie: "+cookies["citizen"])
		}, "HTTP/1.1 429"},
		{"files of an application", 100, s.fetches(t), "HTTP/1.1 200"},
	} {
		answers, letGo := hold(t, s, c.n, c.one)
		peak := residentPeak(t, s.p)
		t.Logf("%s: %v; %d MB at most", c.name, answers, peak>>20)
		if answers[c.want] == 0 {
			t.Errorf("%s: nobody got %q: %v", c.name, c.want, answers)
		}
		if peak > mostMemory {
			t.Errorf("%s took %d MB", c.name, peak>>20)
		}
		if at, err := visitor.New(t, s.p.URL).Get(t.Context(), "/"); err != nil || at.Status != http.StatusOK {
			t.Errorf("%s: others get %d, %v", c.name, at.Status, err)
		}
		letGo()
	}
}

// fetches returns requests for the large file of many retrievals.
func (s *story) fetches(t *testing.T) func(i int) held {
	t.Helper()
	var hrefs []string
	for i := range 34 { // three attempts each
		s.retrieval = ""
		if err := s.retrieveAs(t.Context(), fmt.Sprintf("SLOW%d", i)); err != nil {
			t.Fatal(err)
		}
		hrefs = append(hrefs, s.items[0].Href)
	}
	return func(i int) held {
		return held{request: fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s", hrefs[i/3], strings.TrimPrefix(s.p.URL, "http://"), s.token)}
	}
}

// Ten large uploads stand still in the middle of their line. The next client of the
// same studio, a citizen and an office notice nothing, and the ten arrive.
func TestSlowLinesKeepNobodyWaiting(t *testing.T) {
	s, large := withLargeFiles(t)
	counters := []*visitor.Visitor{s.nikos, s.kostas()}
	halfway, goOn := make(chan struct{}, 10), make(chan struct{})
	var slow sync.WaitGroup
	for i := range 10 {
		slow.Go(func() {
			files := map[string][]byte{"photo": large, "signature": read(t, signature(t))}
			once := sync.OnceFunc(func() { halfway <- struct{}{}; <-goOn })
			at, err := counters[i%2].UploadAt(t.Context(), "/studio/new", s.fields(fmt.Sprintf("SLOW%d", i), fmt.Sprintf("69200%05d", i)), files, func(sent int64) {
				if sent > int64(len(large)/2) {
					once()
				}
			})
			if err = s.firstOf(err, led("slow upload", at, "/studio/u/upl_")); err != nil {
				t.Error(err)
			}
		})
	}
	for range 8 { // four of each studio have a place, one waits
		<-halfway
	}
	ctx := t.Context()
	for i := range 4 { // few: the two that wait for a place do not wait for ever
		for name, act := range map[string]func() error{
			"next client": func() error {
				if i > 0 {
					return nil
				}
				at, err := counters[0].Upload(ctx, "/studio/new", s.fields(fmt.Sprintf("NEXT%d", i), fmt.Sprintf("69201%05d", i)), s.pictures())
				return s.firstOf(err, led("next client", at, "/studio/u/upl_"))
			},
			"citizen": func() error { return opens(s.maria.Get(ctx, "/citizen")) },
			"studio":  func() error { return opens(counters[1].Get(ctx, "/studio")) },
			"office": func() error {
				s.retrieval = ""
				return s.firstOf(s.retrieveAs(ctx, fmt.Sprintf("FAST%d", i)), s.bytes(ctx))
			},
		} {
			if err := act(); err != nil {
				t.Errorf("%s while others send slowly: %v", name, err)
			}
		}
	}
	close(goOn)
	slow.Wait()
}

func opens(at visitor.Answer, err error) error {
	if err == nil && at.Status != http.StatusOK {
		err = fmt.Errorf("%d", at.Status)
	}
	return err
}
