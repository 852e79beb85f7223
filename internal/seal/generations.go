package seal

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// GenerationSize is the length in bytes of the number of the generation with which
// everything begins that [Generations] sealed.
const GenerationSize = 4

// Generations seals small values under the current generation of a key, and opens
// what any generation sealed. It prints as [hidden].
type Generations struct {
	hidden
	ring *generationRing
}

type generationRing struct {
	keys    map[uint32]Key
	current uint32
}

// NewGenerations returns the generations of a key by their numbers, of which current
// seals; [ErrUnknownKey] when there is no such generation.
func NewGenerations(keys map[uint32]Key, current uint32) (*Generations, error) {
	if _, ok := keys[current]; !ok {
		return nil, fmt.Errorf("%w: generation %d", ErrUnknownKey, current)
	}
	return &Generations{ring: &generationRing{maps.Clone(keys), current}}, nil
}

// Current returns the prefix of everything that is sealed now.
func (g *Generations) Current() []byte {
	return binary.BigEndian.AppendUint32(nil, g.ring.current)
}

// IDs returns the numbers of all generations in hexadecimal form, as they stand in
// front of what was sealed: the current one first, then the others, oldest first.
func (g *Generations) IDs() []string {
	ids := []string{hex.EncodeToString(g.Current())}
	for _, number := range slices.Sorted(maps.Keys(g.ring.keys)) {
		if number != g.ring.current {
			ids = append(ids, fmt.Sprintf("%08x", number))
		}
	}
	return ids
}

// Seal is [Key.Seal] under the current generation.
func (g *Generations) Seal(plain []byte, bound string) []byte {
	return append(g.Current(), g.ring.keys[g.ring.current].Seal(plain, bound)...)
}

// Open decrypts what [Generations.Seal] returned for the same place, or returns
// [ErrSealed].
func (g *Generations) Open(sealed []byte, bound string) ([]byte, error) {
	key, body, err := g.split(sealed)
	if err != nil {
		return nil, err
	}
	return key.Open(body, bound)
}

// SealText is [Key.SealText] under the current generation.
func (g *Generations) SealText(text, bound string) []byte {
	return append(g.Current(), g.ring.keys[g.ring.current].SealText(text, bound)...)
}

// OpenText decrypts what [Generations.SealText] returned for the same place, or
// returns [ErrSealed].
func (g *Generations) OpenText(sealed []byte, bound string) (string, error) {
	key, body, err := g.split(sealed)
	if err != nil {
		return "", err
	}
	return key.OpenText(body, bound)
}

// SealJSON seals the JSON of a value under a name.
func (g *Generations) SealJSON(value any, name string) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", name, err)
	}
	return g.SealText(string(text), name), nil
}

// OpenJSON opens into value what SealJSON sealed under the name.
func (g *Generations) OpenJSON(sealed []byte, name string, value any) error {
	key, body, err := g.split(sealed)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	return key.OpenJSON(body, name, value)
}

// split returns the key of the generation that sealed, and what it sealed.
func (g *Generations) split(sealed []byte) (Key, []byte, error) {
	if len(sealed) < GenerationSize {
		return Key{}, nil, ErrSealed
	}
	key, ok := g.ring.keys[binary.BigEndian.Uint32(sealed)]
	if !ok {
		return Key{}, nil, ErrSealed
	}
	return key, sealed[GenerationSize:], nil
}
