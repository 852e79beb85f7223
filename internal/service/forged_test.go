package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/consent"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// Rows that nobody but an intruder wrote, one in each list that people and applications
// are shown.
const intruded = `
	INSERT INTO bodies SELECT 'intruded-body', name_el, name_en, mac FROM bodies LIMIT 1;
	INSERT INTO applications SELECT 'intruded-app', 'intruded-body', name_el, name_en, legal_basis_el, legal_basis_en, refusal_el, refusal_en, items,
		profile, signature_approved, suspended_at, created_at, mac FROM applications LIMIT 1;
	INSERT INTO purposes SELECT 'driving-licences', 'intruded', name_el, name_en, mac FROM purposes LIMIT 1;
	INSERT INTO secrets SELECT 'key_intruded', 'driving-licences', hash, created_at, expires_at, mac FROM secrets WHERE application_id = 'driving-licences';
	INSERT INTO employees SELECT 'emp_intruded', id, (SELECT subject_id FROM grants), sealed_name, created_at, NULL, NULL, NULL, mac FROM studios;
	INSERT INTO uploads SELECT 'upl_intruded', studio_id, by_subject_id, 'dissociated', documents, created_at, changed_at, sent_at, viewed_at,
		rejected_at, reject_reason, replaced_at, associated_at, subject_id, bound_id, resends, stranger_id, remind_at, due_at, NULL, sealed_code, sealed_details,
		sealed_contact, contact_until_at, erased_at, erase_rule, version, mac FROM uploads;
	INSERT INTO grants SELECT 'grt_intruded', subject_id, association_id, upload_id, application_id, items, purpose, mode, until_at, 'revoked', created_at,
		created_at, given_back, consent_version, mac FROM grants`

// One row must not take a list from everybody, least of all the list from which a person
// revokes: an application would go on retrieving.
func TestForgedRowTakesNoListFromAnybody(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	nikos := h.AsPhotographer("nikos")
	grant := h.Grant(maria, photo.UntilFiles)
	token, _, err := h.Application.Token(t.Context(), "driving-licences", "demo-driving-licences")
	servicetest.Must(t, err)
	h.WriteBehind(t, intruded)

	options, err := h.Consent.Applications(t.Context(), maria)
	if err != nil || len(options) == 0 || slices.ContainsFunc(options, func(o consent.ApplicationOption) bool { return o.ID == "intruded-app" || len(o.Purposes) == 0 }) {
		t.Errorf("may authorise %+v, %v", options, err)
	}
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Current == nil || len(home.Dissociated) > 0 {
		t.Errorf("files %+v, %v", home, err)
	}
	list, err := h.Studio.List(t.Context(), nikos, studio.Filter{})
	if err != nil || len(list.Rows) != 1 {
		t.Errorf("uploads %+v, %v", list, err)
	}
	_, err = h.Application.Recognise(t.Context(), token)
	servicetest.Must(t, err)
	_, _, err = h.Application.Token(t.Context(), "driving-licences", "demo-driving-licences")
	servicetest.Must(t, err)
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())))
	grants, err := h.Consent.Grants(t.Context(), maria)
	if err != nil || len(grants) != 1 || grants[0].ID != grant {
		t.Fatalf("may revoke %+v, %v", grants, err)
	}
	servicetest.Must(t, h.Consent.Revoke(t.Context(), maria, grant))
	if _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("retrieved after the revocation: %v", err)
	}
	checkIntrudedLog(t, h, maria)
}

// checkIntrudedLog looks for one line a minute for each row.
func checkIntrudedLog(t *testing.T, h *servicetest.House, maria photo.Citizen) {
	t.Helper()
	for _, row := range []string{
		`"table":"applications","key":"intruded-app"`, `"table":"purposes","key":"driving-licences intruded"`, `"table":"secrets","key":"key_intruded"`,
		`"table":"uploads","key":"upl_intruded"`, `"table":"grants","key":"grt_intruded"`,
	} {
		if n := strings.Count(h.Log.String(), row); n != 1 {
			t.Errorf("%d lines with %s", n, row)
		}
	}
	h.Clock.Move(time.Minute)
	servicetest.Must(t, servicetest.ErrorOf(h.Consent.Grants(t.Context(), maria)))
	if n := strings.Count(h.Log.String(), `"key":"grt_intruded"`); n != 2 {
		t.Errorf("%d lines a minute later", n)
	}
}

// A row that is left out where all are ended, changed or looked for would count again
// once its former code is put back.
func TestForgedRowIsNotLeftOutOfWhatEndsAll(t *testing.T) {
	t.Parallel()
	h, maria, _ := servicetest.OpenLinked(t)
	nikos := h.AsPhotographer("nikos")
	h.Grant(maria, photo.UntilFiles)
	id, _ := h.Upload(nikos, "6900000001")
	h.WriteBehind(t, `UPDATE secrets SET mac = x'00'`)
	if err := h.Admin.EndSecret(t.Context(), "driving-licences", "demo-driving-licences"); !errors.Is(err, store.ErrForged) {
		t.Errorf("ended a secret: %v", err)
	}
	h.WriteBehind(t, `UPDATE grants SET mac = x'00'`)
	if _, err := h.Citizen.Dissociate(t.Context(), maria); !errors.Is(err, store.ErrForged) {
		t.Errorf("ended the permissions: %v", err)
	}
	h.WriteBehind(t, `INSERT INTO claims SELECT s.id, '`+string(id)+`', 1, 1, NULL, x'00' FROM subjects s LIMIT 1`)
	if err := h.Studio.Withdraw(t.Context(), nikos, id); !errors.Is(err, store.ErrForged) {
		t.Errorf("closed the claims: %v", err)
	}
	h.WriteBehind(t, `UPDATE uploads SET mac = x'00' WHERE state = 'associated'`)
	if _, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000003")); !errors.Is(err, store.ErrForged) {
		t.Errorf("compared with the pictures of other clients: %v", err)
	}
}

// An operator removes the former key once nothing is left under it.
func TestForgedRowIsNotLeftUnderAFormerKeyUnseen(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.AsCitizen("maria")
	h.WriteBehind(t, `UPDATE aliases SET mac = x'00'`)
	h.RotateHashKeys()
	if err := h.Admin.Rehash(t.Context(), func(string, int) {}); !errors.Is(err, store.ErrForged) {
		t.Errorf("hashed everybody anew: %v", err)
	}
}
