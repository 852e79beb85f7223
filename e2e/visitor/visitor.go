package visitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	patience = 3 * time.Minute // uploads wait while many are in progress
	maxReply = 32 << 20        // bytes
)

// ErrCut reports that no complete answer came: the service died during the request.
var ErrCut = errors.New("no whole answer")

// Visitor is one person or machine at the service at Home.
type Visitor struct {
	Home string // such as http://127.0.0.1:8080
	http *http.Client
}

// New returns a visitor without cookies, who follows no redirects.
func New(tb testing.TB, home string) *Visitor {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Visitor{home, &http.Client{Jar: jar, CheckRedirect: stay, Timeout: patience}}
}

// Answer is one complete response.
type Answer struct {
	Status   int
	Location string // of a redirect, without the service's own address
	Header   http.Header
	Body     []byte
}

// Get requests a path of the service or a whole address.
func (v *Visitor) Get(ctx context.Context, path string) (Answer, error) {
	return v.send(ctx, http.MethodGet, path, nil, nil)
}

// Post sends a form as a page of the service would.
func (v *Visitor) Post(ctx context.Context, path string, form url.Values) (Answer, error) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {v.origin(path)}}
	return v.send(ctx, http.MethodPost, path, header, strings.NewReader(form.Encode()))
}

// Upload sends a form with files, which are given by their field names.
func (v *Visitor) Upload(ctx context.Context, path string, form url.Values, files map[string][]byte) (Answer, error) {
	return v.UploadAt(ctx, path, form, files, func(int64) {})
}

// UploadAt is Upload at the pace of a line: pace is called before each piece of the
// body with the number of bytes that were sent.
func (v *Visitor) UploadAt(
	ctx context.Context, path string, form url.Values, files map[string][]byte, pace func(sent int64),
) (Answer, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			if err := parts.WriteField(name, value); err != nil {
				return Answer{}, err
			}
		}
	}
	for name, content := range files {
		part, err := parts.CreateFormFile(name, name+".jpg")
		if err != nil {
			return Answer{}, err
		}
		if _, err := part.Write(content); err != nil {
			return Answer{}, err
		}
	}
	if err := parts.Close(); err != nil {
		return Answer{}, err
	}
	header := http.Header{"Content-Type": {parts.FormDataContentType()}, "Origin": {v.origin(path)}}
	return v.send(ctx, http.MethodPost, path, header, &line{body: &body, length: int64(body.Len()), pace: pace})
}

// line is a body that is sent at the pace of a line, in pieces of 32 KB at most.
type line struct {
	body         *bytes.Buffer
	length, sent int64
	pace         func(sent int64)
}

// Read implements [io.Reader].
func (l *line) Read(p []byte) (int, error) {
	l.pace(l.sent)
	n, err := l.body.Read(p[:min(len(p), 32<<10)])
	l.sent += int64(n)
	return n, err
}

// Cookies returns what a browser would send to the service in the header Cookie.
func (v *Visitor) Cookies() string {
	home, err := url.Parse(v.Home)
	if err != nil {
		return ""
	}
	var all []string
	for _, cookie := range v.http.Jar.Cookies(home) {
		all = append(all, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(all, "; ")
}

// Ask sends a request of an application; an empty body is a GET.
func (v *Visitor) Ask(ctx context.Context, path string, header http.Header, body string) (Answer, error) {
	if body == "" {
		return v.send(ctx, http.MethodGet, path, header, nil)
	}
	return v.send(ctx, http.MethodPost, path, header, strings.NewReader(body))
}

func (v *Visitor) origin(path string) string {
	if address, err := url.Parse(path); err == nil && address.Host != "" {
		return address.Scheme + "://" + address.Host
	}
	return v.Home
}

func (v *Visitor) send(ctx context.Context, method, path string, header http.Header, body io.Reader) (Answer, error) {
	if strings.HasPrefix(path, "/") {
		path = v.Home + path
	}
	request, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return Answer{}, err
	}
	if header != nil {
		request.Header = header
	}
	if slow, ok := body.(*line); ok {
		request.ContentLength = slow.length
	}
	reply, err := v.http.Do(request)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrCut, err)
	}
	defer reply.Body.Close()
	content, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrCut, err)
	}
	return Answer{reply.StatusCode, strings.TrimPrefix(reply.Header.Get("Location"), v.Home), reply.Header, content}, nil
}
