package journal

import (
	"regexp"
	"strings"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
)

// ByPerson begins the event of something that a person does in a role; the role
// is empty before one was chosen.
func ByPerson(a Act, who photo.Person, role photo.Role) *ledger.Event {
	return &ledger.Event{Act: string(a), Actor: string(who.Subject), Role: string(role), Facts: map[string]string{}}
}

// ByCitizen begins the event of something that a citizen does about the files
// of the subject for whom the citizen acts. Those of [HistoryActs] show in the
// subject's history.
func ByCitizen(a Act, who photo.Citizen) *ledger.Event {
	e := ByPerson(a, who.Person, photo.RoleCitizen)
	e.Subject = string(who.Subject())
	return e
}

// ByOperator begins the event of something done at a studio's counter, about an
// upload whose id may be malformed, or empty where there is none.
func ByOperator(a Act, who photo.Operator, id photo.UploadID) *ledger.Event {
	role := photo.RoleEmployee
	if _, owner := who.Owner(); owner {
		role = photo.RolePhotographer
	}
	return &ledger.Event{
		Act: string(a), Actor: string(who.Who()), Role: string(role), Studio: string(who.At()), Upload: ID(id),
		Facts: map[string]string{},
	}
}

// ByApplication begins the event of something that an application does.
func ByApplication(a Act, who photo.Application) *ledger.Event {
	return &ledger.Event{
		Act: string(a), Actor: string(who.ID), Role: string(photo.RoleApplication), Application: string(who.ID),
		Facts: map[string]string{},
	}
}

// BySystem begins the event of something that the service does by itself.
func BySystem(a Act) *ledger.Event {
	return &ledger.Event{Act: string(a), Actor: "service", Role: string(photo.RoleService), Facts: map[string]string{}}
}

var idPattern = regexp.MustCompile(`^[a-z]{3}_[a-z2-7]{26}$`)

// ID returns an id that came from outside as the ledger may record it: as it is
// when it has the shape of the service's own ids or is empty, else "malformed".
func ID[T ~string](id T) string {
	if id == "" || idPattern.MatchString(string(id)) {
		return string(id)
	}
	return "malformed"
}

// Item returns the name of a picture that came from outside as the ledger may
// record it: as it is, or "unknown".
func Item(item photo.Item) string {
	if item == photo.ItemPhoto || item == photo.ItemSignature {
		return string(item)
	}
	return "unknown"
}

// List writes a list of words as the value of one fact.
func List[T ~string](words []T) string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	return strings.Join(list, ",")
}
