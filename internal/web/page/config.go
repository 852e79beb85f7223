package page

import (
	"cmp"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// Theme is the set of colours of the pages.
type Theme string

// The themes. GovGr carries the colours of gov.gr and is meant for hosts below
// .gov.gr alone; no theme carries the marks of gov.gr.
const (
	Neutral Theme = "neutral"
	GovGr   Theme = "govgr"
)

// Config is what the operator of a deployment decides about its pages, with the
// clock and the log that they need.
type Config struct {
	Phone, Mail string        // where people get help, shown on the help and accessibility pages
	Operator    string        // name of the organisation that runs and supports the service; shown in the footer
	OperatorURL string        // its site, https; empty: the name is no link
	Logo        []byte        // PNG, JPEG or SVG shown instead of our own mark; nil: our own
	Theme       Theme         // empty is Neutral
	PublicURL   string        // outside address, https://myphoto.example.gr; decides host and transport headers
	Trial       bool          // shows the banner that says the data are not real
	Idle        time.Duration // sessions end after this time without a request; zero: 20 minutes
	ContactDays int           // how long contacts are kept, stated in the texts; zero: 14
	LedgerYears int           // how long the history is kept, stated in the texts; zero: 10
	Now         func() time.Time
	Log         *slog.Logger
}

// Defaults of the settings that are stated on pages.
const (
	defaultIdle        = 20 * time.Minute
	defaultContactDays = 14
	defaultLedgerYears = 10
)

// withDefaults returns the configuration with defaults filled in, or an error where
// it cannot work.
func (c Config) withDefaults() (Config, error) {
	if c.Now == nil || c.Log == nil {
		return c, errors.New("pages: clock and log are needed")
	}
	if c.Theme == "" {
		c.Theme = Neutral
	}
	if c.Theme != Neutral && c.Theme != GovGr {
		return c, errors.New("pages: theme is neither neutral nor govgr")
	}
	c.Idle = cmp.Or(c.Idle, defaultIdle)
	c.ContactDays = cmp.Or(c.ContactDays, defaultContactDays)
	c.LedgerYears = cmp.Or(c.LedgerYears, defaultLedgerYears)
	at, err := url.Parse(c.PublicURL)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return c, errors.New("pages: public address is not an http or https URL")
	}
	return c, nil
}

// Host returns the outside host name, with its port where there is one.
func (c Config) Host() string {
	at, err := url.Parse(c.PublicURL)
	if err != nil {
		return ""
	}
	return at.Host
}

// Dial returns the telephone number as a browser dials it (RFC 3966).
func (c Config) Dial() string { return strings.ReplaceAll(c.Phone, " ", "") }

func (c Config) secure() bool {
	at, err := url.Parse(c.PublicURL)
	return err == nil && at.Scheme == "https"
}
