package service_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// The whole path, desk by desk: every act may work alone while the chain from the
// counter to the office is broken.
func TestMainJobFromTheCounterToTheOfficeAndBack(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	ctx := t.Context()
	studio, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id := h.Linked(studio, maria, servicetest.Mobile("maria"))

	grant, err := h.Consent.Grant(ctx, maria, "driving-licences", photo.Consent{
		Purpose: "driving-licence-renewal",
		Items:   []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: photo.UntilFiles, Given: true,
	})
	servicetest.Must(t, err)
	app := h.AsApplication("driving-licences")
	reply, err := h.Application.Retrieve(ctx, app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	if reply.Grant != grant || len(reply.Items) != 2 || strings.Count(reply.Receipt, ".") != 2 {
		t.Errorf("reply %+v", reply)
	}
	bytesOut, err := h.Application.Fetch(ctx, app, reply.ID, photo.ItemPhoto)
	servicetest.Must(t, err)
	mine, err := h.Citizen.Picture(ctx, maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true})
	servicetest.Must(t, err)
	out, err := io.ReadAll(bytesOut.Content)
	servicetest.Must(t, err)
	if !bytes.Equal(out, servicetest.Read(t, mine)) || int64(len(out)) != reply.Items[0].Bytes {
		t.Error("the office and the citizen see different bytes")
	}

	servicetest.Must(t, h.Consent.Revoke(ctx, maria, grant))
	_, err = h.Application.Fetch(ctx, app, reply.ID, photo.ItemSignature)
	if !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("bytes after revocation: %v", err)
	}
	checkHistory(t, h, maria)

	_, err = h.Citizen.Dissociate(ctx, maria)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.AssociateAgain(ctx, maria, id, ""))
	servicetest.Must(t, h.Citizen.Erase(ctx, maria, id))
	if _, err := h.Citizen.Picture(ctx, maria, id, photo.PictureRef{Item: photo.ItemPhoto, Master: true}); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("a look at erased files: %v", err)
	}
	h.Integrate()
	report, err := h.Integrator.Verify(ctx, nil)
	servicetest.Must(t, err)
	if !report.Whole() || report.Integrated == 0 || report.Tail != 0 {
		t.Errorf("ledger %+v", report)
	}
}

func checkHistory(t *testing.T, h *servicetest.House, who photo.Citizen) {
	t.Helper()
	h.Integrate()
	entries, err := h.Citizen.History(t.Context(), who, citizen.HistoryPage{Limit: 100})
	servicetest.Must(t, err)
	seen := map[string]citizen.HistoryEntry{}
	for _, e := range entries {
		seen[string(e.Act)+" "+e.Outcome] = e
	}
	for _, want := range []string{"associate done", "grant.give done", "retrieval.create done", "grant.revoke done"} {
		if _, ok := seen[want]; !ok {
			t.Errorf("history lacks %q: %v", want, seen)
		}
	}
	made := seen["retrieval.create done"]
	if made.Case != "ΑΠ-2026-000123" || made.Official != "officer-7" || !made.Integrated || made.App.El == "" ||
		len(made.Fetches) != 1 || !made.Fetches[0].Integrated {
		t.Errorf("retrieval in the history: %+v", made)
	}
	document, err := h.Citizen.Proof(t.Context(), who, made.ID)
	servicetest.Must(t, err)
	if !bytes.Contains(document, []byte("checkpoint")) {
		t.Error("proof without a checkpoint")
	}
}
