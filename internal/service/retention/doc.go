// Package retention ends what may not be kept any longer, by the rules of package
// photo: uploads, contacts, grants, the bodies of old events and old records. It
// also replays the erasure list over a database that was restored from a backup.
package retention
