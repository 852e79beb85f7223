package staff

import (
	"time"

	"myphoto/internal/seal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store    *store.Store
	Subjects *subjects.Subjects
	Values   *seal.Generations // seals the labels
	Now      func() time.Time
}

// Service manages the employees of a studio.
type Service struct {
	config Config
}

// New makes the service.
func New(config Config) *Service { return &Service{config} }
