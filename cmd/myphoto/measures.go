package main

import "github.com/prometheus/client_golang/prometheus"

// measure shows the operator how the ledger stands.
func (h *house) measure(registry *prometheus.Registry) {
	standing := func(name, help string, wrong func() error) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			if wrong() != nil {
				return 1
			}
			return 0
		}))
	}
	standing("myphoto_ledger_refused", "1 while the database contradicts the witness of the ledger and nothing is sealed.",
		func() error { refused, _ := h.service.Housekeeping.LedgerStanding(); return refused })
	standing("myphoto_ledger_witness_unwritten", "1 while the witness of the ledger cannot be written and stands behind.",
		func() error { _, unwritten := h.service.Housekeeping.LedgerStanding(); return unwritten })
}
