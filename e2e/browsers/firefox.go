package browsers

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Firefox opens Firefox ESR without a window. It is closed when the test ends, which
// then fails for any error left in its console.
func Firefox(tb testing.TB) *Browser {
	tb.Helper()
	return openFirefox(tb, &Browser{tb: tb})
}

// FirefoxWithoutScript is [Firefox] with JavaScript switched off.
func FirefoxWithoutScript(tb testing.TB) *Browser {
	tb.Helper()
	return openFirefox(tb, &Browser{tb: tb, WithoutScript: true})
}

func openFirefox(tb testing.TB, b *Browser) *Browser {
	tb.Helper()
	profile := folder(tb)
	// Firefox writes into the profile which port it took.
	preferences := fmt.Sprintf(`user_pref("marionette.port", 0);
user_pref("intl.accept_languages", "el");
user_pref("javascript.enabled", %t);
`, !b.WithoutScript)
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600); err != nil {
		tb.Fatal(err)
	}
	process{
		debian: "firefox-esr", name: "firefox-esr", environment: []string{"HOME=" + profile},
		// System access is for the console.
		args: []string{"--headless", "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access"},
	}.start(tb)
	b.typesDate = time.DateOnly
	b.await("start Firefox", func() error { return b.meet(profile) })
	b.open(b.firefoxFaults)
	return b
}

// meet connects to the Firefox of a profile once it listens, and begins a session.
func (b *Browser) meet(profile string) error {
	port, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
	if err != nil {
		return err
	}
	connection, err := net.DialTimeout("tcp", "127.0.0.1:"+strings.TrimSpace(string(port)), patience)
	if err != nil {
		return err
	}
	m := &marionette{connection: connection, reader: bufio.NewReader(connection)}
	if _, err := m.read(); err != nil { // it greets
		connection.Close()
		return err
	}
	b.transport = m
	return b.call(command{name: "WebDriver:NewSession"}, nil, nil)
}

// firefoxFaults reads the console of the whole browser, from the time before any
// script of a page until now, and empties it.
func (b *Browser) firefoxFaults() (lines []string, err error) {
	context := func(name string) error {
		return b.call(command{name: "Marionette:SetContext"}, map[string]any{"value": name}, nil)
	}
	if err := context("chrome"); err != nil {
		return nil, err
	}
	err = b.script(`
		const all = Services.console.getMessageArray().filter((m) => m instanceof Ci.nsIScriptError && m.sourceName.startsWith("http"));
		Services.console.reset();
		const grave = (m) => !(m.flags & Ci.nsIScriptError.warningFlag) || m.category.endsWith("Loader");
		return all.filter(grave).map((m) => m.category + ": " + m.errorMessage + " " + m.sourceName + ":" + m.lineNumber);`, &lines)
	if back := context("content"); err == nil {
		err = back
	}
	return lines, err
}

// marionette is the transport of Firefox: each message is its length in bytes, a
// colon, and an array of JSON
// (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
type marionette struct {
	connection net.Conn
	reader     *bufio.Reader
	last       int // number of the last command
}

const (
	asks      = 0        // type of a message to Firefox
	maxAnswer = 64 << 20 // bytes
)

func (m *marionette) call(c command, parameters map[string]any) (json.RawMessage, error) {
	m.last++
	message, err := json.Marshal([]any{asks, m.last, c.name, parameters})
	if err != nil {
		return nil, err
	}
	if err := m.connection.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(m.connection, "%d:%s", len(message), message); err != nil {
		return nil, err
	}
	text, err := m.read()
	if err != nil {
		return nil, err
	}
	var number int
	var refused *refusal
	var answer json.RawMessage
	if err := json.Unmarshal(text, &[]any{new(int), &number, &refused, &answer}); err != nil {
		return nil, fmt.Errorf("%s answers %.200s: %w", c.name, text, err)
	}
	if number != m.last {
		return nil, fmt.Errorf("%s: an answer to command %d instead of %d", c.name, number, m.last)
	}
	if refused != nil {
		return nil, refused
	}
	// A single value comes in an object, a list does not.
	var single struct{ Value json.RawMessage }
	if err := json.Unmarshal(answer, &single); err == nil && single.Value != nil {
		return single.Value, nil
	}
	return answer, nil
}

func (m *marionette) read() ([]byte, error) {
	length, err := m.reader.ReadString(':')
	if err != nil {
		return nil, fmt.Errorf("read from Firefox: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil || n < 0 || n > maxAnswer {
		return nil, fmt.Errorf("read from Firefox: a message of length %q", length)
	}
	text := make([]byte, n)
	_, err = io.ReadFull(m.reader, text)
	return text, err
}

func (m *marionette) close() error { return m.connection.Close() }
