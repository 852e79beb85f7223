package form_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/web/form"
)

// part is one part of a form: with a file name, that of a file.
type part struct{ field, file, content string }

func request(t *testing.T, parts ...part) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		var to io.Writer
		var err error
		if p.file != "" {
			to, err = w.CreateFormFile(p.field, p.file)
		} else {
			to, err = w.CreateFormField(p.field)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(to, p.content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(http.MethodPost, "/", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return req
}

var limits = form.Limits{Body: 40_000, File: 100}

func files(names ...string) form.Fields {
	return form.Fields{Files: names, Repeated: []string{"channels", "x"}}
}

// A field left alone, an empty file and a file too large are three things that a
// page answers differently.
func TestFileSaysWhetherItWasChosenAndHowLargeItIs(t *testing.T) {
	t.Parallel()
	parts := []part{
		{"photo", "a.jpg", "picture"},
		{"signature", "", ""},
		{"empty", "b.jpg", ""},
		{"large", "c.jpg", strings.Repeat("x", 250)},
		{"channels", "", "sms"},
		{"channels", "", "email"},
	}
	for name, sink := range map[string]form.Sink{"memory": form.InMemory(1000), "discard": form.Discard()} {
		values, got, err := form.Multipart(request(t, parts...), limits, sink, files("photo", "signature", "empty", "large"))
		if err != nil || len(values["channels"]) != 2 {
			t.Fatalf("%s: %v %v", name, values, err)
		}
		if f := got["photo"]; !f.Chosen || f.Size != 7 || (string(f.Bytes) == "picture") != (name == "memory") {
			t.Errorf("%s: %+v", name, f)
		}
		if f := got["signature"]; f.Chosen || f.Bytes != nil {
			t.Errorf("%s: a field left alone is %+v", name, f)
		}
		if f := got["empty"]; !f.Chosen || f.Size != 0 || f.TooLarge {
			t.Errorf("%s: an empty file is %+v", name, f)
		}
		if f := got["large"]; f.TooLarge != (name == "memory") || f.TooLarge && f.Size != 250 || f.Bytes != nil {
			t.Errorf("%s: a large file is %+v", name, f)
		}
	}
}

// All files of a form lie in one piece of memory: one must not reach into the next.
func TestFilesDoNotReachIntoEachOther(t *testing.T) {
	t.Parallel()
	_, got, err := form.Multipart(request(t, part{"a", "a", "first"}, part{"b", "b", "second"}), limits, form.InMemory(500), files("a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	_ = append(got["a"].Bytes, "overwritten"...)
	if string(got["a"].Bytes) != "first" || string(got["b"].Bytes) != "second" {
		t.Errorf("%q %q", got["a"].Bytes, got["b"].Bytes)
	}
}

func TestFormBeyondItsBoundsIsRefused(t *testing.T) {
	t.Parallel()
	many := make([]part, 65)
	for i := range many {
		many[i] = part{"x", "", "1"}
	}
	for name, c := range map[string]struct {
		req  *http.Request
		want *photo.Error
	}{
		"body":      {request(t, part{"a", "a", strings.Repeat("x", 50_000)}), httpx.ErrTooLarge},
		"parts":     {request(t, many...), photo.ErrMalformed},
		"no parts":  {httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=b")), photo.ErrMalformed},
		"truncated": {truncated(t), photo.ErrMalformed},
	} {
		values, got, err := form.Multipart(c.req, limits, form.InMemory(500), files("a"))
		if !errors.Is(err, c.want) || values != nil || got != nil {
			t.Errorf("%s: %v %v %v", name, values, got, err)
		}
	}
}

func truncated(t *testing.T) *http.Request {
	t.Helper()
	req := request(t, part{"a", "a", "content"})
	req.Body = io.NopCloser(io.LimitReader(req.Body, 190))
	return req
}

func TestSmallFormIsBounded(t *testing.T) {
	t.Parallel()
	send := func(body string, announced int64) (url.Values, error) {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.ContentLength = announced
		return form.Values(req, 100)
	}
	if values, err := send("agreed=on", -1); err != nil || !form.Ticked(values, "agreed") || form.Ticked(values, "other") {
		t.Errorf("%v %v", values, err)
	}
	for name, announced := range map[string]int64{"announced": 200, "unannounced": -1} {
		if _, err := send("a="+strings.Repeat("x", 200), announced); !errors.Is(err, httpx.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := send("a=%zz", -1); !errors.Is(err, photo.ErrMalformed) {
		t.Errorf("malformed: %v", err)
	}
}

// Of two values, one reader would take the first and another the last: a picture that
// nobody looked at would go out.
func TestAFieldThatComesTwiceIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parts []part
		field string
		want  *photo.Error
	}{
		"two files":          {[]part{{"photo", "a.jpg", "one"}, {"photo", "b.jpg", "two"}}, "photo", form.ErrTwoFiles},
		"a file and nothing": {[]part{{"photo", "a.jpg", "one"}, {"photo", "", ""}}, "photo", form.ErrTwoFiles},
		"three files":        {[]part{{"photo", "a.jpg", "one"}, {"photo", "b.jpg", "two"}, {"photo", "c.jpg", "three"}}, "photo", form.ErrTwoFiles},
		"two texts":          {[]part{{"mobile", "", "6900000001"}, {"mobile", "", "6900000002"}}, "mobile", form.ErrTwice},
		"the same text":      {[]part{{"key", "", "k"}, {"key", "", "k"}}, "key", form.ErrTwice},
	} {
		values, got, err := form.Multipart(request(t, append(c.parts, part{"label", "", "kept"}, part{"channels", "", "a"}, part{"channels", "", "b"})...), limits, form.InMemory(500), files("photo"))
		refusal, _ := photo.RefusalIn(err)
		if refusal == nil || !refusal.Is(c.want) || refusal.Field != c.field || len(refusal.Errors) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if values.Get("label") != "kept" || len(values["channels"]) != 2 || values.Has(c.field) || got["photo"].Chosen {
			t.Errorf("%s: %v %v", name, values, got)
		}
	}
	small := func(body string) error {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		_, err := form.Values(req, 100, "channels")
		return err
	}
	if err := small("otp=1&otp=2"); !errors.Is(err, form.ErrTwice) {
		t.Errorf("a form without files: %v", err)
	}
	if err := small("otp=1&channels=sms&channels=email"); err != nil {
		t.Errorf("a field that may repeat: %v", err)
	}
}

// One text that is too long must not lose the pictures and the other texts.
func TestTextOverItsBoundIsAFaultOfItsField(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 17_000)
	values, got, err := form.Multipart(request(t, part{"label", "", long}, part{"mobile", "", "69"}, part{"photo", "a.jpg", "one"}), limits, form.InMemory(500), files("photo"))
	refusal, _ := photo.RefusalIn(err)
	if refusal == nil || !refusal.Is(form.ErrText) || refusal.Field != "label" {
		t.Fatal(err)
	}
	if values.Get("mobile") != "69" || values.Has("label") || !got["photo"].Chosen {
		t.Errorf("%v %v", values, got)
	}
}
