package journal

import (
	"regexp"
	"strings"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
)

// Facts of the events of a studio that the statement counts.
const (
	FactRedone   = "redone"   // of an upload: why its draft was not sent before
	FactRejected = "rejected" // of a replacement: for which reason the client had rejected the pictures
)

// ByPerson returns the event of an act of a person in a role. The role is empty
// before the person chose one.
func ByPerson(a Act, who photo.Person, role photo.Role) *ledger.Event {
	return &ledger.Event{Act: string(a), Actor: string(who.Subject), Role: string(role), Facts: map[string]string{}}
}

// ByCitizen returns the event of an act of a citizen on the files of the subject
// for whom the citizen acts. An act of [HistoryActs] is shown in the history of the
// subject.
func ByCitizen(a Act, who photo.Citizen) *ledger.Event {
	e := ByPerson(a, who.Person, photo.RoleCitizen)
	e.Subject = string(who.Subject())
	return e
}

// ByOperator returns the event of an act at the counter of a studio on an upload.
// The id of the upload may be malformed, and is empty when there is none.
func ByOperator(a Act, who photo.Operator, id photo.UploadID) *ledger.Event {
	return &ledger.Event{
		Act: string(a), Actor: string(who.Who()), Role: string(photo.RoleOf(who)), Studio: string(who.At()), Upload: ID(id),
		Facts: map[string]string{},
	}
}

// ByApplication returns the event of an act of an application.
func ByApplication(a Act, who photo.Application) *ledger.Event {
	return &ledger.Event{
		Act: string(a), Actor: string(who.ID), Role: string(photo.RoleApplication), Application: string(who.ID),
		Facts: map[string]string{},
	}
}

// BySystem returns the event of an act of the service itself.
func BySystem(a Act) *ledger.Event {
	return &ledger.Event{Act: string(a), Actor: "service", Role: string(photo.RoleService), Facts: map[string]string{}}
}

// ByCommand returns the event of an operator's command; by is the name of the account
// that gave it, as it says, and may be empty.
func ByCommand(a Act, by string) *ledger.Event {
	e := BySystem(a)
	if by != "" {
		e.Facts["by"] = by
	}
	return e
}

// BySystemOn returns the event of an act of the service itself on a grant.
func BySystemOn(a Act, g photo.Grant) *ledger.Event {
	e := BySystem(a)
	e.Grant, e.Subject, e.Upload, e.Application = string(g.ID), string(g.Subject), string(g.Upload), string(g.Application)
	return e
}

// BySystemOnTicket returns the event of an act of the service itself on a ticket.
func BySystemOnTicket(a Act, t ticket.Ticket) *ledger.Event {
	e := BySystem(a)
	e.Subject, e.Facts["ticket"] = string(t.Subject), string(t.ID)
	return e
}

// idPattern matches the ids that package photo makes.
var idPattern = regexp.MustCompile(`^[a-z]{3}_[a-z2-7]{26}$`)

// ID returns an id from outside as the ledger may record it: unchanged when it is
// empty or has the form of the ids of the service, and else "malformed".
func ID[T ~string](id T) string {
	if id == "" || idPattern.MatchString(string(id)) {
		return string(id)
	}
	return "malformed"
}

// Item returns the name of an item from outside as the ledger may record it:
// unchanged when there is such an item, and else "unknown".
func Item(item photo.Item) string {
	if item == photo.ItemPhoto || item == photo.ItemSignature {
		return string(item)
	}
	return "unknown"
}

// List returns the words as the value of one fact, separated by commas.
func List[T ~string](words []T) string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	return strings.Join(list, ",")
}
