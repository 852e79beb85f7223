// Package config reads the settings of the service: one struct, its defaults,
// and every fault in it at once, so that an operator corrects a start-up file
// in one round. Settings come from environment variables named MYPHOTO_…;
// secrets come from files that such a variable names, never from the
// environment itself. A MYPHOTO_… name that nobody knows is a fault too, for a
// misspelt limit must not silently be the default.
//
// Only the commands read this package; each room is handed the few values it
// needs. Values that may carry a password print as [hidden].
package config
