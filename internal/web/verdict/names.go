package verdict

import (
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// DocumentNames lists documents by name; one that is not known is left out.
func DocumentNames(l lang.Language, ids []photo.ProfileID) string {
	var names []string
	for _, id := range ids {
		if p, known := spec.ProfileByID(id); known {
			names = append(names, l.Say(p.Name, nil))
		}
	}
	return strings.Join(names, ", ")
}

// RuleName returns what people call a rule.
func RuleName(l lang.Language, check string) string { return l.Say("studio.check."+check, nil) }

// RuleNames lists rules by name.
func RuleNames(l lang.Language, checks []string) string {
	names := make([]string, len(checks))
	for i, check := range checks {
		names[i] = RuleName(l, check)
	}
	return strings.Join(names, ", ")
}

// itemNames lists pictures by name.
func itemNames(l lang.Language, items []photo.Item) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = l.Say("term."+string(item), nil)
	}
	return strings.Join(names, ", ")
}
