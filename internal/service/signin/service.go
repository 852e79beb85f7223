package signin

import (
	"log/slog"
	"time"

	"myphoto/internal/login"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/quota"
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
	People     registry.People // nil: nobody takes files over that custodians linked
	Businesses registry.Businesses

	PublicURL      string // without a slash at the end
	PhotographyKAD string // activity codes of photographers begin with it
	OTPByProvider  bool   // the identity provider has already asked for a one-time code

	Now     func() time.Time
	RealNow func() time.Time // for what other registers record
	Log     *slog.Logger
}

// Service signs people in. It is also a store of sessions for package scs.
type Service struct {
	config Config
	tries  *ratelimit.Limiter[photo.SubjectID] // at one-time codes, by person
}

// Tries at one-time codes of one person in the memory of one machine: more than five
// codes an hour with five tries each.
const (
	tryEvery = 2 * time.Minute
	tryBurst = 30
)

// New makes the desk.
func New(c Config) *Service {
	rate := ratelimit.Rate{Every: tryEvery, Burst: tryBurst}
	return &Service{c, ratelimit.NewLimiter[photo.SubjectID](rate, quota.MaxActors, c.Now)}
}
