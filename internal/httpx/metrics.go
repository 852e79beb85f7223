package httpx

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts the requests of all servers by route pattern and status. Its
// registry also takes the metrics of other packages.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	running   prometheus.Gauge
	throttled *prometheus.CounterVec
}

// NewMetrics returns the metrics of HTTP, of the Go runtime and of the process.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "myphoto_http_requests_total", Help: "Requests answered, by route pattern and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "myphoto_http_request_seconds", Help: "Time from the first byte of a request to the end of its reply, by route pattern.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "myphoto_http_requests_running", Help: "Requests being answered now.",
		}),
		throttled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "myphoto_turned_away_total", Help: "Requests that came too often and were answered 429 unread, by door.",
		}, []string{"door"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.running, m.throttled,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Registry returns the registry for the metrics of other packages. Labels must
// come from a fixed list of words, never from what a visitor sent.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Throttled counts a request that came too often. The door is one word from a
// fixed list.
func (m *Metrics) Throttled(door string) { m.throttled.WithLabelValues(door).Inc() }

// handler serves the metrics in the text format of Prometheus.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// begin counts a request as running until the returned function is called.
func (m *Metrics) begin() func() {
	m.running.Inc()
	return m.running.Dec
}

func (m *Metrics) count(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}
