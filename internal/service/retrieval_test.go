package service_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	. "myphoto/internal/service/servicetest"
)

// linked gives a house in which maria has linked files.
func linked(t *testing.T) (house, photo.Citizen, photo.Application) {
	t.Helper()
	h := house{Open(t)}
	maria := h.AsCitizen("maria")
	h.Linked(h.AsPhotographer("nikos"), maria, Mobile("maria"))
	return h, maria, h.application(t, "driving-licences")
}

// One answer for everything about the person: an application must learn
// nothing about people who have not authorised it.
func TestEverythingAboutThePersonAnswersAlike(t *testing.T) {
	h, maria, app := linked(t)
	ask := func(what string, r application.RetrievalRequest) {
		t.Helper()
		if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrNotAuthorised) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ask("no grant", request())
	stranger := request()
	stranger.TaxID = "094259216"
	ask("no such person", stranger)
	id := h.grant(t, maria, photo.UntilFiles)
	other := request()
	other.Purpose = "driving-licence-issue"
	ask("other purpose", other)
	Must(t, h.Consent.Revoke(t.Context(), maria, id))
	ask("revoked", request())
	h.grant(t, maria, photo.UntilFiles)
	_, err := h.Citizen.Dissociate(t.Context(), maria)
	Must(t, err)
	ask("dissociated", request())
}

func TestApplicationIsJudgedBeforeAnyPerson(t *testing.T) {
	h, maria, licences := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	academic := h.application(t, "academic-id")
	sig := application.RetrievalRequest{TaxID: "123456783", Items: []photo.Item{photo.ItemSignature}, Purpose: "academic-id"}
	if _, err := h.Application.Retrieve(t.Context(), academic, sig); !errors.Is(err, photo.ErrSignatureForbidden) {
		t.Errorf("signature: %v", err)
	}
	purpose := request()
	purpose.Purpose = "identity-card"
	if _, err := h.Application.Retrieve(t.Context(), licences, purpose); !errors.Is(err, photo.ErrPurpose) {
		t.Errorf("purpose: %v", err)
	}
	Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
	if _, err := h.Application.Retrieve(t.Context(), h.application(t, "driving-licences"), request()); !errors.Is(err, photo.ErrSuspended) {
		t.Errorf("suspended: %v", err)
	}
}

func TestSuspensionStopsBytesNotYetFetched(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
	app = h.application(t, "driving-licences")
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrSuspended) {
		t.Errorf("bytes: %v", err)
	}
}

func TestOneTimeGrantIsUsedOnceByWhomeverAsks(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.Once)
	var won atomic.Int32
	var running sync.WaitGroup
	for range 16 {
		running.Go(func() {
			switch _, err := h.Application.Retrieve(t.Context(), app, request()); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, photo.ErrNotAuthorised):
				t.Error(err)
			}
		})
	}
	running.Wait()
	if won.Load() != 1 {
		t.Errorf("%d retrievals of a one-time grant", won.Load())
	}
}

func TestUnfetchedOneTimeGrantIsGivenBackOnceAndOnlyOnce(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.Once)
	_, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	h.Clock.Move(10 * time.Minute)
	if _, err := h.Application.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	back, err := h.Application.Cancel(t.Context(), app, second.ID, "")
	if err != nil || back {
		t.Errorf("given back a second time: %v, %v", back, err)
	}
}

// Without this one damaged row would keep everybody's one-time grants used up:
// the turn once ended at the first that failed.
func TestOneRetrievalThatCannotBeSettledHoldsUpNoOther(t *testing.T) {
	h, maria, app := linked(t)
	var ids []photo.RetrievalID
	for _, purpose := range []string{"driving-licence-issue", "driving-licence-renewal"} {
		_, err := h.Consent.Grant(t.Context(), maria, "driving-licences", photo.Consent{
			Purpose: purpose, Items: []photo.Item{photo.ItemPhoto}, Mode: photo.Once, Given: true,
		})
		Must(t, err)
		reply, err := h.Application.Retrieve(t.Context(), app, application.RetrievalRequest{
			TaxID: "123456783", Items: []photo.Item{photo.ItemPhoto}, Purpose: purpose,
		})
		Must(t, err)
		ids = append(ids, reply.ID)
		h.Clock.Move(time.Second)
	}
	h.Tamper(t, `CREATE TRIGGER stuck BEFORE UPDATE ON retrievals WHEN OLD.id = '`+string(ids[0])+`'
		BEGIN SELECT RAISE(FAIL, 'this row is damaged'); END;
		UPDATE retrievals SET fetched = FALSE WHERE id = '`+string(ids[1])+`'`)
	h.Clock.Move(photo.RetrievalTTL)
	for turn, settled := range []int{1, 0} {
		n, err := h.Application.Settle(t.Context())
		if n != settled || err == nil || !strings.Contains(err.Error(), string(ids[0])) || strings.Contains(err.Error(), string(ids[1])) {
			t.Errorf("turn %d: settled %d, %v", turn, n, err)
		}
	}
	h.Tamper(t, `DROP TRIGGER stuck; UPDATE retrievals SET fetched = FALSE WHERE NOT settled`)
	if n, err := h.Application.Settle(t.Context()); n != 1 || err != nil {
		t.Errorf("mended: settled %d, %v", n, err)
	}
}

func TestCompletelySentItemKeepsTheGrantUsed(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.Once)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	out, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	Must(t, err)
	Must(t, out.Close(t.Context(), len(out.Bytes)))
	if back, err := h.Application.Cancel(t.Context(), app, reply.ID, ""); err != nil || back {
		t.Errorf("given back: %v, %v", back, err)
	}
}

func TestFileIsFetchedThriceWithinTenMinutesByItsApplication(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	other := h.application(t, "academic-id")
	if _, err := h.Application.Fetch(t.Context(), other, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("another application: %v", err)
	}
	for range 3 {
		_, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
		Must(t, err)
	}
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrRetrievalExpired) {
		t.Errorf("the fourth time: %v", err)
	}
	h.Clock.Move(10 * time.Minute)
	if _, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemSignature); !errors.Is(err, photo.ErrRetrievalExpired) {
		t.Errorf("after ten minutes: %v", err)
	}
}

// What lies in memory that is lent out again would go to the next application.
func TestMemoryOfASentPictureIsEmptyAndServesTheNext(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature, photo.ItemPhoto} {
		got, err := h.Application.Fetch(t.Context(), app, reply.ID, item)
		Must(t, err)
		if sha256.Sum256(got.Bytes) != got.SHA256 {
			t.Errorf("%s is not what its digest says", item)
		}
		memory := got.Bytes
		Must(t, got.Close(t.Context(), len(memory)))
		if bytes.ContainsFunc(memory, func(r rune) bool { return r != 0 }) {
			t.Errorf("%s stays in memory", item)
		}
	}
}

func TestRepeatedRetrievalIsTheSameAndOpensNothingAfterRevocation(t *testing.T) {
	h, maria, app := linked(t)
	grant := h.grant(t, maria, photo.UntilFiles)
	r := request()
	r.IdempotencyKey = "k1"
	first, err := h.Application.Retrieve(t.Context(), app, r)
	Must(t, err)
	again, err := h.Application.Retrieve(t.Context(), app, r)
	Must(t, err)
	if again.ID != first.ID || again.Receipt != first.Receipt {
		t.Error("the repeated request made another retrieval")
	}
	r.Case = "other"
	if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("same key, other content: %v", err)
	}
	Must(t, h.Consent.Revoke(t.Context(), maria, grant))
	if _, err := h.Application.Fetch(t.Context(), app, first.ID, photo.ItemPhoto); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("bytes after revocation: %v", err)
	}
	r.Case = request().Case
	if _, err := h.Application.Retrieve(t.Context(), app, r); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("repeated after revocation: %v", err)
	}
}

func TestEndedSecretAndItsTokensOpenNothing(t *testing.T) {
	h, _, _ := linked(t)
	token, _, err := h.Application.Token(t.Context(), "academic-id", "demo-academic-id")
	Must(t, err)
	Must(t, h.Admin.EndSecret(t.Context(), "academic-id", "demo-academic-id"))
	if _, err := h.Application.Recognise(t.Context(), token); !errors.Is(err, photo.ErrUnauthenticated) {
		t.Errorf("its token: %v", err)
	}
	if _, _, err := h.Application.Token(t.Context(), "academic-id", "demo-academic-id"); !errors.Is(err, photo.ErrUnauthenticated) {
		t.Errorf("the secret: %v", err)
	}
}

func TestGrantOfAnotherCitizenIsNotFound(t *testing.T) {
	h, maria, _ := linked(t)
	id := h.grant(t, maria, photo.UntilFiles)
	if err := h.Consent.Revoke(t.Context(), h.AsCitizen("giorgos"), id); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("giorgos revokes maria's grant: %v", err)
	}
}

func TestConsentIsExplicitAndSignatureGoesOnlyToLicence(t *testing.T) {
	h, maria, _ := linked(t)
	form := photo.Consent{Purpose: "academic-id", Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: photo.Once}
	_, err := h.Consent.Grant(t.Context(), maria, "academic-id", form)
	if err == nil || !strings.Contains(err.Error(), "app.consent") || !strings.Contains(err.Error(), "app.sig") {
		t.Errorf("refusal %v", err)
	}
}

// Anybody must be able to check a receipt and a proof with the published keys
// alone.
func TestReceiptAndProofOpenWithThePublishedKeys(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	receipt, err := jose.ParseSignedCompact(reply.Receipt, []jose.SignatureAlgorithm{jose.EdDSA})
	Must(t, err)
	published, err := h.Application.Keys(t.Context())
	Must(t, err)
	var set jose.JSONWebKeySet
	Must(t, json.Unmarshal(published, &set))
	claims, err := receipt.Verify(set.Key(receipt.Signatures[0].Header.KeyID)[0])
	Must(t, err)
	if strings.Contains(string(claims), "123456783") || !strings.Contains(string(claims), reply.Items[0].SHA256) {
		t.Errorf("claims %s", claims)
	}

	h.seal(t)
	entries, err := h.Citizen.History(t.Context(), maria)
	Must(t, err)
	document, err := h.Citizen.Proof(t.Context(), maria, entries[0].ID)
	Must(t, err)
	verifier, err := note.NewVerifier(h.LedgerKey())
	Must(t, err)
	if _, err := ledger.VerifyInclusionDocument(document, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
}

// verified opens a receipt with the published keys alone.
func verified(t *testing.T, desk *application.Service, receipt string) bool {
	t.Helper()
	signed, err := jose.ParseSignedCompact(receipt, []jose.SignatureAlgorithm{jose.EdDSA})
	Must(t, err)
	published, err := desk.Keys(t.Context())
	Must(t, err)
	var set jose.JSONWebKeySet
	Must(t, json.Unmarshal(published, &set))
	keys := set.Key(signed.Signatures[0].Header.KeyID)
	if len(keys) != 1 {
		return false
	}
	_, err = signed.Verify(keys[0])
	return err == nil
}

// Whoever shows a receipt of last year must find the key it was signed with,
// whichever machine answers while the new key comes into use.
func TestWhatFormerKeysSignedCanStillBeVerified(t *testing.T) {
	h, maria, app := linked(t)
	h.grant(t, maria, photo.UntilFiles)
	retrieve := func() string {
		t.Helper()
		reply, err := h.Application.Retrieve(t.Context(), app, request())
		Must(t, err)
		return reply.Receipt
	}
	receipts := []string{retrieve()}
	h.seal(t)
	former, err := h.Application.Checkpoint(t.Context())
	Must(t, err)
	for _, key := range []string{"receipts", "ledger"} {
		Must(t, h.Admin.RotateKey(t.Context(), key))
	}
	receipts = append(receipts, retrieve()) // by a machine that has not started anew
	running, open := h.Application, h.Store
	h.Restart()
	defer func() { _ = open.Close() }()
	receipts = append(receipts, retrieve())
	h.seal(t)
	for i, receipt := range receipts {
		if !verified(t, h.Application, receipt) || !verified(t, running, receipt) {
			t.Errorf("receipt %d cannot be verified", i)
		}
	}
	if strings.Split(receipts[0], ".")[0] == strings.Split(receipts[2], ".")[0] {
		t.Error("the key was not changed")
	}
	if h.events(t, "key.rotate") != 2 {
		t.Error("the change is not on record")
	}
	report, err := h.Integrator.Verify(t.Context(), former)
	if err != nil || !report.Whole() || report.Outside != 2 {
		t.Errorf("ledger over both keys: %+v, %v", report, err)
	}
	if err := h.Admin.RotateKey(t.Context(), "values"); !errors.Is(err, photo.ErrInvalid) {
		t.Errorf("a key that seals was changed: %v", err)
	}
}

// A key that somebody writes into the database would make his receipts pass
// for ours.
func TestKeyWrittenIntoTheDatabaseIsNotPublished(t *testing.T) {
	h := house{Open(t)}
	if _, err := h.Application.Keys(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.WriteBehind(t, `INSERT INTO published_keys SELECT 'key_x', kind, randomblob(length(sealed)), made_at FROM published_keys LIMIT 1`)
	if set, err := h.Application.Keys(t.Context()); err == nil {
		t.Errorf("published %s", set)
	}
}
