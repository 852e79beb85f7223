package custody_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// Children of the sandbox.
const (
	shared  = "15061200018" // of maria and giorgos
	sofia   = "15061200026" // of maria alone
	manolis = "01030900011" // of vasso; comes of age on 1 March 2027
)

// actFor enters a child and returns who acts for it.
func actFor(t *testing.T, h *servicetest.House, who photo.Citizen, in custody.Declaration) photo.Citizen {
	t.Helper()
	minor, err := h.Custody.Declare(t.Context(), who, in)
	servicetest.Must(t, err)
	actor, err := h.Custody.Acting(t.Context(), who, minor)
	servicetest.Must(t, err)
	return actor
}

func TestACustodianLinksAuthorisesAndErasesForAChild(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	forChild := actFor(t, h, maria, custody.Declaration{AMKA: "150612-00018"})
	if forChild.ForName != "ΔΗΜΗΤΡΙΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ" || forChild.Subject() == maria.Subject() {
		t.Fatalf("acts for %q", forChild.ForName)
	}
	id := h.Linked(h.AsPhotographer("nikos"), forChild, servicetest.Mobile("maria"))
	if _, has, _ := h.Citizen.Current(t.Context(), maria); has {
		t.Error("the child's files are the custodian's own")
	}
	h.Grant(forChild, photo.UntilFiles)
	app := h.AsApplication("driving-licences")
	byAMKA := servicetest.LicenceRequest()
	byAMKA.TaxID, byAMKA.AMKA = "", shared
	made, err := h.Application.Retrieve(t.Context(), app, byAMKA)
	servicetest.Must(t, err)
	if made.Receipt == "" {
		t.Error("no receipt")
	}
	if _, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest()); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("by the custodian's tax number: %v", err)
	}
	servicetest.Must(t, h.Citizen.Erase(t.Context(), forChild, id))
	h.Integrate()
	for _, event := range h.Events("associate") {
		if event.Actor != string(maria.Person.Subject) || event.Subject != string(forChild.For) {
			t.Errorf("%s acts for %s", event.Actor, event.Subject)
		}
	}
}

// Whatever the reason, the answer is the same: nobody learns about other people's
// children.
func TestCustodyThatIsNotConfirmedIsRefusedAlike(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	giorgos, stelios := h.AsCitizen("giorgos"), h.AsCitizen("stelios")
	for name, c := range map[string]struct {
		who photo.Citizen
		in  custody.Declaration
	}{
		"somebody else's child":   {giorgos, custody.Declaration{AMKA: sofia}},
		"nobody":                  {giorgos, custody.Declaration{AMKA: "01010100012"}},
		"an adult":                {giorgos, custody.Declaration{AMKA: "14058000028"}},
		"a parent without it":     {stelios, custody.Declaration{AMKA: "10021400014"}},
		"the tax number with it":  {stelios, custody.Declaration{AMKA: "10021400014", TaxID: "700000188"}},
		"a ΠΑΑΥΠΑ of another one": {stelios, custody.Declaration{PAAYPA: "99A00000018"}},
	} {
		if _, err := h.Custody.Declare(t.Context(), c.who, c.in); !errors.Is(err, photo.ErrNotCustodian) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if h.Refusals("custody.confirm", "custody.none") == 0 || h.Count(t, "custodies") != 0 || len(h.Events("custody.confirm")) != h.Refusals("custody.confirm", "custody.none") {
		t.Error("not recorded, or something was kept")
	}
}

func TestWhatIsTypedWrongIsToldAtItsField(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, pavlos, danai := h.AsCitizen("maria"), h.AsCitizen("pavlos"), h.AsCitizen("danai")
	for name, c := range map[string]struct {
		who  photo.Citizen
		in   custody.Declaration
		code string
	}{
		"nothing":              {maria, custody.Declaration{}, "minor.number amka"},
		"both":                 {maria, custody.Declaration{AMKA: shared, PAAYPA: "99A00000018"}, "minor.both paaypa"},
		"all zeros":            {maria, custody.Declaration{AMKA: "00000000000"}, "amka amka"},
		"a wrong digit":        {maria, custody.Declaration{AMKA: "15061200019"}, "amka amka"},
		"no such day":          {maria, custody.Declaration{AMKA: "31021200011"}, "amka amka"},
		"a short ΠΑΑΥΠΑ":       {maria, custody.Declaration{PAAYPA: "99A"}, "paaypa paaypa"},
		"another tax number":   {danai, custody.Declaration{AMKA: "10021400014", TaxID: "700000011"}, "minor.afm afm"},
		"one that is not hers": {maria, custody.Declaration{AMKA: shared, TaxID: "700000188"}, "minor.afm afm"},
		"an adult in custody":  {pavlos, custody.Declaration{AMKA: "12060400020"}, "minor.adult amka"},
	} {
		_, err := h.Custody.Declare(t.Context(), c.who, c.in)
		refusal, ok := photo.RefusalIn(err)
		if !ok || refusal.Code+" "+refusal.Field != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Digits of an ΑΜΚΑ may lie about the age; old numbers and provisional ones are of the
// same child.
func TestTheRegisterDecidesWhoAChildIs(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for user, pairs := range map[string][][2]custody.Declaration{
		"pavlos": {{{AMKA: "01010000014"}, {AMKA: "01010000014"}}, {{AMKA: "01031200015"}, {AMKA: "01031200015"}}, {{AMKA: "29021200026"}, {AMKA: "29021200026"}}},
		"thalia": {{{AMKA: "23041100027"}, {AMKA: "23041100043"}}},
		"amina":  {{{PAAYPA: "99000000026"}, {AMKA: "30111300023"}}, {{PAAYPA: "99a00000018"}, {PAAYPA: "99Α00000018"}}},
		"danai":  {{{AMKA: "10021400014"}, {AMKA: "10021400014", TaxID: "700000188"}}},
	} {
		who := h.AsCitizen(user)
		for _, pair := range pairs {
			one, err := h.Custody.Declare(t.Context(), who, pair[0])
			servicetest.Must(t, err)
			other, err := h.Custody.Declare(t.Context(), who, pair[1])
			servicetest.Must(t, err)
			if one != other {
				t.Errorf("%s: one child is two people", user)
			}
		}
	}
}

func TestARegisterThatIsDownKeepsNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	h.Fault("custody", "down")
	if _, err := h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: shared}); !photo.IsKind(err, photo.Unavailable) {
		t.Errorf("down: %v", err)
	}
	if h.Count(t, "custodies") != 0 {
		t.Error("something was kept")
	}
	h.Fault("custody", "ok")
	forChild := actFor(t, h, maria, custody.Declaration{AMKA: shared})
	h.Fault("custody", "down")
	again := h.AsCitizen("maria") // another sign-in asks again
	if _, err := h.Custody.Acting(t.Context(), again, forChild.For); !photo.IsKind(err, photo.Unavailable) {
		t.Errorf("in another session: %v", err)
	}
	minors, err := h.Custody.Household(t.Context(), again)
	servicetest.Must(t, err)
	if len(minors) != 1 || !minors[0].Unsure || minors[0].Name == "" {
		t.Errorf("%+v", minors)
	}
}

// The register says NONE of somebody whom a record still calls a custodian, as it does
// after a court's decision.
func TestLostCustodyEndsAtTheNextUse(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	forSofia := actFor(t, h, maria, custody.Declaration{AMKA: sofia})
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		kept, err := tx.Custody(t.Context(), maria.Subject(), forSofia.For)
		if err != nil {
			return err
		}
		lost := store.Custody{Custody: kept.Custody, SealedName: kept.SealedName}
		lost.Custodian = giorgos.Subject()
		return tx.SaveCustody(t.Context(), lost)
	}))
	if _, err := h.Custody.Acting(t.Context(), giorgos, forSofia.For); !errors.Is(err, photo.ErrNotCustodian) {
		t.Fatal(err)
	}
	if h.Integrate(); h.Count(t, "custodies") != 1 || len(h.Events("custody.lose")) != 1 {
		t.Error("the custody is still there, or its end is not recorded")
	}
}

// An actor that was made before the custody ended may not finish an act after it.
func TestAnActCommitsOnlyWhileTheCustodyHolds(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	forSofia := actFor(t, h, maria, custody.Declaration{AMKA: sofia})
	h.Linked(h.AsPhotographer("nikos"), forSofia, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		return tx.DeleteCustody(t.Context(), maria.Subject(), forSofia.For)
	}))
	if err := h.Citizen.Pause(t.Context(), forSofia); !errors.Is(err, photo.ErrNotCustodian) {
		t.Error(err)
	}
	if _, err := h.Citizen.Dissociate(t.Context(), forSofia); !errors.Is(err, photo.ErrNotCustodian) {
		t.Error(err)
	}
	if err := h.Citizen.MakeTicket(t.Context(), forSofia, []photo.ProfileID{photo.DrivingLicence}); !errors.Is(err, photo.ErrNotCustodian) {
		t.Error(err)
	}
}

func TestTheOtherCustodianIsToldAndSeesTheSameHistory(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	byGiorgos := actFor(t, h, giorgos, custody.Declaration{AMKA: shared})
	byMaria := actFor(t, h, maria, custody.Declaration{AMKA: shared})
	h.Linked(h.AsPhotographer("nikos"), byMaria, servicetest.Mobile("maria"))
	h.Clock.Move(time.Hour) // a custodian is told once in an hour
	h.Grant(byMaria, photo.UntilFiles)
	h.Deliver()
	if told := strings.Count(h.Messages("mails", "giorgos@example.gr"), "ανηλίκου στο myPhoto"); told != 2 {
		t.Errorf("giorgos was told %d times", told)
	}
	if strings.Contains(h.Messages("mails", "maria@example.gr"), "ανηλίκου στο myPhoto") {
		t.Error("maria was told of her own acts")
	}
	history, err := h.Citizen.History(t.Context(), byGiorgos, citizen.HistoryPage{Limit: 50})
	servicetest.Must(t, err)
	if len(history) < 2 {
		t.Errorf("giorgos sees %d lines", len(history))
	}
	for _, line := range history {
		if own := line.Act == "custody.confirm" && line.Own; line.Act != "custody.confirm" && (!line.ByCustodian || line.Own) || own && !line.ByCustodian {
			t.Errorf("who did %s: %+v", line.Act, line)
		}
	}
	household, err := h.Custody.Household(t.Context(), giorgos)
	servicetest.Must(t, err)
	if len(household) != 1 {
		t.Errorf("giorgos sees %d children", len(household))
	}
}

func TestTheEighteenthBirthdayEndsCustodyAndGrants(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	vasso := h.AsCitizen("vasso")
	forManolis := actFor(t, h, vasso, custody.Declaration{AMKA: manolis})
	id := h.Linked(h.AsPhotographer("nikos"), forManolis, servicetest.Mobile("maria"))
	h.Grant(forManolis, photo.UntilFiles)
	request := servicetest.LicenceRequest()
	request.TaxID, request.AMKA = "", manolis
	midnight := time.Date(2027, 3, 1, 0, 0, 0, 0, photo.Athens())
	h.Clock.Move(midnight.Add(-time.Second).Sub(h.Clock.Now()))
	app := h.AsApplication("driving-licences")
	if _, err := h.Application.Retrieve(t.Context(), app, request); err != nil {
		t.Errorf("a second before: %v", err)
	}
	h.Clock.Move(time.Second)
	request.Case = "ΑΠ-2"
	if _, err := h.Application.Retrieve(t.Context(), app, request); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Errorf("on the birthday: %v", err)
	}
	if _, err := h.Custody.Acting(t.Context(), vasso, forManolis.For); !errors.Is(err, photo.ErrNotCustodian) {
		t.Errorf("the custodian: %v", err)
	}
	if err := h.Citizen.Erase(t.Context(), forManolis, id); !errors.Is(err, photo.ErrNotCustodian) {
		t.Errorf("an actor made before: %v", err)
	}
	h.Sweep()
	if h.Count(t, "custodies") != 0 {
		t.Error("the custody is still recorded")
	}
	own := h.AsCitizen("manolis")
	current, has, err := h.Citizen.Current(t.Context(), own)
	servicetest.Must(t, err)
	if !has || current.Upload != id || current.LiveGrants != 0 {
		t.Errorf("the files: %t %+v", has, current.LiveGrants)
	}
}

// A child without a tax number in the register is found by the ΑΜΚΑ at the first sign-in.
func TestWhoComesOfAgeIsFoundByTheNumberOfTheChild(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	vasso := h.AsCitizen("vasso")
	forManolis := actFor(t, h, vasso, custody.Declaration{AMKA: manolis})
	id := h.Linked(h.AsPhotographer("nikos"), forManolis, servicetest.Mobile("maria"))
	h.WriteBehind(t, "DELETE FROM aliases WHERE kind = 'afm' AND subject_id = '"+string(forManolis.For)+"'")
	h.Clock.Move(time.Date(2027, 3, 2, 12, 0, 0, 0, photo.Athens()).Sub(h.Clock.Now()))
	h.Fault("custody", "down")
	if _, err := h.SignInAs("manolis"); !photo.IsKind(err, photo.Unavailable) {
		t.Errorf("while the register is down: %v", err)
	}
	h.Fault("custody", "ok")
	current, has, err := h.Citizen.Current(t.Context(), h.AsCitizen("manolis"))
	servicetest.Must(t, err)
	if !has || current.Upload != id {
		t.Error("the files were not taken over")
	}
}

func TestALapsedNumberLinksNothingNewAndKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	amina := h.AsCitizen("amina")
	forOmar := actFor(t, h, amina, custody.Declaration{PAAYPA: "99X00000034"})
	if !forOmar.Lapsed {
		t.Fatal("not lapsed")
	}
	nikos := h.AsPhotographer("nikos")
	_, code := h.Upload(nikos, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), forOmar, code))
	servicetest.Must(t, h.Approve(forOmar))
	if err := associate(t, h, forOmar); !errors.Is(err, photo.ErrLapsed) {
		t.Errorf("linked: %v", err)
	}
	before := forOmar // as if it had lapsed after the link
	before.Lapsed = false
	servicetest.Must(t, associate(t, h, before))
	_, err := h.Consent.Grant(t.Context(), forOmar, "driving-licences", photo.Consent{
		Purpose: "driving-licence-renewal", Items: []photo.Item{photo.ItemPhoto}, Mode: photo.Once, Given: true,
	})
	if !errors.Is(err, photo.ErrLapsed) {
		t.Errorf("authorised: %v", err)
	}
	if _, has, err := h.Citizen.Current(t.Context(), forOmar); err != nil || !has {
		t.Errorf("not visible: %v", err)
	}
}

func TestNoMoreThanTenQuestionsADay(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	for range 10 {
		_, _ = h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: manolis})
	}
	if _, err := h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: shared}); !errors.Is(err, custody.ErrTooMany) {
		t.Error(err)
	}
	h.Clock.Move(24 * time.Hour)
	if _, err := h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: shared}); err != nil {
		t.Error(err)
	}
}

// Typed numbers and what the registers said are in no log, and sealed in the database.
func TestNumbersOfMinorsAreNowhereInClear(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	actFor(t, h, maria, custody.Declaration{AMKA: sofia})
	_, _ = h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: manolis})
	h.Fault("custody", "error")
	_, _ = h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: shared})
	for _, secret := range []string{sofia, manolis, shared, "ΣΟΦΙΑ"} {
		if h.OnDisk([]byte(secret)) || strings.Contains(h.Log.String(), secret) {
			t.Errorf("%s is in clear", secret)
		}
	}
}

func associate(t *testing.T, h *servicetest.House, who photo.Citizen) error {
	t.Helper()
	return h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{})
}
