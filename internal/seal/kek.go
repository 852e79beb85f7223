package seal

import (
	"crypto/sha256"
	"sync"
)

const (
	// kekHead is the length of a wrapped key-encryption key: format, id, and what
	// HPKE adds to a key over ML-KEM-768 and X25519.
	kekHead = wrapHead + 1120 + KeySize + 16
	// maxKEKWraps is how many keys one key-encryption key wraps.
	maxKEKWraps = 1024
	// maxOpenedKEKs bounds the cache of opened key-encryption keys; 64 bytes each.
	maxOpenedKEKs = 4096
)

// kek is a key-encryption key, between the master key and the keys that it
// wraps. Opening what HPKE sealed costs 0.2 ms, opening what a key-encryption
// key sealed next to nothing. It may stay in memory, as the master key itself
// does: alone it opens nothing, and each wrapped key is destroyed with its own
// row.
type kek struct {
	key     Key
	wrapped []byte // by HPKE; precedes every key that it seals
	wraps   int
}

// kekCache holds the key-encryption keys of one process: the current one, which
// wraps and is replaced after maxKEKWraps keys and at each start, and those
// that were opened.
type kekCache struct {
	mu      sync.Mutex
	current *kek
	opened  map[[sha256.Size]byte]Key // by the digest of the wrapped form
}

// wrapping returns the key-encryption key that wraps now.
func (s *kekCache) wrapping(master masterKey) (kek, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.wraps >= maxKEKWraps {
		fresh := &kek{key: NewKey()}
		var err error
		if fresh.wrapped, err = master.seal(wrapKEK, fresh.key[:], kekInfo()); err != nil {
			return kek{}, err
		}
		s.current = fresh
		s.store(sha256.Sum256(fresh.wrapped), fresh.key)
	}
	s.current.wraps++
	return *s.current, nil
}

// forgetCurrent makes the next key be wrapped under a new key-encryption key.
func (s *kekCache) forgetCurrent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
}

// open returns the key-encryption key that was wrapped; HPKE opens it the first
// time.
func (s *kekCache) open(ring *masterRing, wrapped []byte) (Key, error) {
	digest := sha256.Sum256(wrapped)
	s.mu.Lock()
	key, known := s.opened[digest]
	s.mu.Unlock()
	if known {
		return key, nil
	}
	raw, err := ring.open(wrapped, kekInfo())
	if err != nil {
		return Key{}, err
	}
	if key, err = KeyFrom(raw); err != nil {
		return Key{}, ErrSealed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(digest, key)
	return key, nil
}

// store needs the lock. A full cache is emptied, because nothing predicts which
// entry is used next.
func (s *kekCache) store(digest [sha256.Size]byte, key Key) {
	if len(s.opened) >= maxOpenedKEKs {
		clear(s.opened)
	}
	s.opened[digest] = key
}

func kekInfo() []byte { return []byte("myphoto master v2\nmiddle") }
