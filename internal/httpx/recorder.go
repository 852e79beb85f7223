package httpx

import "net/http"

// responseRecorder notes the status and the bytes of what is sent. Unwrap lets
// http.ResponseController reach flushing and deadlines.
type responseRecorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (p *responseRecorder) WriteHeader(status int) {
	if p.status == 0 && status >= http.StatusOK {
		p.status = status
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *responseRecorder) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	n, err := p.ResponseWriter.Write(b)
	p.bytes += int64(n)
	return n, err
}

func (p *responseRecorder) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// started reports whether the visitor has got a final status line already.
func (p *responseRecorder) started() bool { return p.status != 0 }

func (p *responseRecorder) statusSent() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}
