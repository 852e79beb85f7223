package service_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/admin"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

// With a key file that lacks a key in use, people would be entered a second time
// and separated from their files.
func TestServiceDoesNotStartWithoutAKeyInUse(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	now := h.KeyFiles()
	other := servicetest.KeyFiles{}.WithNewKeys()
	for what, files := range map[string]servicetest.KeyFiles{
		"look-up": {Master: now.Master, Lookup: other.Lookup}, "master": {Master: other.Master, Lookup: now.Lookup},
	} {
		for _, serves := range []bool{true, false} {
			err := h.TryRestart(func(c *service.Config) {
				files.In(t)(c)
				c.Serves = serves
			})
			h.Restart()
			if !errors.Is(err, service.ErrKeysMissing) || !strings.Contains(err.Error(), what) {
				t.Errorf("with another %s key, serves %v: %v", what, serves, err)
			}
		}
	}
	before := h.Count(t, "subjects")
	h.Clock.Move(time.Minute)
	h.AsCitizen("maria")
	if after := h.Count(t, "subjects"); after != before {
		t.Errorf("%d people became %d", before, after)
	}
}

// A row that anybody can write and that ends by itself does not keep the service from
// starting.
func TestForgedSessionDoesNotStopTheStart(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Tamper(t, `INSERT INTO sessions VALUES (x'0102030405060708','','',0,x'00',4000000000000000)`)
	h.AsCitizen("maria")
}

// One person under two look-up keys must be impossible whatever a program does.
func TestOneTaxNumberHasOnePersonUnderAnyLookupKey(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	h.WriteBehind(t, `UPDATE aliases SET hash = CAST(X'00' || hash AS BLOB)`)
	if _, err := h.SignInAs("maria"); err == nil {
		t.Error("the same person was entered a second time")
	}
}

// A command runs between the editing of a key file and the restart: what it writes
// must be found by the program that still runs with the former file.
func TestCommandWritesUnderTheKeyOfTheRunningProgram(t *testing.T) {
	t.Parallel()
	h, _, _ := servicetest.OpenLinked(t)
	edited := h.KeyFiles().WithNewKeys()
	command := h.Command(edited.In(t))
	servicetest.Must(t, command.Admin.AddSecret(t.Context(), "academic-id", "a-new-secret-of-theirs"))
	if _, _, err := h.Application.Token(t.Context(), "academic-id", "a-new-secret-of-theirs"); err != nil {
		t.Errorf("the running program does not know the secret: %v", err)
	}
	servicetest.Must(t, command.Admin.Employ(t.Context(), admin.EmploymentInput{
		Owner: "111111114", Studio: "Studio", Employee: "123456783", Label: "Μ",
	}))
	for _, move := range []func() error{
		func() error { return command.Admin.Rewrap(t.Context(), func(string, int) {}) },
		func() error { return command.Admin.Rehash(t.Context(), func(string, int) {}) },
	} {
		if err := move(); !errors.Is(err, service.ErrNotAdopted) {
			t.Errorf("moved under a key that the running program does not have: %v", err)
		}
	}
	keys, err := command.Admin.KeyStatus(t.Context())
	servicetest.Must(t, err)
	for _, k := range keys {
		if k.MayGo() {
			t.Errorf("the key of the next start may go: %+v", k)
		}
	}
	h.Reopen(edited.In(t))
	if _, _, err := h.Application.Token(t.Context(), "academic-id", "a-new-secret-of-theirs"); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// An operator who made a new generation must see that it is there, and when it is in
// use.
func TestEveryGenerationOfTheValuesKeyIsShown(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	servicetest.Must(t, h.Admin.RotateKey(t.Context(), "values"))
	states := func(s *service.Service) (states []string) {
		keys, err := s.Admin.KeyStatus(t.Context())
		servicetest.Must(t, err)
		for _, k := range keys {
			if k.Kind == "values-key" {
				states = append(states, fmt.Sprintf("%s %t %t", k.ID, k.Current, k.Next))
			}
		}
		return states
	}
	unchanged := func(*service.Config) {}
	if diff := cmp.Diff([]string{"00000001 true false", "00000002 false true"}, states(h.Command(unchanged))); diff != "" {
		t.Errorf("before the restart: %s", diff)
	}
	h.Reopen(unchanged)
	if diff := cmp.Diff([]string{"00000002 true false", "00000001 false false"}, states(h.Command(unchanged))); diff != "" {
		t.Errorf("after the restart: %s", diff)
	}
}

// A key that leaked must be retired without losing anything or signing anybody out.
func TestFormerKeysAreRetiredWhileServing(t *testing.T) {
	t.Parallel()
	h, maria, app := servicetest.OpenLinked(t)
	h.Grant(maria, photo.UntilFiles)
	h.Clock.Move(time.Minute)
	nikos := h.AsPhotographer("nikos")
	_, waiting := h.Upload(nikos, "6900000002") // its code is known to nobody but the client
	session := signin.SessionRecord{Content: []byte("content"), Until: h.Clock.Now().AddDate(0, 0, 1)}
	servicetest.Must(t, h.SignIn.SaveSession(t.Context(), "token", session))
	former := h.KeyFiles()
	files := former.WithNewKeys()
	servicetest.Must(t, h.Admin.RotateKey(t.Context(), "values"))
	h.Reopen(files.In(t))

	command := h.Command(files.In(t))
	moved := map[string]int{}
	count := func(what string, done int) { moved[what] = done }
	servicetest.Must(t, command.Admin.Rewrap(t.Context(), count))
	servicetest.Must(t, command.Admin.Rehash(t.Context(), count))
	for _, what := range []string{"keys of the service", "keys of uploads", "people", "studios", "published keys", "codes", "pictures"} {
		if moved[what] == 0 {
			t.Errorf("no %s were moved", what)
		}
	}
	opens(t, h, maria, app)
	if content, found, err := h.SignIn.FindCtx(t.Context(), "token"); !found || string(content) != "content" {
		t.Errorf("the session ended: %v", err)
	}

	// What cannot be hashed anew moves at its next use.
	if mayGo(t, command, "look-up-key", former.Lookup) {
		t.Error("the former look-up key may go while a code, a secret and a session depend on it")
	}
	if !mayGo(t, command, "master-key", former.Master) {
		t.Error("the former master key may not go")
	}
	servicetest.Must(t, h.SignIn.ExtendSession(t.Context(), "token", session))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, waiting))
	h.AsApplication("academic-id")
	h.Clock.Move(photo.EligibilityTTL) // tokens and repeated requests end
	h.Clock.Move(6 * 24 * time.Hour)   // delivery reports are no longer waited for
	_, err := command.Admin.EndAllSessions(t.Context())
	servicetest.Must(t, err)
	maria = h.AsCitizen("maria")
	h.Sweep()
	app = h.AsApplication("driving-licences")
	if !mayGo(t, command, "look-up-key", former.Lookup) {
		keys, _ := command.Admin.KeyStatus(t.Context())
		t.Errorf("the former look-up key may not go: %+v", keys)
	}

	h.Reopen(files.First().In(t))
	opens(t, h, maria, app)
	if _, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 100}); err != nil {
		t.Errorf("what the former key of small values sealed: %v", err)
	}
	if again := h.AsCitizen("maria"); again.Subject() != maria.Subject() {
		t.Error("maria became another person")
	}
	h.AsApplication("academic-id")
	h.Integrate()
	if len(h.Events("key.rewrap")) == 0 || len(h.Events("key.rehash")) == 0 || len(h.Events("key.adopt")) != 3 {
		t.Errorf("not on record: %d adopted", len(h.Events("key.adopt")))
	}
}

// opens checks that what is sealed and hashed is found and opens.
func opens(t *testing.T, h *servicetest.House, maria photo.Citizen, app photo.Application) {
	t.Helper()
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Current == nil || home.Current.StudioName == "" || home.Current.Code.IsZero() {
		t.Fatalf("home %+v, %v", home, err)
	}
	if _, err := h.Citizen.Picture(t.Context(), maria, home.Current.Upload, photo.PictureRef{Item: photo.ItemPhoto}); err != nil {
		t.Error(err)
	}
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	delivery, err := h.Application.Fetch(t.Context(), app, reply.ID, photo.ItemPhoto)
	servicetest.Must(t, err)
	servicetest.Must(t, delivery.Close(t.Context(), delivery.Bytes))
	if _, err := h.Application.Keys(t.Context()); err != nil {
		t.Error(err)
	}
}

// mayGo reports whether the status says that the first key of a file may go.
func mayGo(t *testing.T, s *service.Service, kind string, text []byte) bool {
	t.Helper()
	id := strings.Split(strings.TrimPrefix(string(text), "private:"), ":")[0]
	keys, err := s.Admin.KeyStatus(t.Context())
	servicetest.Must(t, err)
	for _, k := range keys {
		if k.Kind == kind && k.ID == id {
			return k.MayGo()
		}
	}
	t.Fatalf("no %s %s in %+v", kind, id, keys)
	return false
}

// How many messages a contact had today is counted under its keyed hash: without the
// key the count would begin anew.
func TestContactOfTodayKeepsItsLookupKey(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	for range 5 {
		servicetest.Must(t, servicetest.ErrorOf(h.Studio.Upload(t.Context(), nikos, form)))
	}
	former, _, _ := strings.Cut(string(h.KeyFiles().Lookup), ":")
	h.RotateHashKeys()
	if err := servicetest.ErrorOf(h.Studio.Upload(t.Context(), nikos, form)); !errors.Is(err, photo.ErrContactDaily) {
		t.Errorf("the sixth message under another key: %v", err)
	}
	counted := func() (n int) {
		keys, err := h.Admin.KeyStatus(t.Context())
		servicetest.Must(t, err)
		for _, k := range keys {
			for _, use := range k.Records {
				if use.Key == former && use.What == "contacts of today" {
					n += use.Records
				}
			}
		}
		return n
	}
	if n := counted(); n != 1 {
		t.Errorf("%d contacts depend on the former key", n)
	}
	h.Clock.Move(24 * time.Hour)
	if n := counted(); n != 0 {
		t.Errorf("%d contacts of yesterday do", n)
	}
}
