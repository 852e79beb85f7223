package figures

import (
	"time"

	"myphoto/internal/store"
)

// Config is what the figures are read from.
type Config struct {
	Store *store.Store
	Now   func() time.Time
}

// Service adds up the work of a studio.
type Service struct {
	config Config
}

// New makes the service.
func New(config Config) *Service { return &Service{config} }
