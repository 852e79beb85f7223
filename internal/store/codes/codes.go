package codes

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"myphoto/internal/ratelimit"
	"myphoto/internal/seal"
	"myphoto/internal/store/columns"
)

// ErrForged means that a record that decides who may see what was not written by
// the service, or was changed since. It is never acted on.
var ErrForged = errors.New("a record was not written by this service")

// Codes signs and checks rows. It is safe for concurrent use.
type Codes struct {
	authenticator atomic.Pointer[seal.Authenticator]
	log           atomic.Pointer[slog.Logger]
	each          *ratelimit.Limiter[string] // lines of the log, by row
}

const (
	forgedEvery = time.Minute
	maxForged   = 4096 // rows that are told apart
)

// New returns codes without a key: every row is forged until [Codes.Authenticate].
func New(now func() time.Time) *Codes {
	return &Codes{each: ratelimit.NewLimiter[string](ratelimit.Rate{Every: forgedEvery, Burst: 1}, maxForged, now)}
}

// Authenticate sets the key, and where the rows are logged that lists leave out.
func (c *Codes) Authenticate(a *seal.Authenticator, log *slog.Logger) {
	c.authenticator.Store(a)
	c.log.Store(log)
}

// Sum returns the code of something that is no row; empty while the key is missing.
func (c *Codes) Sum(purpose string, content []byte) []byte {
	if a := c.authenticator.Load(); a != nil {
		return a.Sum(purpose, content)
	}
	return []byte{}
}

// Sign returns the code of a row of a table that has the column mac. It is nil, which
// no such table takes, while the key is missing.
func (c *Codes) Sign(row any) []byte {
	kind, content, err := columns.Content(row)
	a := c.authenticator.Load()
	if a == nil || err != nil {
		return nil
	}
	return a.Sum(kind, content)
}

// Genuine returns a row that was loaded, or [ErrForged].
func Genuine[T any](c *Codes, row T, err error) (T, error) {
	if err != nil {
		return row, err
	}
	code := c.Sign(row)
	if code == nil || !hmac.Equal(code, reflect.ValueOf(row).FieldByName(columns.Code).Bytes()) {
		var none T
		return none, fmt.Errorf("%w: %T", ErrForged, row)
	}
	return row, nil
}

// IsGenuine reports whether the service wrote a row of a list, and logs one that it did
// not write, at most once a minute.
func IsGenuine[T any](ctx context.Context, c *Codes, row T) bool {
	_, err := Genuine(c, row, nil)
	if err == nil {
		return true
	}
	table, key := nameOf(row)
	if log := c.log.Load(); log != nil && c.each.Allow(table+" "+key) == 0 {
		log.ErrorContext(ctx, "a record was not written by this service: it is left out", "table", table, "key", key)
	}
	return false
}

// OnlyGenuine returns those of several rows that the service wrote, and logs the
// others: one row that somebody put into a list must not take the list from everybody.
// It is for lists that are shown, or in which a row that is missing allows less.
func OnlyGenuine[T any](ctx context.Context, c *Codes, rows []T, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(row T) bool { return !IsGenuine(ctx, c, row) }), nil
}

// AllGenuine returns several rows, or [ErrForged] when the service did not write one
// of them. It is for whoever ends, changes or looks for all of them: a row that is left
// out there would stay, and count again once its former code is put back.
func AllGenuine[T any](c *Codes, rows []T, err error) ([]T, error) {
	for _, row := range rows {
		if _, err = Genuine(c, row, err); err != nil {
			return nil, err
		}
	}
	return rows, err
}
