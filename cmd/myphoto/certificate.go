package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"myphoto/internal/config"
)

// certificateEvery is how often the files of the certificate are looked at: a
// renewal takes effect within it, without a restart.
const certificateEvery = time.Minute

// certificate is the certificate of our own TLS. It is read again when its files
// change; a pair that cannot be read leaves the former in use.
type certificate struct {
	chain, key string // paths
	log        *slog.Logger
	now        func() time.Time

	mu      sync.Mutex
	pair    *tls.Certificate
	looked  time.Time // when the files were last looked at
	changed time.Time // when the files of the pair were last changed
}

// loadCertificate returns the certificate of the settings; nil when a proxy does
// TLS.
func loadCertificate(c config.Config, log *slog.Logger, now func() time.Time) (*certificate, error) {
	if c.TLSCertFile == "" || c.TLSKeyFile == "" {
		return nil, nil //nolint:nilnil // no certificate is no fault
	}
	own := &certificate{chain: c.TLSCertFile, key: c.TLSKeyFile, log: log, now: now}
	return own, own.load()
}

// load reads the pair. The caller holds the lock, or is alone.
func (c *certificate) load() error {
	changed, err := c.lastChange()
	c.looked = c.now()
	if err != nil {
		return fmt.Errorf("MYPHOTO_TLS_CERT_FILE and MYPHOTO_TLS_KEY_FILE: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(c.chain, c.key)
	if err != nil {
		return fmt.Errorf("MYPHOTO_TLS_CERT_FILE and MYPHOTO_TLS_KEY_FILE: %w", err)
	}
	c.pair, c.changed = &pair, changed
	return nil
}

func (c *certificate) lastChange() (time.Time, error) {
	chain, faultChain := os.Stat(c.chain)
	key, faultKey := os.Stat(c.key)
	if err := errors.Join(faultChain, faultKey); err != nil {
		return time.Time{}, err
	}
	if key.ModTime().After(chain.ModTime()) {
		return key.ModTime(), nil
	}
	return chain.ModTime(), nil
}

// reload reads the pair again.
func (c *certificate) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.load(); err != nil {
		c.log.Error("the certificate cannot be read again; the former stays in use", "error", err)
		return
	}
	c.log.Info("the certificate was read again", "not_after", c.pair.Leaf.NotAfter)
}

// get returns the pair for a connection.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	due := c.now().Sub(c.looked) >= certificateEvery
	if due {
		c.looked = c.now()
		changed, err := c.lastChange()
		due = err == nil && !changed.Equal(c.changed)
	}
	c.mu.Unlock()
	if due {
		c.reload()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pair, nil
}
