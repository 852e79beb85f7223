package certificate_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"myphoto/cmd/myphoto/certificate"
	"myphoto/internal/config"
)

// writePair writes a certificate with the serial number into a folder.
func writePair(t *testing.T, folder string, serial int64, at time.Time) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: at.AddDate(0, 3, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	chain, key = filepath.Join(folder, "chain.pem"), filepath.Join(folder, "key.pem")
	for path, block := range map[string]*pem.Block{chain: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return chain, key
}

// A certificate is renewed every few weeks, at night, by a program that restarts
// nothing.
func TestRenewedCertificateIsUsedWithoutARestart(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	chain, key := writePair(t, folder, 1, now)
	c, err := certificate.Load(config.Config{TLSCertFile: chain, TLSKeyFile: key}, slog.New(slog.NewJSONHandler(&log, nil)), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	serves := func(serial int64) {
		t.Helper()
		pair, err := c.Get(nil)
		if err != nil || pair.Leaf.SerialNumber.Int64() != serial {
			t.Errorf("serves %v %v, want %d", pair.Leaf.SerialNumber, err, serial)
		}
	}
	serves(1)
	writePair(t, folder, 2, now.Add(time.Hour))
	serves(1) // looked at a moment ago
	now = now.Add(time.Minute)
	serves(2)
	if err := os.WriteFile(key, []byte("half a fi"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Reload() // as a hangup does
	serves(2)
	if !strings.Contains(log.String(), "the former stays in use") {
		t.Errorf("no word of the broken pair: %s", log.String())
	}
	writePair(t, folder, 3, now.Add(2*time.Hour))
	c.Reload()
	serves(3)
}

// A renewal that takes the files away must be noticed before the certificate ends.
func TestMissingCertificateIsLoggedOnce(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	chain, key := writePair(t, folder, 1, now)
	c, err := certificate.Load(config.Config{TLSCertFile: chain, TLSKeyFile: key}, slog.New(slog.NewJSONHandler(&log, nil)), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	looks := func(serial int64, errorLines int) {
		t.Helper()
		now = now.Add(time.Minute)
		if pair, err := c.Get(nil); err != nil || pair.Leaf.SerialNumber.Int64() != serial {
			t.Errorf("serves %v %v, want %d", pair.Leaf.SerialNumber, err, serial)
		}
		if n := strings.Count(log.String(), `"ERROR"`); n != errorLines {
			t.Errorf("%d lines of %d: %s", n, errorLines, log.String())
		}
	}
	if err := os.Remove(chain); err != nil {
		t.Fatal(err)
	}
	looks(1, 1)
	looks(1, 1)
	c.Reload() // as a hangup does: whoever asks is told again
	looks(1, 2)
	writePair(t, folder, 2, now.Add(time.Hour))
	looks(2, 2)
}

// A renewal writes two files. Whoever looks between the two reads a pair that does not
// fit, and must look again although neither is changed later than the one it saw.
func TestHalfWrittenPairIsTriedAgain(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	chain, key := writePair(t, folder, 1, now)
	files := config.Config{TLSCertFile: chain, TLSKeyFile: key}
	c, err := certificate.Load(files, slog.New(slog.DiscardHandler), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	former, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	renewed := now.Add(time.Second)
	writePair(t, folder, 2, renewed)
	whole, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		key    []byte
		serial int64
	}{{former, 1}, {whole, 2}} {
		if err := errors.Join(os.WriteFile(key, step.key, 0o600), os.Chtimes(key, renewed, renewed)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
		if pair, err := c.Get(nil); err != nil || pair.Leaf.SerialNumber.Int64() != step.serial {
			t.Errorf("serves %v, %v, want %d", pair.Leaf.SerialNumber, err, step.serial)
		}
	}
}

// What is wrong with the certificate is told at the start, by the names of the
// settings.
func TestBrokenCertificateIsAFaultOfTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	chain, _ := writePair(t, folder, 1, time.Now())
	for name, key := range map[string]string{"missing": filepath.Join(folder, "none"), "no key": chain} {
		_, err := certificate.Load(config.Config{TLSCertFile: chain, TLSKeyFile: key}, slog.New(slog.DiscardHandler), time.Now)
		if err == nil || !strings.Contains(err.Error(), "MYPHOTO_TLS_KEY_FILE") {
			t.Errorf("%s: %v", name, err)
		}
	}
	none := filepath.Join(folder, "none")
	_, err := certificate.Load(config.Config{TLSCertFile: none, TLSKeyFile: none}, slog.New(slog.DiscardHandler), time.Now)
	for line := range strings.SplitSeq(err.Error(), "\n") { // each is a line of the log
		if !strings.HasPrefix(line, "MYPHOTO_TLS_CERT_FILE and ") {
			t.Errorf("no setting is named: %s", line)
		}
	}
}
