package keyring_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// Anybody must be able to verify a receipt and a proof with the published keys
// alone.
func TestReceiptAndProofVerifyWithThePublishedKeys(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	receipt, err := jose.ParseSignedCompact(reply.Receipt, []jose.SignatureAlgorithm{jose.EdDSA})
	servicetest.Must(t, err)
	published, err := h.Application.Keys(t.Context())
	servicetest.Must(t, err)
	var set jose.JSONWebKeySet
	servicetest.Must(t, json.Unmarshal(published, &set))
	claims, err := receipt.Verify(set.Key(receipt.Signatures[0].Header.KeyID)[0])
	servicetest.Must(t, err)
	if strings.Contains(string(claims), "123456783") || !strings.Contains(string(claims), reply.Items[0].SHA256) {
		t.Errorf("claims %s", claims)
	}

	h.Integrate()
	entries, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 100})
	servicetest.Must(t, err)
	document, err := h.Citizen.Proof(t.Context(), maria, entries[0].ID)
	servicetest.Must(t, err)
	verifier, err := note.NewVerifier(h.LedgerKey())
	servicetest.Must(t, err)
	if _, err := ledger.VerifyInclusionDocument(document, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
}

// verified reports whether a receipt verifies with the published keys alone.
func verified(t *testing.T, desk *application.Service, receipt string) bool {
	t.Helper()
	signed, err := jose.ParseSignedCompact(receipt, []jose.SignatureAlgorithm{jose.EdDSA})
	servicetest.Must(t, err)
	published, err := desk.Keys(t.Context())
	servicetest.Must(t, err)
	var set jose.JSONWebKeySet
	servicetest.Must(t, json.Unmarshal(published, &set))
	keys := set.Key(signed.Signatures[0].Header.KeyID)
	if len(keys) != 1 {
		return false
	}
	_, err = signed.Verify(keys[0])
	return err == nil
}

// The holder of an old receipt must find the key that signed it, whichever machine
// answers during the rotation.
func TestWhatFormerKeysSignedCanStillBeVerified(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	retrieve := func() string {
		t.Helper()
		reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
		servicetest.Must(t, err)
		return reply.Receipt
	}
	receipts := []string{retrieve()}
	h.Integrate()
	former, err := h.Application.Checkpoint(t.Context())
	servicetest.Must(t, err)
	for _, key := range []string{"receipts", "ledger"} {
		servicetest.Must(t, h.Admin.RotateKey(t.Context(), key))
	}
	receipts = append(receipts, retrieve()) // by a machine that was not restarted
	running, open := h.Application, h.Store
	h.Restart()
	defer func() { _ = open.Close() }()
	receipts = append(receipts, retrieve())
	h.Integrate()
	for i, receipt := range receipts {
		if !verified(t, h.Application, receipt) || !verified(t, running, receipt) {
			t.Errorf("receipt %d cannot be verified", i)
		}
	}
	if strings.Split(receipts[0], ".")[0] == strings.Split(receipts[2], ".")[0] {
		t.Error("the key was not changed")
	}
	if len(h.Events("key.rotate")) != 2 {
		t.Error("the change is not on record")
	}
	report, err := h.Integrator.Verify(t.Context(), former)
	if err != nil || !report.Whole() || report.Outside != 2 {
		t.Errorf("ledger over both keys: %+v, %v", report, err)
	}
	if err := h.Admin.RotateKey(t.Context(), "rows"); !errors.Is(err, photo.ErrInvalid) {
		t.Errorf("a key on which every record depends was changed: %v", err)
	}
}

// If a key written into the database were published, forged receipts would pass
// for ours.
func TestKeyWrittenIntoTheDatabaseIsNotPublished(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	if _, err := h.Application.Keys(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.WriteBehind(t, `INSERT INTO published_keys SELECT 'key_x', kind, randomblob(length(sealed)), made_at FROM published_keys LIMIT 1`)
	if set, err := h.Application.Keys(t.Context()); err == nil {
		t.Errorf("published %s", set)
	}
}
