package mailbox_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/sandbox/faults"
	"myphoto/internal/sandbox/mailbox"
)

// office runs a mail server for one test.
func office(t *testing.T) (*mailbox.Office, *faults.Board, string) {
	t.Helper()
	board := faults.NewBoard(time.Now)
	certificate, err := mailbox.NewCertificate(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	o := mailbox.New(mailbox.Config{
		Now: time.Now, Log: slog.New(slog.DiscardHandler), Board: board, Certificate: certificate, User: "kate", Password: "p@ss",
	})
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- o.Serve(ctx, l) }()
	t.Cleanup(func() {
		board.Close()
		stop()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return o, board, l.Addr().String()
}

// client speaks SMTP line by line, as RFC 5321 describes it.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dial(t *testing.T, address string) *client {
	t.Helper()
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &client{t, conn, bufio.NewReader(conn)}
}

// expect reads one reply and checks its code.
func (c *client) expect(code string) string {
	c.t.Helper()
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", code, err)
		}
		if !strings.HasPrefix(line, code) {
			c.t.Fatalf("got %q, want %s", line, code)
		}
		if len(line) > 3 && line[3] != '-' {
			return line
		}
	}
}

func (c *client) say(line, code string) string {
	c.t.Helper()
	if _, err := io.WriteString(c.conn, line+"\r\n"); err != nil {
		c.t.Fatal(err)
	}
	return c.expect(code)
}

func (c *client) send(message string, to ...string) {
	c.t.Helper()
	c.say("MAIL FROM:<bounce@myphoto.example>", "250")
	for _, address := range to {
		c.say("RCPT TO:<"+address+">", "250")
	}
	c.say("DATA", "354")
	c.say(strings.TrimSuffix(message, "\r\n")+"\r\n.", "250")
}

func greeted(t *testing.T, address string) *client {
	t.Helper()
	c := dial(t, address)
	c.expect("220")
	c.say("EHLO test.example", "250")
	return c
}

func TestMailReachesEveryRecipient(t *testing.T) {
	t.Parallel()
	o, _, address := office(t)
	c := greeted(t, address)
	c.send(full(), "Maria@Example.gr", "nikos@example.gr")
	c.send("Subject: second\r\n\r\nhello\r\n", "maria@example.gr")
	c.say("QUIT", "221")

	got := o.Mails("maria@example.gr")
	if len(got) != 2 || got[0].Subject != "Ο κωδικός σας" || got[1].Subject != "second" {
		t.Fatalf("maria has %d mails", len(got))
	}
	if got[0].To != "maria@example.gr" || got[0].From != "no-reply@myphoto.example" || len(got[0].Attachments) != 2 {
		t.Errorf("first mail: to %s from %s, %d attachments", got[0].To, got[0].From, len(got[0].Attachments))
	}
	if got[1].From != "bounce@myphoto.example" {
		t.Errorf("without a From header the envelope counts: %s", got[1].From)
	}
	if n := len(o.Mails("nikos@example.gr")); n != 1 {
		t.Errorf("nikos has %d mails", n)
	}
	if n := len(o.Mails("")); n != 3 {
		t.Errorf("%d mails in all", n)
	}
}

func TestMailFaults(t *testing.T) {
	t.Parallel()
	o, board, address := office(t)
	set := func(m faults.Mode) {
		if err := board.Set(faults.SMTP, m, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	early := greeted(t, address)
	set(faults.Down)
	dial(t, address).expect("421")
	early.say("MAIL FROM:<a@example.gr>", "421")

	set(faults.Error)
	c := greeted(t, address)
	c.say("MAIL FROM:<a@example.gr>", "250")
	c.say("RCPT TO:<maria@example.gr>", "550")

	set(faults.Slow)
	c = greeted(t, address)
	if _, err := io.WriteString(c.conn, "MAIL FROM:<a@example.gr>\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := c.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if line, err := c.r.ReadString('\n'); err == nil {
		t.Fatalf("a slow server answered %q at once", line)
	}
	if err := c.conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	set(faults.OK)
	c.expect("250")
	if n := len(o.Mails("")); n != 0 {
		t.Errorf("%d mails arrived through the faults", n)
	}
}

func TestMailBoundsAreKept(t *testing.T) {
	t.Parallel()
	o, _, address := office(t)
	c := greeted(t, address)
	c.say(fmt.Sprintf("MAIL FROM:<a@example.gr> SIZE=%d", mailbox.MaxBytes+1), "552")
	c.say("MAIL FROM:<a@example.gr>", "250")
	c.say("RCPT TO:<maria@example.gr>", "250")
	c.say("DATA", "354")
	c.say("Subject: x\r\n\r\n"+strings.Repeat(strings.Repeat("x", 998)+"\r\n", mailbox.MaxBytes/1000+1)+".", "552")

	c.say("MAIL FROM:<a@example.gr>", "250")
	c.say("RCPT TO:<maria@example.gr>", "250")
	c.say("DATA", "354")
	c.say("Content-Type: multipart/mixed\r\n\r\nx\r\n.", "554")
	if n := len(o.Mails("")); n != 0 {
		t.Errorf("%d mails kept", n)
	}

	to := make([]string, mailbox.MaxRecipients)
	for i := range to {
		to[i] = fmt.Sprintf("p%d@example.gr", i)
	}
	for range mailbox.MaxMails/mailbox.MaxRecipients + 1 {
		c.send("Subject: x\r\n\r\nx\r\n", to...)
	}
	if n := len(o.Mails("")); n != mailbox.MaxMails {
		t.Errorf("%d mails kept, want %d", n, mailbox.MaxMails)
	}
}

func TestManyMailsAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	o, _, address := office(t)
	var working sync.WaitGroup
	for i := range 6 {
		c := greeted(t, address)
		working.Go(func() {
			for j := range 20 {
				c.send(fmt.Sprintf("Subject: %d\r\n\r\nx\r\n", j), fmt.Sprintf("p%d@example.gr", i))
				o.Mails("")
			}
		})
	}
	working.Wait()
	for i := range 6 {
		got := o.Mails(fmt.Sprintf("p%d@example.gr", i))
		if len(got) != 20 || got[19].Subject != "19" {
			t.Errorf("mailbox %d has %d mails, or not in order", i, len(got))
		}
	}
}

// Servers in the field demand both; the demo must be able to show them.
func TestTLSAndPasswordAreOfferedAndNotDemanded(t *testing.T) {
	t.Parallel()
	o, _, address := office(t)
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(o.PEM()) {
		t.Fatal("no certificate")
	}
	for password, ok := range map[string]bool{"p@ss": true, "wrong": false} {
		c, err := smtp.Dial(address)
		if err != nil {
			t.Fatal(err)
		}
		if offered, _ := c.Extension("AUTH"); offered {
			t.Error("a password is asked in the open")
		}
		if err := c.StartTLS(&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}); err != nil {
			t.Fatal(err)
		}
		if err := c.Auth(smtp.PlainAuth("", "kate", password, "127.0.0.1")); (err == nil) != ok {
			t.Errorf("%s: %v", password, err)
		}
		_ = c.Close()
	}
}
