package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/admin"
	"myphoto/internal/service/servicetest"
)

// withAccess returns a house in which everything that gives access was given in
// every way, and some of it was taken back.
func withAccess(t *testing.T) *servicetest.House {
	t.Helper()
	h := servicetest.Open(t)
	nikos, maria, giorgos, eleni := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos"), h.AsCitizen("eleni")
	later := func() { h.Clock.Move(time.Minute) }
	h.Linked(nikos, giorgos, servicetest.Mobile("giorgos"))
	h.Linked(nikos, eleni, servicetest.Mobile("eleni"))
	first := h.Linked(nikos, maria, servicetest.Mobile("maria"))
	later()
	servicetest.Must(t, servicetest.ErrorOf(h.Citizen.Dissociate(t.Context(), maria)))
	servicetest.Must(t, servicetest.ErrorOf(h.Citizen.Dissociate(t.Context(), eleni)))
	later()
	servicetest.Must(t, h.Citizen.AssociateAgain(t.Context(), maria, first, ""))
	revoked := h.Grant(maria, photo.UntilFiles)
	later()
	servicetest.Must(t, h.Consent.Revoke(t.Context(), maria, revoked))
	h.Grant(maria, photo.Once)
	request := servicetest.LicenceRequest()
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), request)))
	h.Clock.Move(photo.RetrievalTTL) // given back, since nothing was fetched
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Settle(t.Context())))
	h.Grant(giorgos, photo.Once)
	request.TaxID = giorgos.TaxID.Digits()
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), request)))
	_, err := h.Consent.Grant(t.Context(), maria, "driving-licences", photo.Consent{
		Purpose: "driving-licence-issue", Items: []photo.Item{photo.ItemPhoto}, Mode: photo.UntilDate, Until: "2027-01-31", Given: true,
	})
	servicetest.Must(t, err)
	servicetest.Must(t, h.Admin.Employ(t.Context(), admin.EmploymentInput{
		Owner: nikos.TaxID.Digits(), Studio: "Nikos", Employee: "987654324", Label: "Ελένη",
	}))
	servicetest.Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
	later()
	servicetest.Must(t, h.Admin.Resume(t.Context(), "driving-licences"))
	servicetest.Must(t, h.Admin.Suspend(t.Context(), "academic-id"))
	h.Integrate()
	later()
	return h
}

// The ledger is whole when nobody touched it. But what an application receives is
// decided by other tables, and whoever can write there leaves the ledger as it is.
func TestVerificationFindsAccessThatNobodyGave(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct{ statement, of string }{
		"nothing": {`UPDATE uploads SET version = version`, ""},
		"a grant to another application": {
			`UPDATE grants SET application_id = 'academic-id' WHERE mode = 'until'`, "grant",
		},
		"a grant of more items": {
			`UPDATE grants SET items = 'photo,signature' WHERE mode = 'until'`, "grant",
		},
		"a grant for another purpose": {`UPDATE grants SET purpose = 'x' WHERE mode = 'until'`, "grant"},
		"a grant for longer":          {`UPDATE grants SET until_at = until_at + 86400000000 WHERE mode = 'until'`, "grant"},
		"a grant of another mode":     {`UPDATE grants SET mode = 'files', until_at = NULL WHERE mode = 'until'`, "grant"},
		"a grant by somebody else": {
			`UPDATE grants SET subject_id = (SELECT a.subject_id FROM associations a WHERE a.subject_id <> grants.subject_id LIMIT 1) WHERE mode = 'until'`, "grant",
		},
		"a grant on other files": {
			`UPDATE grants SET upload_id = (SELECT a.upload_id FROM associations a WHERE a.subject_id <> grants.subject_id LIMIT 1) WHERE mode = 'until'`, "grant",
		},
		"a grant that nobody gave": {
			`INSERT INTO grants SELECT 'grn_x', subject_id, association_id, upload_id, 'academic-id', 'photo', 'academic-id', 'files', NULL,
				'live', created_at, NULL, FALSE, consent_version, mac FROM grants WHERE mode = 'until'`, "grant grn_x",
		},
		"a grant that was revoked": {
			`UPDATE grants SET state = 'expired' WHERE mode = 'once'; UPDATE grants SET state = 'live', ended_at = NULL WHERE state = 'revoked'`, "grant",
		},
		"a one-time grant that was used": {`UPDATE grants SET state = 'live' WHERE state = 'used'`, "grant"},
		"files linked to another": {
			`UPDATE associations SET ended_at = 1 WHERE subject_id <> (SELECT subject_id FROM grants WHERE mode = 'until');
			UPDATE associations SET subject_id = (SELECT a.subject_id FROM associations a WHERE a.ended_at = 1) WHERE ended_at IS NULL`, "association",
		},
		"a link that was dissolved": {
			`UPDATE associations SET ended_at = NULL WHERE end_reason = 'dissociated' AND subject_id NOT IN (SELECT subject_id FROM grants)`, "association",
		},
		"an employee of nobody":        {`INSERT INTO employees SELECT 'emp_x', studio_id, (SELECT subject_id FROM grants WHERE mode = 'until'), sealed_label, added_at, accepted_at, NULL, NULL, mac FROM employees`, "employment emp_x"},
		"an employee at another place": {`INSERT INTO studios SELECT 'stu_x', (SELECT subject_id FROM grants WHERE mode = 'until'), sealed_name, created_at, mac FROM studios; UPDATE employees SET studio_id = 'stu_x'`, "employment"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h := withAccess(t)
			h.Tamper(t, c.statement)
			report, err := h.Integrator.Verify(t.Context(), nil)
			servicetest.Must(t, err)
			if c.of == "" {
				if !report.Whole() {
					t.Errorf("%+v", report.Faults)
				}
				return
			}
			if report.Whole() || report.Faults[0].Reason != "access-unrecorded" || !strings.HasPrefix(report.Faults[0].Of, c.of) {
				t.Errorf("found %+v", report.Faults)
			}
		})
	}
}

// A trigger may have deleted the event before it was integrated, and a former row is
// genuine: what the rows say is compared with the ledger.
func TestVerificationFindsUsesThatNoEventTells(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		act func(*testing.T, *servicetest.House)
		of  string
	}{
		"a retrieval without its event": {func(t *testing.T, h *servicetest.House) {
			t.Helper()
			servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())))
			h.WriteBehind(t, `DELETE FROM events WHERE act = 'retrieval.create' AND seq IS NULL`)
		}, "retrieval ret_"},
		"an application that works again": {func(t *testing.T, h *servicetest.House) {
			t.Helper()
			h.WriteBehind(t, `CREATE TABLE former AS SELECT * FROM applications; UPDATE former SET id = id`)
			servicetest.Must(t, h.Admin.Suspend(t.Context(), "driving-licences"))
			h.WriteBehind(t, `UPDATE applications SET (suspended_at, mac) = (SELECT f.suspended_at, f.mac FROM former f WHERE f.id = applications.id)`)
		}, "application driving-licences"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h, maria, _ := servicetest.OpenLinked(t)
			h.Grant(maria, photo.UntilFiles)
			h.Integrate()
			c.act(t, h)
			h.Integrate()
			report, err := h.Integrator.Verify(t.Context(), nil)
			servicetest.Must(t, err)
			if len(report.Faults) != 1 || report.Faults[0].Reason != "access-unrecorded" || !strings.HasPrefix(report.Faults[0].Of, c.of) {
				t.Errorf("found %+v", report.Faults)
			}
		})
	}
}

// Whatever the service would refuse, the operator can find before somebody asks for it.
func TestVerificationNamesForgedRowsOfEveryTable(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	servicetest.Must(t, servicetest.ErrorOf(h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())))
	_, _, err := h.Application.Token(t.Context(), "driving-licences", "demo-driving-licences")
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.SwitchNotices(t.Context(), maria, false))
	furnishRows(t, h, maria)
	loseErasureList(t, h)
	h.Integrate()
	verify := func() (named []string) {
		report, err := h.Integrator.Verify(t.Context(), nil)
		servicetest.Must(t, err)
		for _, fault := range report.Faults {
			if fault.Reason != "record-forged" {
				t.Errorf("found %+v", fault)
			}
			table, _, _ := strings.Cut(fault.Of, " ")
			named = append(named, table)
		}
		return named
	}
	if found := verify(); len(found) > 0 {
		t.Fatalf("forged as it was: %v", found)
	}
	for table := range keys {
		h.WriteBehind(t, `UPDATE `+table+` SET mac = x'00' WHERE rowid = (SELECT min(rowid) FROM `+table+`)`)
	}
	found := verify()
	for table := range keys {
		if !slices.Contains(found, table) {
			t.Errorf("%s is not named", table)
		}
	}
	if len(found) != len(keys) {
		t.Errorf("named %v", found)
	}
}
