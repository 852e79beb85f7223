// Package consent is where citizens permit the applications of public bodies to
// retrieve their files. A citizen sees which applications there are, and why the
// current files do not suit some of them; consents, for one purpose, to named
// items; sees every grant ever given; and revokes one for the very next request.
//
// The rule of a consent is [photo.Consent], the life of a grant [photo.Grant].
package consent
