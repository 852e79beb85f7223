package servicetest

import (
	"bytes"
	"encoding/json"
	"path/filepath"

	"myphoto/internal/ledger"
)

// PinPath returns the path of the pinned checkpoint.
func (h *House) PinPath() string { return filepath.Join(h.Folder, "checkpoint.pinned") }

// Integrate appends every waiting event to the tree of the ledger.
func (h *House) Integrate() {
	h.tb.Helper()
	for {
		n, err := h.Integrator.Integrate(h.tb.Context())
		Must(h.tb, err)
		if n == 0 {
			return
		}
	}
}

// Events returns the integrated events of an act.
func (h *House) Events(act string) []ledger.Event {
	h.tb.Helper()
	var exported bytes.Buffer
	Must(h.tb, h.Integrator.Export(h.tb.Context(), &exported))
	var events []ledger.Event
	for lines := json.NewDecoder(&exported); lines.More(); {
		var record ledger.Record
		Must(h.tb, lines.Decode(&record))
		if event, err := ledger.ParseEvent(record.Body); err == nil && event.Act == act {
			events = append(events, event)
		}
	}
	return events
}

// Refusals integrates the ledger and counts the events of an act that ended with
// the code of a refusal.
func (h *House) Refusals(act, code string) int {
	h.tb.Helper()
	h.Integrate()
	n := 0
	for _, event := range h.Events(act) {
		if event.Outcome == code {
			n++
		}
	}
	return n
}
