package custody

import (
	"time"

	"myphoto/internal/seal"
	"myphoto/internal/service/internal/minors"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store     *store.Store
	Subjects  *subjects.Subjects
	Quota     *quota.Quota
	Values    *seal.Generations
	Registers *minors.Registers
	Now       func() time.Time
}

// Service is the desk.
type Service struct{ config Config }

// New makes the desk.
func New(c Config) *Service { return &Service{c} }
