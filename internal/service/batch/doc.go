// Package batch is the desk for many clients at once: schools and clubs. A table names
// them, their pictures come with it or later, in as many forms as it takes, and each
// row becomes a sealed draft of the studio's desk with a verdict of its own. Nothing is
// sent before the studio has seen all verdicts; then each draft is sent by itself, so
// that a stop between two of them loses and doubles nothing. It works through the acts
// of package studio and keeps only which row became which draft.
package batch
