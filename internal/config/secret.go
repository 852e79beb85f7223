package config

import (
	"fmt"
	"io"
	"log/slog"
)

const hidden = "[hidden]"

// Secret is a value that no log, error or page shows: printed in any way, it
// is [hidden]. The text sits behind a pointer, so that printing a struct that
// holds one in an unexported field shows no more.
type Secret struct{ text *string }

// NewSecret hides text; an empty text is no secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal gives the text itself, for the one place that sends or checks it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Known reports whether there is a secret at all.
func (s Secret) Known() bool { return s.text != nil }

// Format prints [hidden] whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, hidden) }

// String gives [hidden].
func (s Secret) String() string { return hidden }

// LogValue gives [hidden] to log lines.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText gives [hidden] to JSON and other encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
