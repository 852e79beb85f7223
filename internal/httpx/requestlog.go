package httpx

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// RequestLog is what is logged about one request: one line, and its count in
// the metrics. It holds the pattern of the route and never the path or the
// query, because these can contain a code; handlers add stable words only. Its
// methods are safe for concurrent use and on a nil RequestLog.
type RequestLog struct {
	mu          sync.Mutex
	route       string
	role        string
	application string
	outcome     string
	err         error
}

// SetRole sets the kind of visitor, such as citizen or application; never who.
func (r *RequestLog) SetRole(word string) { r.update(func() { r.role = word }) }

// SetApplication sets the id of the application that asked. It names a program of
// a public body, never a person.
func (r *RequestLog) SetApplication(id string) { r.update(func() { r.application = id }) }

// SetOutcome sets the stable code of a refusal.
func (r *RequestLog) SetOutcome(code string) { r.update(func() { r.outcome = code }) }

// SetError sets the error behind a response that shows only "internal error".
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

// LogOf returns the log of the request that ctx belongs to. Outside [Wrap] that
// is nil, whose methods do nothing.
func LogOf(ctx context.Context) *RequestLog {
	r, _ := ctx.Value(logKey{}).(*RequestLog)
	return r
}

// Routes returns a handler that serves mux and logs the pattern that answered.
// It must be the last step before the mux, with nothing between them that
// copies requests.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := LogOf(r.Context())
		defer func() { entry.update(func() { entry.route = r.Pattern }) }()
		mux.ServeHTTP(w, r)
	})
}

// accessLog gives each request its id, its caller and its log, and writes the
// log after the response.
func accessLog(o Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := o.Now()
		caller := Caller{RequestID: rand.Text(), Addr: clientAddr(r, o.Proxies)}
		warnOfUntrusted(o, r)
		entry := &RequestLog{}
		ctx := context.WithValue(r.Context(), callerKey{}, caller)
		ctx = context.WithValue(ctx, logKey{}, entry)
		w.Header().Set("X-Request-Id", caller.RequestID)
		recorder := &responseRecorder{ResponseWriter: w, now: o.RealNow}
		defer o.Metrics.begin()()
		defer func() {
			took := o.Now().Sub(start)
			o.Metrics.count(entry.routeLabel(), recorder.statusSent(), took)
			writeEntry(ctx, o.Log, logEntry{entry, recorder, methodLabel(r.Method), caller.RequestID, took})
		}()
		next.ServeHTTP(recorder, r.WithContext(ctx))
	})
}

// routeLabel returns the pattern of the route, or one word for all requests
// without a route: the number of labels in the metrics must not depend on what
// strangers request.
func (r *RequestLog) routeLabel() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.route == "" {
		return "none"
	}
	return r.route
}

// busy begins the outcome of a request for which there was no room. Any visitor can
// cause it, and must not fill the error log with it.
const busy = "busy"

type logEntry struct {
	log      *RequestLog
	response *responseRecorder
	method   string
	id       string
	took     time.Duration
}

func writeEntry(ctx context.Context, log *slog.Logger, l logEntry) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("id", l.id),
		slog.String("method", l.method),
		slog.String("route", l.log.routeLabel()),
		slog.Int("status", l.response.statusSent()),
		slog.Int64("bytes", l.response.bytes),
		slog.Float64("ms", float64(l.took.Microseconds())/1000),
	}
	l.log.mu.Lock()
	defer l.log.mu.Unlock()
	if l.log.role != "" {
		attrs = append(attrs, slog.String("role", l.log.role))
	}
	if l.log.application != "" {
		attrs = append(attrs, slog.String("application", l.log.application))
	}
	if l.log.outcome != "" {
		attrs = append(attrs, slog.String("outcome", l.log.outcome))
	}
	if l.log.err != nil {
		attrs = append(attrs, slog.String("error", l.log.err.Error()))
	}
	switch {
	case strings.HasPrefix(l.log.outcome, busy), stopping(ctx):
		level = slog.LevelWarn
	case l.response.statusSent() >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// methodLabel returns the common methods of HTTP as they are and one word for
// all others: a client may send anything.
func methodLabel(word string) string {
	switch word {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return word
	}
	return "OTHER"
}
