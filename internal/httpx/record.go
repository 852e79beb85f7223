package httpx

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Record is what is written down about one request: one log line, and its
// count in the metrics. It holds the pattern of the route and never the path
// or the query, for these can carry a code; handlers add stable words only.
// Its methods may be called from several goroutines and on a nil Record.
type Record struct {
	mu      sync.Mutex
	route   string
	role    string
	outcome string
	fault   error
}

// Role notes the kind of visitor, such as citizen or application; never who.
func (r *Record) Role(word string) { r.set(func() { r.role = word }) }

// Outcome notes the stable code of a refusal.
func (r *Record) Outcome(code string) { r.set(func() { r.outcome = code }) }

// Fault notes the error behind a reply that says only "our fault".
func (r *Record) Fault(err error) { r.set(func() { r.fault = err }) }

func (r *Record) set(f func()) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

type recordKey struct{}

// RecordOf gives the record of the request that ctx belongs to; nil, which can
// be used all the same, outside [Wrap].
func RecordOf(ctx context.Context) *Record {
	r, _ := ctx.Value(recordKey{}).(*Record)
	return r
}

// Routes serves the mux and tells the record which pattern answered. It must
// be the last step before the mux, with nothing between that copies requests.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := RecordOf(r.Context())
		defer func() { record.set(func() { record.route = r.Pattern }) }()
		mux.ServeHTTP(w, r)
	})
}

// keepRecord gives the request its id, its caller and its record, and writes
// the record when the reply is done.
func keepRecord(m Manners, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := m.Now()
		caller := Caller{RequestID: rand.Text(), Addr: clientAddr(r, m.Proxies)}
		record := &Record{}
		ctx := context.WithValue(r.Context(), callerKey{}, caller)
		ctx = context.WithValue(ctx, recordKey{}, record)
		w.Header().Set("X-Request-Id", caller.RequestID)
		seen := &reply{ResponseWriter: w}
		defer m.Metrics.begin()()
		defer func() {
			took := m.Now().Sub(start)
			m.Metrics.count(record.pattern(), seen.statusSent(), took)
			write(ctx, m.Log, line{record, seen, method(r.Method), caller.RequestID, took})
		}()
		next.ServeHTTP(seen, r.WithContext(ctx))
	})
}

// pattern gives the route, or one word for everything that met none: the
// number of labels in the metrics must not depend on what strangers ask for.
func (r *Record) pattern() string {
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

type line struct {
	record *Record
	reply  *reply
	method string
	id     string
	took   time.Duration
}

func write(ctx context.Context, log *slog.Logger, l line) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("id", l.id),
		slog.String("method", l.method),
		slog.String("route", l.record.pattern()),
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
	if l.record.fault != nil {
		attrs = append(attrs, slog.String("error", l.record.fault.Error()))
	}
	switch {
	case l.record.outcome == busy:
		level = slog.LevelWarn
	case l.reply.statusSent() >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// method keeps the words that HTTP knows; a client may send any other.
func method(word string) string {
	switch word {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return word
	}
	return "OTHER"
}
