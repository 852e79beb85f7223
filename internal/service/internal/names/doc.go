// Package names holds every name to which the service binds a secret: the
// additional data of what is sealed, and the purposes of keyed hashes. A sealed
// value opens only under the name it was sealed under, and a hash made for one
// purpose never answers for another; so no two things share a name, and a name
// never changes while something sealed under it is kept.
package names
