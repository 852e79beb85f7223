package studio

import (
	"myphoto/internal/photo/spec"
)

// ColumnsOf names the columns of the verdict that a finding belongs to.
func ColumnsOf(f spec.Finding) []string {
	var names []string
	for _, g := range groups() {
		if g.holds(f) {
			names = append(names, g.name)
		}
	}
	return names
}

// PercentOf writes a share as the statistics do.
func PercentOf(part, whole int) string { return percent(part, whole) }
