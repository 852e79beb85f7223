package config

import (
	"fmt"
	"io"
	"log/slog"
)

const hidden = "[hidden]"

// Secret is a value that no log, error or page shows: it always prints as
// [hidden]. The text is behind a pointer, so that printing a struct with a
// Secret in an unexported field does not show it either.
type Secret struct{ text *string }

// NewSecret returns text as a Secret; for an empty text Known is false.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text, for the one place that sends or checks it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Known reports whether there is a secret.
func (s Secret) Known() bool { return s.text != nil }

// Format prints [hidden] for every verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, hidden) }

// String returns [hidden].
func (s Secret) String() string { return hidden }

// LogValue returns [hidden] for log lines.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns [hidden] for JSON and other encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
