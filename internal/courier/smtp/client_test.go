package smtp_test

import (
	"crypto/x509"
	"errors"
	"mime"
	"net"
	"strconv"
	"strings"
	"testing"

	gosmtp "github.com/emersion/go-smtp"

	"myphoto/internal/courier"
	"myphoto/internal/courier/couriertest"
	"myphoto/internal/courier/smtp"
)

func TestClientConformsToTheContract(t *testing.T) {
	t.Parallel()
	for name, fittings := range map[string][]fitting{"STARTTLS": nil, "TLS": {implicitTLS}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			couriertest.Run(t, func(t *testing.T) couriertest.Server { return open(t, fittings...) })
		})
	}
}

func code() courier.Message {
	return courier.Message{
		ID: "msg_01", To: "maria@example.gr", Subject: "Ο κωδικάριθμός σας για το myPhoto (λήγει 05/12/2026)",
		Text: "Κωδικάριθμος: B3+O3VCZAsaddxDuxLg0bQ\n", HTML: `<p>Κωδικάριθμος</p><img src="cid:code" alt="QR">`,
		Inline: []courier.Attachment{{Name: "code.png", ContentType: "image/png", ContentID: "code", Bytes: []byte("\x89PNG\r\n\x1a\n")}},
	}
}

func TestMailHasPlainTextHTMLAndItsPicture(t *testing.T) {
	t.Parallel()
	o := open(t)
	receipt, err := o.Sender().Send(t.Context(), code())
	if err != nil {
		t.Fatal(err)
	}
	got := parsed(t, o.mails()[0])
	subject, err := new(mime.WordDecoder).DecodeHeader(got.header.Get("Subject"))
	if err != nil || subject != code().Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	for name, want := range map[string]string{
		"From": `"myPhoto" <no-reply@myphoto.gov.gr>`, "To": "<maria@example.gr>", "Date": "Sat, 21 Nov 2026 10:42:00 +0000",
		"Message-Id": "<msg_01@myphoto.gov.gr>", "Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": "",
	} {
		if value := got.header.Get(name); value != want {
			t.Errorf("%s: %q; want %q", name, value, want)
		}
	}
	if receipt.Reference != "msg_01@myphoto.gov.gr" {
		t.Errorf("reference %q", receipt.Reference)
	}
	if strings.TrimSpace(got.text) != strings.TrimSpace(code().Text) || strings.TrimSpace(got.html) != code().HTML {
		t.Errorf("text %q, html %q", got.text, got.html)
	}
	shown := got.pictures["<code>"]
	if shown.kind != "image/png" || !strings.HasPrefix(shown.disposition, "inline") || string(shown.bytes) != string(code().Inline[0].Bytes) {
		t.Errorf("pictures %+v", got.pictures)
	}
}

// Two attempts must be recognisable as one mail.
func TestEveryAttemptHasTheSameMessageID(t *testing.T) {
	t.Parallel()
	o := open(t)
	for range 2 {
		if _, err := o.Sender().Send(t.Context(), code()); err != nil {
			t.Fatal(err)
		}
	}
	mails := o.mails()
	if a, b := parsed(t, mails[0]).header.Get("Message-Id"), parsed(t, mails[1]).header.Get("Message-Id"); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

func TestASubjectCannotBecomeAHeader(t *testing.T) {
	t.Parallel()
	o := open(t)
	for _, subject := range []string{"a\r\nBcc: x@example.gr", "a\nBcc: x@example.gr\n\nbody", "a\rBcc: x\u2028y", "Ω\r\nBcc: x@example.gr"} {
		m := code()
		m.Subject = subject
		if _, err := o.Sender().Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, raw := range o.mails() {
		got := parsed(t, raw)
		if got.header.Get("Bcc") != "" || !strings.Contains(got.text, "B3+O3") {
			t.Errorf("a header was added:\n%s", raw)
		}
	}
}

// Only a refusal of the recipient is final: nobody will repair the address. A
// refusal of us is repaired by the operator, and the message must still be there
// then (RFC 3463: classes 1 and 2 are about the address and the mailbox).
func TestOnlyARefusalOfTheRecipientIsFinal(t *testing.T) {
	t.Parallel()
	reply := func(code, class, subject, detail int) *gosmtp.SMTPError {
		return &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.EnhancedCode{class, subject, detail}, Message: "<maria@example.gr>: 5.1.1 said somebody"}
	}
	plain := func(code int) *gosmtp.SMTPError {
		return &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.NoEnhancedCode, Message: "relay not permitted: 550 5.1.1 <x>"}
	}
	quoting := &gosmtp.SMTPError{ // an address check that may yet succeed
		Code: 450, EnhancedCode: gosmtp.EnhancedCode{4, 1, 1}, Message: "<x>: unverified address: host mx said: 550 5.1.1 User unknown",
	}
	for _, c := range []struct {
		step  string
		reply *gosmtp.SMTPError
		final bool
	}{
		{"rcpt", reply(550, 5, 1, 1), true},
		{"rcpt", reply(556, 5, 1, 10), true},
		{"rcpt", reply(552, 5, 2, 2), true},
		{"data", reply(550, 5, 2, 1), true},
		{"rcpt", reply(554, 5, 7, 1), false},
		{"rcpt", reply(504, 5, 5, 2), false},
		{"rcpt", reply(550, 5, 1, 8), false},
		{"rcpt", reply(550, 5, 1, 0), false},
		{"rcpt", reply(553, 5, 1, 7), false},
		{"rcpt", reply(530, 5, 7, 0), false},
		{"rcpt", plain(550), false},
		{"mail", reply(550, 5, 1, 1), false},
		{"mail", reply(530, 5, 7, 0), false},
		{"mail", reply(553, 5, 7, 1), false},
		{"data", reply(550, 5, 7, 1), false},
		{"data", reply(554, 5, 6, 0), false},
		{"data", reply(552, 5, 3, 4), false},
		{"data", plain(550), false},
		{"rcpt", reply(450, 4, 1, 1), false},
		{"rcpt", quoting, false},
	} {
		o := open(t)
		o.refuse(c.step, c.reply)
		_, err := o.Sender().Send(t.Context(), code())
		if err == nil || errors.Is(err, courier.ErrPermanent) != c.final {
			t.Errorf("%s %v: %v; want final %v", c.step, c.reply, err, c.final)
			continue
		}
		if !strings.Contains(err.Error(), strconv.Itoa(c.reply.Code)) || strings.Contains(err.Error(), "maria") {
			t.Errorf("%s %v: the operator reads %q", c.step, c.reply, err)
		}
	}
}

// Relays with reject_non_fqdn_helo_hostname take nothing from a bare name
// (RFC 5321 §4.1.1.1).
func TestWeIntroduceOurselvesByPublicNameOrLiteral(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"photo.example.gr": "photo.example.gr", "photo.example.gr.": "photo.example.gr", "": "[127.0.0.1]", "localhost": "[127.0.0.1]", "myphoto": "[127.0.0.1]",
		"192.0.2.7": "[192.0.2.7]", "2001:db8::7": "[IPv6:2001:db8::7]", "[2001:db8::7]": "[IPv6:2001:db8::7]",
	} {
		o := open(t, withoutTLS, withoutPassword)
		if _, err := o.with(smtp.Config{URL: "smtp://" + o.address, From: "a@example.gr", Host: host}).Send(t.Context(), code()); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(o.said(), "EHLO "+want+"\r\n") {
			t.Errorf("%q: %q", host, o.said())
		}
	}
}

// RFC 5321 §4.1.1.10: a client does not drop the connection without QUIT.
func TestQuitIsSaidAlsoAfterARefusal(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"", "mail", "rcpt", "data"} {
		o := open(t, withoutTLS, withoutPassword)
		if step != "" {
			o.refuse(step, nil)
		}
		_, _ = o.with(smtp.Config{URL: "smtp://" + o.address, From: "a@example.gr"}).Send(t.Context(), code())
		if !strings.HasSuffix(o.said(), "\r\nQUIT\r\n") {
			t.Errorf("refused at %q: %q", step, o.said())
		}
	}
}

// A strict relay may bounce what it cannot hand on (RFC 6531 §3.6).
func TestSMTPUTF8IsAskedForOnlyWhenNeeded(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]bool{"myPhoto Φωτό <a@example.gr>": false, "φωτό@example.gr": true} {
		o := open(t, withoutTLS, withoutPassword)
		o.server.EnableSMTPUTF8 = true
		if _, err := o.with(smtp.Config{URL: "smtp://" + o.address, From: from}).Send(t.Context(), code()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(o.said(), "SMTPUTF8"); got != want {
			t.Errorf("%s: %q", from, o.said())
		}
	}
}

func TestAWrongPasswordIsNotPermanent(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, err := o.with(smtp.Config{URL: "smtp://kate:wrong-one@" + o.address, From: "a@example.gr"}).Send(t.Context(), code())
	if err == nil || errors.Is(err, courier.ErrPermanent) || strings.Contains(err.Error(), "wrong-one") || !strings.Contains(err.Error(), "535") {
		t.Error(err)
	}
}

func TestAnUntrustedServerGetsNothing(t *testing.T) {
	t.Parallel()
	for _, fittings := range [][]fitting{nil, {implicitTLS}} {
		o := open(t, fittings...)
		client := o.with(smtp.Config{URL: o.scheme + "://" + user + ":p%40ss-w0rd@" + o.address, From: "a@example.gr", Roots: x509.NewCertPool()})
		_, err := client.Send(t.Context(), code())
		if err == nil || errors.Is(err, courier.ErrPermanent) || err.Error() != "mail server: certificate is not trusted" {
			t.Error(err)
		}
		if len(o.mails()) != 0 {
			t.Error("the mail was sent")
		}
	}
}

// A server without encryption is acceptable on this machine (the demo runs
// that way); over a network the code would be readable by others.
func TestUnencryptedMailStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	o := open(t, withoutTLS, withoutPassword)
	if _, err := o.with(smtp.Config{URL: "smtp://" + o.address, From: "a@example.gr"}).Send(t.Context(), code()); err != nil {
		t.Error(err)
	}
	_, port, err := net.SplitHostPort(o.address)
	if err != nil {
		t.Fatal(err)
	}
	// 0.0.0.0 reaches this machine and is not a loopback address.
	_, err = o.with(smtp.Config{URL: "smtp://0.0.0.0:" + port, From: "a@example.gr"}).Send(t.Context(), code())
	if err == nil || errors.Is(err, courier.ErrPermanent) || len(o.mails()) != 1 {
		t.Errorf("sent in the open: %v, %d mails", err, len(o.mails()))
	}
}

// The certificate of a server on this machine is usually one that it made
// itself.
func TestALocalServerWithItsOwnCertificateIsNotAskedForTLS(t *testing.T) {
	t.Parallel()
	o := open(t, withoutPassword)
	if _, err := o.with(smtp.Config{URL: "smtp://" + o.address, From: "a@example.gr", Roots: x509.NewCertPool()}).Send(t.Context(), code()); err != nil {
		t.Error(err)
	}
}

func TestMailForAnAbsentServerIsTriedAgain(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := listener.Addr().String()
	_ = listener.Close()
	_, err = open(t).with(smtp.Config{URL: "smtp://" + gone, From: "a@example.gr"}).Send(t.Context(), code())
	if err == nil || errors.Is(err, courier.ErrPermanent) || err.Error() != "mail server: cannot connect" {
		t.Error(err)
	}
}

func TestPicturesAreBounded(t *testing.T) {
	t.Parallel()
	o := open(t)
	for name, spoil := range map[string]func(*courier.Attachment){
		"HTML":       func(a *courier.Attachment) { a.ContentType = "text/html" },
		"header":     func(a *courier.Attachment) { a.ContentID = "a>\r\nX: y" },
		"name":       func(a *courier.Attachment) { a.Name = "a\"; x=\"b" },
		"megabytes":  func(a *courier.Attachment) { a.Bytes = make([]byte, 2<<20) },
		"type break": func(a *courier.Attachment) { a.ContentType = "image/png\r\nX: y" },
	} {
		m := code()
		spoil(&m.Inline[0])
		if _, err := o.Sender().Send(t.Context(), m); !errors.Is(err, courier.ErrPermanent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := code()
	for range 10 {
		m.Inline = append(m.Inline, m.Inline[0])
	}
	if _, err := o.Sender().Send(t.Context(), m); !errors.Is(err, courier.ErrPermanent) {
		t.Errorf("eleven pictures: %v", err)
	}
	if n := len(o.mails()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	good := smtp.Config{URL: "smtps://u:hunter2@mail.example.gr:465", From: "myPhoto <a@example.gr>", Now: couriertest.Clock}
	for name, spoil := range map[string]func(*smtp.Config){
		"no address":   func(c *smtp.Config) { c.URL = "" },
		"other scheme": func(c *smtp.Config) { c.URL = "http://u:hunter2@mail.example.gr" },
		"no host":      func(c *smtp.Config) { c.URL = "smtp://u:hunter2@:25" },
		"path":         func(c *smtp.Config) { c.URL = "smtp://u:hunter2@mail.example.gr/x" },
		"port":         func(c *smtp.Config) { c.URL = "smtp://u:hunter2@mail.example.gr:99999" },
		"no sender":    func(c *smtp.Config) { c.From = "" },
		"bad sender":   func(c *smtp.Config) { c.From = "a@example.gr\r\nBcc: b@example.gr" },
		"no clock":     func(c *smtp.Config) { c.Now = nil },
	} {
		c := good
		spoil(&c)
		if _, err := smtp.New(c); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := smtp.New(good); err != nil {
		t.Error(err)
	}
}
