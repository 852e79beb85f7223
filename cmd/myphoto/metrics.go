package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"myphoto/internal/courier"
	"myphoto/internal/service/outbox"
)

const metricTimeout = time.Second

// registerMetrics registers the metrics of the ledger, of retention and of the outbox.
func (h *app) registerMetrics(ctx context.Context, registry *prometheus.Registry) {
	status := func(name, help string, fault func() error) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, gauge(func() bool { return fault() != nil })))
	}
	status("myphoto_ledger_refused", "1 while no event is integrated into the ledger, because the database contradicts the pinned checkpoint or for any other reason.",
		func() error { refused, _ := h.service.Integrator.Status(); return refused })
	status("myphoto_ledger_pin_unwritten", "1 while the pinned checkpoint of the ledger cannot be written and is behind.",
		func() error { _, unwritten := h.service.Integrator.Status(); return unwritten })
	for name, sender := range map[string]*courier.Watched{"sms": h.sms, "email": h.email} {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "myphoto_sender_failing", Help: "1 while the gateway or the mail server does not accept our messages, by sender.",
			ConstLabels: prometheus.Labels{"sender": name},
		}, gauge(sender.Failing)))
	}
	for _, system := range h.systems() {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "myphoto_system_failing", Help: "1 while the identity provider or a register did not answer when it was last asked, by system.",
			ConstLabels: prometheus.Labels{"system": system.Name},
		}, gauge(system.Failing)))
	}
	registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "myphoto_files_missing_total", Help: "How often the bytes of a file that has a record were missing.",
	}, func() float64 { return float64(h.service.LostFiles()) }))
	h.registerRetention(ctx, registry)
	for _, lane := range outbox.Lanes() {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "myphoto_outbox_oldest_seconds", Help: "Age of the oldest message that waits to be accepted, by lane; -1 when the database does not say.",
			ConstLabels: prometheus.Labels{"lane": lane.String()},
		}, func() float64 { return h.oldestMessage(ctx, lane) }))
	}
}

// registerRetention registers what tells that retention has stopped.
func (h *app) registerRetention(ctx context.Context, registry *prometheus.Registry) {
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "myphoto_sweep_last_success_seconds", Help: "When the sweep of this process last ended everything that was due, in seconds since 1970; 0 before the first.",
	}, func() float64 {
		last := h.service.Retention.LastSweep()
		if last.IsZero() {
			return 0
		}
		return float64(last.Unix())
	}))
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "myphoto_retention_overdue", Help: "Uploads and contacts that should have been erased more than two hours ago, counted up to 1000 each; -1 when the database does not say.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(ctx, metricTimeout)
		defer cancel()
		n, err := h.service.Retention.Overdue(ctx)
		if err != nil {
			return -1
		}
		return float64(n)
	}))
}

// oldestMessage returns the age of the message that has waited longest in a
// lane, in seconds; -1 if the database does not answer.
func (h *app) oldestMessage(ctx context.Context, lane outbox.Lane) float64 {
	ctx, cancel := context.WithTimeout(ctx, metricTimeout)
	defer cancel()
	since, err := h.service.Outbox.WaitingSince(ctx, lane)
	switch {
	case err != nil:
		return -1
	case since.IsZero():
		return 0
	}
	return h.now().Sub(since).Seconds()
}
