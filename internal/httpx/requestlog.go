package httpx

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// RequestLog is what is written down about one request: one log line, and its
// count in the metrics. It holds the pattern of the route and never the path
// or the query, for these can carry a code; handlers add stable words only.
// Its methods may be called from several goroutines and on a nil Record.
type RequestLog struct {
	mu      sync.Mutex
	route   string
	role    string
	outcome string
	err   error
}

// SetRole notes the kind of visitor, such as citizen or application; never who.
func (r *RequestLog) SetRole(word string) { r.update(func() { r.role = word }) }

// SetOutcome notes the stable code of a refusal.
func (r *RequestLog) SetOutcome(code string) { r.update(func() { r.outcome = code }) }

// SetError notes the error behind a reply that says only "our fault".
func (r *RequestLog) SetError(err error) { r.update(func() { r.err = err }) }

func (r *RequestLog) update(f func()) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

type logKey struct{}

// LogOf gives the record of the request that ctx belongs to; nil, which can
// be used all the same, outside [Wrap].
func LogOf(ctx context.Context) *RequestLog {
	r, _ := ctx.Value(logKey{}).(*RequestLog)
	return r
}

// Routes serves the mux and tells the record which pattern answered. It must
// be the last step before the mux, with nothing between that copies requests.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := LogOf(r.Context())
		defer func() { record.update(func() { record.route = r.Pattern }) }()
		mux.ServeHTTP(w, r)
	})
}

// accessLog gives the request its id, its caller and its record, and writes
// the record when the reply is done.
func accessLog(m Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := m.Now()
		caller := Caller{RequestID: rand.Text(), Addr: clientAddr(r, m.Proxies)}
		record := &RequestLog{}
		ctx := context.WithValue(r.Context(), callerKey{}, caller)
		ctx = context.WithValue(ctx, logKey{}, record)
		w.Header().Set("X-Request-Id", caller.RequestID)
		seen := &responseRecorder{ResponseWriter: w}
		defer m.Metrics.begin()()
		defer func() {
			took := m.Now().Sub(start)
			m.Metrics.count(record.routeLabel(), seen.statusSent(), took)
			writeEntry(ctx, m.Log, logEntry{record, seen, methodLabel(r.Method), caller.RequestID, took})
		}()
		next.ServeHTTP(seen, r.WithContext(ctx))
	})
}

// routeLabel gives the route, or one word for everything that met none: the
// number of labels in the metrics must not depend on what strangers ask for.
func (r *RequestLog) routeLabel() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.route == "" {
		return "none"
	}
	return r.route
}

// busy is the outcome of a request for which there was no room. Any visitor
// can bring that about, and must not fill the log of errors with it.
const busy = "busy"

type logEntry struct {
	record *RequestLog
	reply  *responseRecorder
	method string
	id     string
	took   time.Duration
}

func writeEntry(ctx context.Context, log *slog.Logger, l logEntry) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("id", l.id),
		slog.String("method", l.method),
		slog.String("route", l.record.routeLabel()),
		slog.Int("status", l.reply.statusSent()),
		slog.Int64("bytes", l.reply.bytes),
		slog.Float64("ms", float64(l.took.Microseconds())/1000),
	}
	l.record.mu.Lock()
	defer l.record.mu.Unlock()
	if l.record.role != "" {
		attrs = append(attrs, slog.String("role", l.record.role))
	}
	if l.record.outcome != "" {
		attrs = append(attrs, slog.String("outcome", l.record.outcome))
	}
	if l.record.err != nil {
		attrs = append(attrs, slog.String("error", l.record.err.Error()))
	}
	switch {
	case l.record.outcome == busy:
		level = slog.LevelWarn
	case l.reply.statusSent() >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// methodLabel keeps the words that HTTP knows; a client may send any other.
func methodLabel(word string) string {
	switch word {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return word
	}
	return "OTHER"
}
