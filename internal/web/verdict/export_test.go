package verdict

import "myphoto/internal/photo/spec"

// ColumnsOf names the columns of the matrix that a finding belongs to.
func ColumnsOf(f spec.Finding) []string {
	var names []string
	for _, c := range columns() {
		if c.has(f) {
			names = append(names, c.name)
		}
	}
	return names
}
