package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// Failing is what a guarded address answers while its system fails.
type Failing struct {
	Down  http.Handler // nil: the connection is dropped without an answer
	Error http.Handler // the refusal in the system's own protocol

	Nonsense http.Handler // for the systems that know [Nonsense]
	Closed   http.Handler // for the systems that know [Closed]
}

// Guard returns a handler that behaves as the mode of its system says.
func (b *Board) Guard(s System, f Failing, next http.Handler) http.Handler {
	if f.Down == nil {
		f.Down = http.HandlerFunc(drop)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch b.Mode(s) {
		case Down:
			f.Down.ServeHTTP(w, r)
		case Error:
			f.Error.ServeHTTP(w, r)
		case Nonsense:
			f.Nonsense.ServeHTTP(w, r)
		case Closed:
			f.Closed.ServeHTTP(w, r)
		case Slow:
			// net/http notices a client that leaves only after the body was read.
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			b.Hold(r.Context(), s)
			if r.Context().Err() == nil {
				next.ServeHTTP(w, r)
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_ = conn.Close() // dropped on purpose; nobody is left to tell
}

// ServeHTTP takes {"system","mode","seconds"} as JSON and answers 204, or 400.
func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		System  System `json:"system"`
		Mode    Mode   `json:"mode"`
		Seconds int    `json:"seconds"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	seconds := min(max(in.Seconds, 0), int(MaxDuration/time.Second)+1)
	if err := b.Set(in.System, in.Mode, time.Duration(seconds)*time.Second); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
