package mailbox_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/sandbox/mailbox"
)

func lines(s ...string) string { return strings.Join(s, "\r\n") + "\r\n" }

// full is a complete mail: alternatives, an inline
// picture with the HTML, an attachment, Greek in every encoding there is.
func full() string {
	return lines(
		"From: =?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte("Η φωτογραφία μου"))+"?= <no-reply@myphoto.example>",
		"To: maria@example.gr",
		"Subject: =?UTF-8?q?=CE=9F_=CE=BA=CF=89=CE=B4=CE=B9=CE=BA=CF=8C=CF=82?= =?iso-8859-7?q?_=F3=E1=F2?=",
		"MIME-Version: 1.0",
		`Content-Type: multipart/mixed; boundary="m"`,
		"",
		"--m",
		`Content-Type: multipart/related; boundary="r"`,
		"",
		"--r",
		`Content-Type: multipart/alternative; boundary="a"`,
		"",
		"--a",
		"Content-Type: text/plain; charset=utf-8",
		"Content-Transfer-Encoding: quoted-printable",
		"",
		"B3+O3VCZAsaddxDuxLg0bQ =CE=BB=CE=AE=CE=B3=CE=",
		"=B5=CE=B9",
		"",
		"--a",
		"Content-Type: text/html; charset=windows-1253",
		"Content-Transfer-Encoding: base64",
		"",
		base64.StdEncoding.EncodeToString([]byte("<p>\xea\xf9\xe4\xe9\xea\xfc\xf2</p>")),
		"--a--",
		"--r",
		`Content-Type: image/png; name="qr.png"`,
		"Content-Disposition: inline; filename=qr.png",
		"Content-ID: <qr>",
		"Content-Transfer-Encoding: base64",
		"",
		"iVBO",
		"Rw==",
		"--r--",
		"--m",
		`Content-Type: text/plain; name="=?UTF-8?B?zrEudHh0?="`,
		"Content-Disposition: attachment",
		"",
		"attached",
		"--m--",
	)
}

func TestLetterIsReadAsAMailProgramWould(t *testing.T) {
	t.Parallel()
	got, err := mailbox.Read(strings.NewReader(full()))
	if err != nil {
		t.Fatal(err)
	}
	want := mailbox.Letter{
		From: "no-reply@myphoto.example", Subject: "Ο κωδικός σας",
		Text: "B3+O3VCZAsaddxDuxLg0bQ λήγει\n", HTML: "<p>κωδικός</p>",
		Attachments: []mailbox.Attachment{
			{Name: "qr.png", ContentType: "image/png", Content: []byte("\x89PNG")},
			{Name: "α.txt", ContentType: "text/plain", Content: []byte("attached")},
		},
	}
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "parts" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
}

func TestPlainLetterNeedsNoMIME(t *testing.T) {
	t.Parallel()
	got, err := mailbox.Read(strings.NewReader("From: a@example.gr\r\nSubject: x\r\n\r\nhello\r\n"))
	if err != nil || got.Text != "hello\n" || got.Attachments == nil || len(got.Attachments) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLettersBeyondReasonAreRefused(t *testing.T) {
	t.Parallel()
	deep := "Subject: x\r\n"
	for i := range 20 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	for name, letter := range map[string]string{
		"no header":        "hello",
		"no boundary":      "Content-Type: multipart/mixed\r\n\r\nx",
		"unfinished":       "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx",
		"broken base64":    "Content-Transfer-Encoding: base64\r\n\r\n****",
		"too deep":         deep,
		"too many parts":   "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\n\r\nx\r\n", 200) + "--a--\r\n",
		"empty everything": "",
	} {
		if _, err := mailbox.Read(strings.NewReader(letter)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// The reader gets bytes from anybody. It must end, and everything that it
// returns is put into JSON and pages, so it must be UTF-8.
func FuzzRead(f *testing.F) {
	f.Add(full())
	f.Add("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n")
	f.Add("Subject: =?utf-8?q?=ff?=\r\nFrom: \xff@\xff\r\n\r\n\xff")
	f.Fuzz(func(t *testing.T, letter string) {
		l, err := mailbox.Read(strings.NewReader(letter))
		if err != nil {
			return
		}
		texts := []string{l.From, l.Subject, l.Text, l.HTML}
		for _, a := range l.Attachments {
			texts = append(texts, a.Name, a.ContentType)
		}
		for _, s := range texts {
			if !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		}
	})
}
