package studio_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// portrait returns a real face, scaled to the given size.
func portrait(width, height int) []byte {
	file, err := os.Open("../../../testdata/faces/hopper.jpg")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	face, err := jpeg.Decode(file)
	if err != nil {
		panic(err)
	}
	size := face.Bounds().Size()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, face.At(x*size.X/width, y*size.Y/height))
		}
	}
	return encoded(img)
}

// scribble returns a drawing like a signature.
func scribble(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for x := width / 10; x < width*9/10; x++ {
		y := int(float64(height) * (.5 + .3*math.Sin(float64(x)/40)*math.Cos(float64(x)/97)))
		for dy := -3; dy <= 3; dy++ {
			img.SetRGBA(x, y+dy, color.RGBA{20, 30, 90, 255})
		}
	}
	return encoded(img)
}

func encoded(img image.Image) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 88}); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// filled returns a form as a studio could send it: both pictures for a driving
// licence, and a mobile.
func filled() (url.Values, map[string][]byte) {
	values := url.Values{
		"documents": {"driving-licence"}, "mobile": {"690 000 0001"}, "channels": {"sms"}, "agreed": {"yes"},
		"label": {"Μ. Παπαδοπούλου"}, "idempotency_key": {"KEY1"},
	}
	return values, map[string][]byte{"photo": portrait(800, 1200), "signature": scribble(1200, 400)}
}

// filledForAnother returns the form of a second client, with the pictures of the
// first.
func filledForAnother() (url.Values, map[string][]byte) {
	values, files := filled()
	values.Set("mobile", "6900000002")
	values.Set("idempotency_key", "KEY2")
	return values, files
}

// send posts a multipart form.
func (h *house) send(path string, values url.Values, files map[string][]byte) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.ask(h.multipart(path, values, files))
}

// multipart returns the request of a form with files.
func (h *house) multipart(path string, values url.Values, files map[string][]byte) *http.Request {
	h.t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, all := range values {
		for _, v := range all {
			if err := parts.WriteField(name, v); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		part, err := parts.CreateFormFile(name, name+".jpg")
		if err != nil {
			h.t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	_ = parts.Close()
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", parts.FormDataContentType())
	return req
}

// post sends a small form.
func (h *house) post(path string, values url.Values) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.ask(req)
}

func (h *house) get(path string) *httptest.ResponseRecorder {
	return h.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *house) ask(req *http.Request) *httptest.ResponseRecorder {
	seen := httptest.NewRecorder()
	h.handler.ServeHTTP(seen, req)
	return seen
}

// uploaded makes an upload and returns the address of its page.
func (h *house) uploaded(values url.Values, files map[string][]byte) string {
	h.t.Helper()
	seen := h.send("/studio/new", values, files)
	to := seen.Header().Get("Location")
	if seen.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/studio/u/upl_") {
		h.t.Fatalf("not uploaded: %d %s", seen.Code, said(seen))
	}
	return to
}

// said returns the text of a page without its markup.
func said(seen *httptest.ResponseRecorder) string {
	main := regexp.MustCompile(`(?s)<main.*</main>`).FindString(seen.Body.String())
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}
