// Package names holds every name to which the service binds a secret: the
// additional data of sealed values, and the purposes of keyed hashes. A sealed value
// opens only under the name under which it was sealed, and a hash made for one
// purpose never matches one made for another. So no two things share a name, and a
// name never changes while a value sealed under it is kept.
package names
