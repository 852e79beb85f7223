package httpx

import (
	"net/http"
	"time"
)

// responseRecorder remembers the status and the number of bytes that are sent, and
// holds the reader to a minimum rate: the time of a response begins with it, and not
// with a request whose body may have taken minutes. Unwrap lets
// http.ResponseController reach flushing and deadlines.
type responseRecorder struct {
	http.ResponseWriter
	now    func() time.Time // real time
	begun  time.Time
	status int
	bytes  int64
}

// expect sets until when the next bytes must have been taken. Without a connection,
// as in a test of a handler alone, there is nobody to wait for.
func (r *responseRecorder) expect(next int) {
	now := r.now()
	if r.begun.IsZero() {
		r.begun = now
	}
	_ = http.NewResponseController(r.ResponseWriter).SetWriteDeadline(line{r.begun, r.bytes}.due(now, next))
}

func (r *responseRecorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.expect(0)
	r.ResponseWriter.WriteHeader(status)
}

func (r *responseRecorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.expect(len(b))
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

func (r *responseRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// started reports whether a final status has been sent.
func (r *responseRecorder) started() bool { return r.status != 0 }

func (r *responseRecorder) statusSent() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
