package taxisnet

import (
	"crypto/rand"
	"sync"
	"time"
)

// maxShelved bounds the things on a shelf; the oldest is dropped first.
const maxShelved = 1000

// shelf stores things for a while under keys that cannot be guessed.
type shelf[T any] struct {
	now  func() time.Time
	life time.Duration

	mu     sync.Mutex
	things map[string]shelved[T]
	order  []string
}

type shelved[T any] struct {
	thing T
	until time.Time
}

func newShelf[T any](now func() time.Time, life time.Duration) *shelf[T] {
	return &shelf[T]{now: now, life: life, things: map[string]shelved[T]{}}
}

// put stores a thing and returns its key.
func (s *shelf[T]) put(thing T) string {
	key := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.things[key] = shelved[T]{thing, s.now().Add(s.life)}
	s.order = append(s.order, key)
	if len(s.order) > maxShelved {
		delete(s.things, s.order[0])
		s.order = append([]string(nil), s.order[1:]...)
	}
	return key
}

// take returns and removes a thing; false if there is none or it is too old.
func (s *shelf[T]) take(key string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.things[key]
	delete(s.things, key)
	return found.thing, ok && s.now().Before(found.until)
}

// look returns a thing without removing it; false if there is none or it is too
// old.
func (s *shelf[T]) look(key string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.things[key]
	return found.thing, ok && s.now().Before(found.until)
}
