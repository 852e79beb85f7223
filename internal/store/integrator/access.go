package integrator

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// reasonAccess: a record that gives access now is not what its events say.
const reasonAccess ledger.Reason = "access-unrecorded"

// reasonForged: a record was not written by the service, which refuses it.
const reasonForged ledger.Reason = "record-forged"

// access is what gives access now, and every retrieval, beside what the events say
// about it. It is kept in memory, some 600 bytes for each live grant, 250 for each
// association and 350 for each retrieval whose event was not read yet, and about twice
// as much while the rows are loaded.
type access struct {
	grants      []*liveGrant
	links       []*link
	employments []*employment
	forged      []ledger.Fault // rows of all tables whose code is wrong

	grantOf      map[string]*liveGrant
	linkOf       map[string]*link
	employmentOf map[string]*employment
	unmade       map[string]photo.Retrieval // retrievals without the event that made them
	suspended    map[string]bool            // of each application, as its row says
	decided      map[string]bool            // of each application, as its last event says
	endOf        map[string]time.Time       // when an upload of these was last dissociated or erased
}

type liveGrant struct {
	grant photo.Grant
	given time.Time
	ended bool
	used  int // retrievals that consumed it, less those that gave it back
}

type link struct {
	association store.Association
	made        time.Time
}

type employment struct {
	record          store.Employment
	accepted, ended bool
}

// loadAccess loads everything that gives access now.
func loadAccess(ctx context.Context, tx *store.Tx) (*access, error) {
	a := &access{
		grantOf: map[string]*liveGrant{}, linkOf: map[string]*link{}, employmentOf: map[string]*employment{}, endOf: map[string]time.Time{},
		unmade: map[string]photo.Retrieval{}, suspended: map[string]bool{}, decided: map[string]bool{},
	}
	now, err := tx.Access(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range now.Grants {
		g := &liveGrant{grant: one}
		a.grants, a.grantOf[string(one.ID)], a.endOf[string(one.Upload)] = append(a.grants, g), g, time.Time{}
	}
	for _, one := range now.Associations {
		l := &link{association: one}
		a.links, a.linkOf[string(one.Upload)], a.endOf[string(one.Upload)] = append(a.links, l), l, time.Time{}
	}
	for _, one := range now.Employments {
		e := &employment{record: one}
		a.employments, a.employmentOf[one.ID] = append(a.employments, e), e
	}
	for _, one := range now.Applications {
		a.suspended[string(one.ID)] = one.Suspended
	}
	err = tx.EachRetrieval(ctx, func(r photo.Retrieval) { a.unmade[string(r.ID)] = r })
	if err != nil {
		return nil, err
	}
	return a, tx.EachForged(ctx, func(table, key string) {
		a.forged = append(a.forged, ledger.Fault{Reason: reasonForged, Of: table + " " + key})
	})
}

// note notes what an event says. Events come in the order of the tree. The acts and
// facts are those of the desks (service/internal/journal).
func (a *access) note(e *ledger.Event) {
	if e.Outcome != "done" {
		return
	}
	if r, found := a.unmade[e.Retrieval]; found && isMadeBy(r, e) {
		delete(a.unmade, e.Retrieval)
	}
	switch e.Act {
	case "application.suspend":
		a.decided[e.Application] = e.Facts["suspended"] == "true"
	case "grant.give", "grant.revoke", "grant.expire", "retrieval.create", "retrieval.cancel", "retrieval.settle":
		if g := a.grantOf[e.Grant]; g != nil {
			g.note(e)
		}
	case "associate":
		if l := a.linkOf[e.Upload]; l != nil && string(l.association.Subject) == e.Subject && e.At.After(l.made) {
			l.made = e.At
		}
	case "dissociate", "erase", "erase.retention", "erase.replay", "upload.withdraw":
		if end, concerned := a.endOf[e.Upload]; concerned && e.At.After(end) {
			a.endOf[e.Upload] = e.At
		}
	case "employee.accept", "employee.enter", "employee.remove", "employee.refuse":
		if one := a.employmentOf[e.Facts["employment"]]; one != nil {
			one.note(e)
		}
	}
}

func (g *liveGrant) note(e *ledger.Event) {
	switch e.Act {
	case "grant.give":
		if g.isGivenBy(e) {
			g.given = e.At
		}
	case "grant.revoke", "grant.expire":
		g.ended = true
	case "retrieval.create":
		g.used++
	default:
		if e.Facts["given_back"] == "true" {
			g.used--
		}
	}
}

// isGivenBy reports whether the event says exactly what the grant does.
func (g *liveGrant) isGivenBy(e *ledger.Event) bool {
	until := ""
	if !g.grant.Until.IsZero() {
		until = g.grant.Until.UTC().Format(time.RFC3339)
	}
	return e.Subject == string(g.grant.Subject) && e.Upload == string(g.grant.Upload) &&
		e.Application == string(g.grant.Application) && maps.Equal(e.Facts, map[string]string{
		"association": string(g.grant.Association), "items": list(g.grant.Items), "purpose": g.grant.Purpose,
		"mode": string(g.grant.Mode), "until": until,
	})
}

// isMadeBy reports whether the event says exactly what the retrieval does.
func isMadeBy(r photo.Retrieval, e *ledger.Event) bool {
	return e.Act == "retrieval.create" && e.Grant == string(r.Grant) && e.Application == string(r.Application) &&
		e.Subject == string(r.Subject) && e.Upload == string(r.Upload) && e.Facts["items"] == list(r.Items) && e.Facts["purpose"] == r.Purpose
}

// list returns items as an event names them.
func list(items []photo.Item) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = string(item)
	}
	return strings.Join(words, ",")
}

func (e *employment) note(event *ledger.Event) {
	here := event.Studio == string(e.record.Studio)
	switch event.Act {
	case "employee.accept":
		e.accepted = e.accepted || here && event.Actor == string(e.record.Subject)
	case "employee.enter":
		e.accepted = e.accepted || here && event.Facts["whose"] == string(e.record.Subject)
	default:
		e.ended = true
	}
}

// faults returns what gives access now, or gave files, and is not as its events say.
// What began when bodies were removed, at removed or before, cannot be compared any more.
func (a *access) faults(removed time.Time) []ledger.Fault {
	var faults []ledger.Fault
	add := func(ok bool, began time.Time, of string) {
		if !ok && began.After(removed) {
			faults = append(faults, ledger.Fault{Reason: reasonAccess, Of: of})
		}
	}
	for _, g := range a.grants {
		ok := !g.given.IsZero() && !g.ended && !a.endOf[string(g.grant.Upload)].After(g.given) && (g.grant.Mode != photo.Once || g.used <= 0)
		add(ok, g.grant.CreatedAt, "grant "+string(g.grant.ID))
	}
	for _, l := range a.links {
		ok := !l.made.IsZero() && !a.endOf[string(l.association.Upload)].After(l.made)
		add(ok, l.association.CreatedAt, "association "+string(l.association.ID))
	}
	for _, e := range a.employments {
		add(e.accepted && !e.ended, e.record.AcceptedAt, "employment "+e.record.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(a.unmade)) {
		add(false, a.unmade[id].CreatedAt, "retrieval "+id)
	}
	for _, id := range slices.Sorted(maps.Keys(a.suspended)) {
		if suspended, known := a.decided[id]; known && suspended != a.suspended[id] {
			faults = append(faults, ledger.Fault{Reason: reasonAccess, Of: "application " + id})
		}
	}
	return faults
}
