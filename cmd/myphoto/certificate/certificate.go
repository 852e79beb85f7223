package certificate

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"myphoto/internal/config"
	"myphoto/internal/outage"
)

// every is how often the files of the certificate are looked at: a renewal takes
// effect within it, without a restart.
const every = time.Minute

// Certificate is the certificate of our own TLS. It is read again when its files
// change; a pair that cannot be read, or is gone, leaves the former in use.
type Certificate struct {
	chain, key string // paths
	log        *slog.Logger
	now        func() time.Time
	outage     outage.Outage // of the files

	mu      sync.Mutex
	pair    *tls.Certificate
	looked  time.Time // when the files were last looked at
	changed time.Time // when the files of the pair were last changed
}

// Load returns the certificate of the settings; nil when a proxy does TLS.
func Load(c config.Config, log *slog.Logger, now func() time.Time) (*Certificate, error) {
	if c.TLSCertFile == "" || c.TLSKeyFile == "" {
		return nil, nil //nolint:nilnil // no certificate is no fault
	}
	own := &Certificate{chain: c.TLSCertFile, key: c.TLSKeyFile, log: log, now: now}
	return own, own.load()
}

// load reads the pair. The caller holds the lock, or is alone.
func (c *Certificate) load() error {
	changed, err := c.lastChange()
	c.looked = c.now()
	if err != nil {
		return config.About(settings, err)
	}
	pair, err := tls.LoadX509KeyPair(c.chain, c.key)
	if err != nil {
		return config.About(settings, err)
	}
	c.pair, c.changed = &pair, changed
	return nil
}

const settings = "MYPHOTO_TLS_CERT_FILE and MYPHOTO_TLS_KEY_FILE"

func (c *Certificate) lastChange() (time.Time, error) {
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

// Reload reads the pair again, and logs what came of it.
func (c *Certificate) Reload() {
	c.outage.Worked() // whoever asks is told, also what was told before
	c.reload()
}

// reload reads the pair again, and logs each cause for which it cannot once.
func (c *Certificate) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.load()
	switch {
	case err == nil:
		c.outage.Worked()
		c.log.Info("the certificate was read again", "not_after", c.pair.Leaf.NotAfter)
	case c.outage.Failed(err):
		c.log.Error("the certificate cannot be read again; the former stays in use", "error", err)
	}
}

// Get returns the pair for a connection.
func (c *Certificate) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	due := c.now().Sub(c.looked) >= every
	if due {
		c.looked = c.now()
		changed, err := c.lastChange()
		due = err != nil || !changed.Equal(c.changed)
	}
	c.mu.Unlock()
	if due {
		c.reload()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pair, nil
}
