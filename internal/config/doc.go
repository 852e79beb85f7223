// Package config reads the settings of the service: one struct, its defaults,
// and all faults at once, so that an operator corrects a configuration in one
// round. Settings come from environment variables named MYPHOTO_…; secrets come
// from files that such a variable names, never from the environment itself. An
// unknown MYPHOTO_… name is a fault too: a misspelt limit must not silently
// become the default.
//
// Only the commands read this package; every other package receives the few
// values that it needs. Values that may contain a password print as [hidden].
package config
