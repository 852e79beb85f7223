package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
)

// maxStack bounds the stack written to the log, in bytes.
const maxStack = 8 << 10

// errPanicked stands in the record of a request whose handler panicked.
var errPanicked = errors.New("handler panicked")

// recoverPanic turns a panic into the reply of m.Broken. When part of another
// reply is out already, it cuts the connection: a visitor must not take half a
// page or half a file for a whole one.
func recoverPanic(m Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { //nolint:contextcheck // a recovery has no context but that of the request it closes over
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler) // the handler's own way to cut the connection
			}
			logPanic(r.Context(), m.Log, cause)
			if sent, ok := w.(*responseRecorder); ok && sent.started() {
				panic(http.ErrAbortHandler)
			}
			deleteHeaders(w.Header(), "Content-Length", "Content-Encoding", "Content-Disposition", "ETag")
			m.OnPanic.ServeHTTP(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

func deleteHeaders(h http.Header, names ...string) {
	for _, name := range names {
		h.Del(name)
	}
}

// logPanic logs where it happened. The panic's own text is kept only when the
// runtime wrote it: any other could hold what a visitor typed.
func logPanic(ctx context.Context, log *slog.Logger, cause any) {
	LogOf(ctx).SetError(errPanicked)
	what := fmt.Sprintf("%T", cause)
	if err, ok := cause.(runtime.Error); ok {
		what = err.Error()
	}
	stack := debug.Stack()
	log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("id", CallerOf(ctx).RequestID),
		slog.String("cause", what),
		slog.String("stack", string(stack[:min(len(stack), maxStack)])))
}
