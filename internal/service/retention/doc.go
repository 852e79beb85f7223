// Package retention ends what may no longer be kept, by the rules of package photo:
// uploads, contacts, grants, the bodies of old events and old records. It also
// applies the erasure list to a database that was restored from a backup.
package retention
