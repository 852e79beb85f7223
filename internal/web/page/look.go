package page

import (
	"cmp"
	"errors"
	"log/slog"
	"net/url"
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

// Look is what the operator of a deployment decides about its pages, with the
// clock and the log they need.
type Look struct {
	Operator    string        // name of the organisation that runs and supports the service; shown in the footer
	OperatorURL string        // its site, https; empty: the name is no link
	Logo        []byte        // PNG, JPEG or SVG shown instead of our own mark; nil: our own
	Theme       Theme         // empty is Neutral
	PublicURL   string        // outside address, https://myphoto.example.gr; decides host and transport headers
	Trial       bool          // shows the banner that says the data are not real
	Idle        time.Duration // sessions end after so much silence; zero: 20 minutes
	ContactDays int           // how long contacts are kept, told in the texts; zero: 14
	LedgerYears int           // how long the history is kept, told in the texts; zero: 10
	Now         func() time.Time
	Log         *slog.Logger
}

// Defaults of the settings that are told on pages.
const (
	defaultIdle        = 20 * time.Minute
	defaultContactDays = 14
	defaultLedgerYears = 10
)

// completed fills the defaults in and refuses what cannot be worked with.
func (l Look) completed() (Look, error) {
	if l.Now == nil || l.Log == nil {
		return l, errors.New("look: clock and log are needed")
	}
	if l.Theme == "" {
		l.Theme = Neutral
	}
	if l.Theme != Neutral && l.Theme != GovGr {
		return l, errors.New("look: theme is neither neutral nor govgr")
	}
	l.Idle = cmp.Or(l.Idle, defaultIdle)
	l.ContactDays = cmp.Or(l.ContactDays, defaultContactDays)
	l.LedgerYears = cmp.Or(l.LedgerYears, defaultLedgerYears)
	at, err := url.Parse(l.PublicURL)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return l, errors.New("look: public address is not an http or https URL")
	}
	return l, nil
}

// Host is the outside host name, with its port when there is one.
func (l Look) Host() string {
	at, err := url.Parse(l.PublicURL)
	if err != nil {
		return ""
	}
	return at.Host
}

func (l Look) secure() bool {
	at, err := url.Parse(l.PublicURL)
	return err == nil && at.Scheme == "https"
}
