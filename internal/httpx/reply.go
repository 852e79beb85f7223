package httpx

import "net/http"

// reply notes the status and the bytes of what is sent. Unwrap lets
// http.ResponseController reach flushing and deadlines.
type reply struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (p *reply) WriteHeader(status int) {
	if p.status == 0 && status >= http.StatusOK {
		p.status = status
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *reply) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	n, err := p.ResponseWriter.Write(b)
	p.bytes += int64(n)
	return n, err
}

func (p *reply) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// begun reports whether the visitor has got a final status line already.
func (p *reply) begun() bool { return p.status != 0 }

func (p *reply) statusSent() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}
