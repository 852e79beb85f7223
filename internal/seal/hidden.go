package seal

import (
	"fmt"
	"log/slog"
)

const mask = "[hidden]"

// hidden, embedded in a type, makes it print as [hidden] wherever Go lets a
// value format itself.
type hidden struct{}

// String returns [hidden].
func (hidden) String() string { return mask }

// GoString returns [hidden].
func (hidden) GoString() string { return mask }

// Format writes [hidden] for every verb, also %x and %d.
func (hidden) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(mask)) }

// MarshalText returns [hidden], for JSON map keys, XML and the like.
func (hidden) MarshalText() ([]byte, error) { return []byte(mask), nil }

// MarshalJSON returns "[hidden]".
func (hidden) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }

// LogValue returns [hidden].
func (hidden) LogValue() slog.Value { return slog.StringValue(mask) }

// String returns [hidden].
func (Key) String() string { return mask }

// GoString returns [hidden].
func (Key) GoString() string { return mask }

// Format writes [hidden] for every verb, also %x and %d.
func (Key) Format(f fmt.State, verb rune) { hidden{}.Format(f, verb) }

// MarshalText returns [hidden], for JSON map keys, XML and the like.
func (Key) MarshalText() ([]byte, error) { return hidden{}.MarshalText() }

// MarshalJSON returns "[hidden]".
func (Key) MarshalJSON() ([]byte, error) { return hidden{}.MarshalJSON() }

// LogValue returns [hidden].
func (Key) LogValue() slog.Value { return hidden{}.LogValue() }
