package service_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/citizen"
	. "myphoto/internal/service/servicetest"
)

// The whole job, desk by desk: without it, each act may work and the chain
// from the counter to the office still be broken.
func TestMainJobFromTheCounterToTheOfficeAndBack(t *testing.T) {
	h := house{Open(t)}
	ctx := t.Context()
	studio, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id := h.Linked(studio, maria, Mobile("maria"))

	grant, err := h.Consent.Grant(ctx, maria, "driving-licences", photo.Consent{
		Purpose: "driving-licence-renewal",
		Items:   []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: photo.UntilFiles, Given: true,
	})
	Must(t, err)
	app := h.application(t, "driving-licences")
	reply, err := h.Application.Retrieve(ctx, app, request())
	Must(t, err)
	if reply.Grant != grant || len(reply.Items) != 2 || strings.Count(reply.Receipt, ".") != 2 {
		t.Errorf("reply %+v", reply)
	}
	bytesOut, err := h.Application.Fetch(ctx, app, reply.ID, photo.ItemPhoto)
	Must(t, err)
	mine, err := h.Citizen.Picture(ctx, maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true})
	Must(t, err)
	if !bytes.Equal(bytesOut.Bytes, mine.Bytes) || int64(len(bytesOut.Bytes)) != reply.Items[0].Bytes {
		t.Error("the office and the citizen see different bytes")
	}

	Must(t, h.Consent.Revoke(ctx, maria, grant))
	_, err = h.Application.Fetch(ctx, app, reply.ID, photo.ItemSignature)
	if !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("bytes after revocation: %v", err)
	}
	h.checkHistory(t, maria)

	_, err = h.Citizen.Dissociate(ctx, maria)
	Must(t, err)
	Must(t, h.Citizen.AssociateAgain(ctx, maria, id, ""))
	Must(t, h.Citizen.Erase(ctx, maria, id))
	if _, err := h.Citizen.Picture(ctx, maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true}); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("a look at erased files: %v", err)
	}
	h.seal(t)
	report, err := h.Integrator.Verify(ctx, nil)
	Must(t, err)
	if !report.Whole() || report.Integrated == 0 || report.Tail != 0 {
		t.Errorf("ledger %+v", report)
	}
}

// house adds what these tests ask of the shared one.
type house struct{ *House }

func (h house) application(t *testing.T, id string) photo.Application {
	t.Helper()
	token, _, err := h.Application.Token(t.Context(), id, "demo-"+id)
	Must(t, err)
	app, err := h.Application.Recognise(t.Context(), token)
	Must(t, err)
	return app
}

func request() application.RetrievalRequest {
	return application.RetrievalRequest{
		TaxID: "123456783", Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Purpose: "driving-licence-renewal",
		Case: "ΑΠ-2026-000123", Audit: application.Audit{TransactionID: "t", Unit: "u", UserID: "officer-7"},
	}
}

func (h house) checkHistory(t *testing.T, who photo.Citizen) {
	t.Helper()
	h.seal(t)
	entries, err := h.Citizen.History(t.Context(), who)
	Must(t, err)
	seen := map[string]citizen.HistoryEntry{}
	for _, e := range entries {
		seen[string(e.Act)+" "+e.Outcome] = e
	}
	for _, want := range []string{"associate done", "grant.give done", "retrieval.create done", "retrieval.fetch done", "grant.revoke done"} {
		if _, ok := seen[want]; !ok {
			t.Errorf("history lacks %q: %v", want, seen)
		}
	}
	made := seen["retrieval.create done"]
	if made.Case != "ΑΠ-2026-000123" || made.Official != "officer-7" || !made.Integrated || made.App.El == "" {
		t.Errorf("retrieval in the history: %+v", made)
	}
	document, err := h.Citizen.Proof(t.Context(), who, made.ID)
	Must(t, err)
	if !bytes.Contains(document, []byte("checkpoint")) {
		t.Error("proof without a checkpoint")
	}
}

func (h house) seal(t *testing.T) {
	t.Helper()
	for {
		n, err := h.Integrator.Integrate(t.Context())
		Must(t, err)
		if n == 0 {
			return
		}
	}
}

// events counts the acts of a name in the ledger.
func (h house) events(t *testing.T, act string) (n int) {
	t.Helper()
	var lines bytes.Buffer
	Must(t, h.Integrator.Export(t.Context(), &lines))
	for line := range bytes.Lines(lines.Bytes()) {
		var record ledger.Record
		Must(t, json.Unmarshal(line, &record))
		if e, err := ledger.ParseEvent(record.Body); err == nil && e.Act == act {
			n++
		}
	}
	return n
}
