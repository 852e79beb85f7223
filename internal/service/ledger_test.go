package service_test

import (
	"bytes"
	"testing"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// An auditor trusts nobody, least of all whoever can write to the database.
func TestVerificationFindsWhateverWasChangedRemovedOrAdded(t *testing.T) {
	for what, statement := range map[string]string{
		"a changed body":        `UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'done', 'none') AS BLOB) WHERE seq = 3`,
		"a changed column":      `UPDATE events SET subject_id = 'sub_x' WHERE seq = 3`,
		"a changed time":        `UPDATE events SET at = at + 1 WHERE seq = 3`,
		"a changed commitment":  `UPDATE events SET commitment = zeroblob(32) WHERE seq = 3`,
		"a removed record":      `DELETE FROM events WHERE seq = 3`,
		"the last one removed":  `DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)`,
		"swapped records":       `UPDATE events SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4)`,
		"a checkpoint forged":   `UPDATE checkpoints SET text = CAST(replace(CAST(text AS TEXT), 'ledger', 'legder') AS BLOB)`,
		"a body removed early":  `UPDATE events SET body = NULL, salt = NULL WHERE seq = 3 AND 0 = (SELECT count(*) FROM events WHERE seq = -1)`,
		"an added record":       `INSERT INTO events SELECT 'evt_x', max(seq) + 1, at, act, outcome, '', '', '', '', salt, body, commitment FROM events`,
		"a record pushed in":    `INSERT INTO events SELECT 'evt_x', -1, at, act, outcome, '', '', '', '', salt, body, commitment FROM events WHERE seq = 3`,
		"an outcome rewritten":  `UPDATE events SET outcome = 'denied' WHERE seq = 2`,
		"checkpoints removed":   `DELETE FROM checkpoints`,
		"an application hidden": `UPDATE events SET application_id = 'x' WHERE seq = 2`,
	} {
		t.Run(what, func(t *testing.T) {
			h := house{Open(t)}
			h.AsCitizen("maria")
			h.seal(t)
			h.Tamper(t, statement)
			report, err := h.Integrator.Verify(t.Context(), nil)
			switch {
			case what == "a body removed early":
				if err != nil || report.Removed != 1 || report.RemovedAt.IsZero() {
					t.Errorf("removal not reported: %+v, %v", report, err)
				}
			case err == nil && report.Whole():
				t.Errorf("not found: %+v", report)
			}
		})
	}
}

// One batch as large as a busy second would let nobody else write meanwhile.
func TestManyEventsAreIntegratedInBatches(t *testing.T) {
	h := house{Open(t)}
	h.seal(t)
	const many = 1100
	for range many {
		event := &ledger.Event{Act: "test", Actor: "service", Role: "service", Facts: map[string]string{}}
		Must(t, h.Store.Write(t.Context(), event, func(*store.Tx) error { return nil }))
	}
	if n, err := h.Integrator.Integrate(t.Context()); err != nil || n != many {
		t.Errorf("integrated %d of %d, %v", n, many, err)
	}
	report, err := h.Integrator.Verify(t.Context(), nil)
	Must(t, err)
	if !report.Whole() || report.Tail != 0 {
		t.Errorf("not whole: %+v", report)
	}
}

func TestWholeLedgerIsWholeAlsoAfterBodiesWereForgotten(t *testing.T) {
	h := house{Open(t)}
	h.AsCitizen("maria")
	h.seal(t)
	outside, err := h.Application.Checkpoint(t.Context())
	Must(t, err)
	h.Clock.Set(h.Clock.Now().AddDate(10, 0, 1))
	if row := h.sweep(t)["ledger-bodies"]; row.Erased == 0 {
		t.Fatalf("no body was forgotten: %+v", row)
	}
	h.seal(t)
	report, err := h.Integrator.Verify(t.Context(), outside)
	Must(t, err)
	if !report.Whole() || report.Removed == 0 {
		t.Errorf("%+v", report)
	}
}

// Everything personal, as it is typed somewhere in the story.
var secrets = [][]byte{
	[]byte("123456783"), []byte("111111114"), // tax numbers
	[]byte("6900000001"), []byte("6944555666"), []byte("client@example.org"), // contacts
	[]byte("ΠΑΠΑΔΟΠΟΥΛΟΥ"), []byte("ΝΙΚΟΛΑΟΥ"), []byte("ΜΑΡΙΑ"), // names
	[]byte("officer-7"), []byte("ΑΠ-2026-000123"), []byte("νύφη Σάββατο"), // case, official, label
	[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), // the beginning of a JPEG
}

// A stolen disk or a forwarded log must yield no picture, number, name or
// code, also when errors quoted what they failed on.
func TestDiskAndLogsGiveNothingAway(t *testing.T) {
	for _, gateway := range []string{"ok", "down", "error"} {
		t.Run("gateway "+gateway, func(t *testing.T) {
			h := house{Open(t)}
			nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
			form := h.Form("6944555666")
			form.Email, form.Channels, form.Label = "client@example.org", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}, "νύφη Σάββατο"
			_, err := h.Studio.Upload(t.Context(), nikos, form)
			Must(t, err)
			h.Deliver()
			code := h.LastCode("+306944555666")
			h.Fault("sms", gateway)
			h.Fault("smtp", gateway)
			Must(t, h.Citizen.Submit(t.Context(), maria, code))
			Must(t, h.Approve(maria))
			Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
			h.grant(t, maria, photo.UntilFiles)
			reply, err := h.Application.Retrieve(t.Context(), h.application(t, "driving-licences"), request())
			Must(t, err)
			_, err = h.Application.Fetch(t.Context(), h.application(t, "driving-licences"), reply.ID, photo.ItemPhoto)
			Must(t, err)
			form.Label = ""
			_, err = h.Studio.Upload(t.Context(), nikos, form)
			Must(t, err)
			h.Deliver()
			h.seal(t)
			for _, secret := range append([][]byte{[]byte(code)}, secrets...) {
				if h.onDisk(t, secret) {
					t.Errorf("on the disk: %q", secret)
				}
				if bytes.Contains(h.Log.Bytes(), secret) {
					t.Errorf("in the log: %q", secret)
				}
			}
		})
	}
}
