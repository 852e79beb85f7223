package httpx

import "net/http"

// responseRecorder remembers the status and the number of bytes that are sent.
// Unwrap lets http.ResponseController reach flushing and deadlines.
type responseRecorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *responseRecorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *responseRecorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
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
