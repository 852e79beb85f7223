package seal

import (
	"fmt"
	"log/slog"
)

const mask = "[hidden]"

// hidden, embedded, makes a type print as [hidden] wherever Go asks a value
// how it wants to be shown.
type hidden struct{}

// String gives [hidden].
func (hidden) String() string { return mask }

// GoString gives [hidden].
func (hidden) GoString() string { return mask }

// Format writes [hidden] for every verb, also %x and %d.
func (hidden) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(mask)) }

// MarshalText gives [hidden], for JSON map keys, XML and the like.
func (hidden) MarshalText() ([]byte, error) { return []byte(mask), nil }

// MarshalJSON gives "[hidden]".
func (hidden) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }

// LogValue gives [hidden].
func (hidden) LogValue() slog.Value { return slog.StringValue(mask) }

// String gives [hidden].
func (Key) String() string { return mask }

// GoString gives [hidden].
func (Key) GoString() string { return mask }

// Format writes [hidden] for every verb, also %x and %d.
func (Key) Format(f fmt.State, verb rune) { hidden{}.Format(f, verb) }

// MarshalText gives [hidden], for JSON map keys, XML and the like.
func (Key) MarshalText() ([]byte, error) { return hidden{}.MarshalText() }

// MarshalJSON gives "[hidden]".
func (Key) MarshalJSON() ([]byte, error) { return hidden{}.MarshalJSON() }

// LogValue gives [hidden].
func (Key) LogValue() slog.Value { return hidden{}.LogValue() }
