package studio

// PercentOf writes a share as the statistics do.
func PercentOf(part, whole int) string { return percent(part, whole) }
