package signin

import (
	"log/slog"
	"time"

	"myphoto/internal/login"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store      *store.Store
	Subjects   *subjects.Subjects
	Outbox     *outbox.Outbox
	Hashes     *seal.Hashes
	Values     *seal.Generations // seals small values
	Login      login.Provider
	Contacts   registry.Contacts
	Businesses registry.Businesses

	PublicURL      string // without a slash at the end
	PhotographyKAD string // activity codes of photographers begin with it
	OTPByProvider  bool   // the identity provider has already asked for a one-time code

	Now     func() time.Time
	RealNow func() time.Time // for what other registers record
	Log     *slog.Logger
}

// Service signs people in. It is also a store of sessions for package scs.
type Service struct{ config Config }

// New makes the desk.
func New(c Config) *Service { return &Service{c} }
