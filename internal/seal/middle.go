package seal

import (
	"crypto/sha256"
	"sync"
)

const (
	// middleHead is the length of a wrapped middle key: format, id, and what
	// HPKE adds to a key over ML-KEM-768 and X25519.
	middleHead = wrapHead + 1120 + KeySize + 16
	// wrapsOfMiddle is how many keys lie under one middle key at most.
	wrapsOfMiddle = 1024
	// maxOpened bounds how many opened middle keys are kept; 64 bytes each.
	maxOpened = 4096
)

// middle is a key between the master key and the keys that it wraps. Opening
// what HPKE sealed costs 0.2 ms, opening what a middle key sealed next to
// nothing. It may be kept in memory, as the master key itself is: alone it
// opens nothing, and each wrapped key is destroyed with its own row.
type middle struct {
	key     Key
	wrapped []byte // by HPKE; stands before every key that it seals
	wraps   int
}

// middles are the middle keys of one process: one that wraps, made anew after
// wrapsOfMiddle keys and at each start, and those that were opened.
type middles struct {
	mu      sync.Mutex
	wrapper *middle
	opened  map[[sha256.Size]byte]Key // by the digest of the wrapped form
}

// current gives the middle key that wraps now.
func (s *middles) current(master masterKey) (middle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wrapper == nil || s.wrapper.wraps >= wrapsOfMiddle {
		fresh := &middle{key: NewKey()}
		var err error
		if fresh.wrapped, err = master.seal(wrapMiddle, fresh.key[:], middleInfo()); err != nil {
			return middle{}, err
		}
		s.wrapper = fresh
		s.keep(sha256.Sum256(fresh.wrapped), fresh.key)
	}
	s.wrapper.wraps++
	return *s.wrapper, nil
}

// open gives the middle key that was wrapped; HPKE opens it the first time.
func (s *middles) open(ring *masterRing, wrapped []byte) (Key, error) {
	digest := sha256.Sum256(wrapped)
	s.mu.Lock()
	key, known := s.opened[digest]
	s.mu.Unlock()
	if known {
		return key, nil
	}
	raw, err := ring.open(wrapped, middleInfo())
	if err != nil {
		return Key{}, err
	}
	if key, err = KeyFrom(raw); err != nil {
		return Key{}, ErrSealed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(digest, key)
	return key, nil
}

// keep needs the lock. When there are too many it begins anew: which of them
// is asked for next nobody knows.
func (s *middles) keep(digest [sha256.Size]byte, key Key) {
	if len(s.opened) >= maxOpened {
		clear(s.opened)
	}
	s.opened[digest] = key
}

func middleInfo() []byte { return []byte("myphoto master v2\nmiddle") }
