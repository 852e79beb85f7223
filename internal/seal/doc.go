// Package seal encrypts and hashes what must not be readable where it is
// stored, and recognises what the service itself wrote. It has these tools:
//
//   - [Hashes] turns a tax number or a code into a keyed hash, so that it can be
//     found again without being stored. The hash names its key.
//   - [Key] seals one value or one file with AES-256-GCM. Each file and each
//     upload has its own key; forgetting the key is how a file is erased.
//     [Generations] does it for small values under a key that is renewed.
//   - [Authenticator] makes codes by which a changed record is noticed.
//   - [Master] wraps those keys for storage, with HPKE (RFC 9180) over the
//     post-quantum hybrid ML-KEM-768 with X25519; one process wraps up to a
//     thousand under a key-encryption key of its own, so that they open without
//     HPKE the next time. Wrapping needs only the public part, so a replica
//     that only takes uploads in cannot open them.
//
// Every sealed value is bound to the place it belongs to: copied into another
// row it does not open. There may be several look-up keys and master keys: the
// first is current, and the older ones stay for as long as something depends on
// them.
//
// Whatever holds a key prints as [hidden]. Go leaves one gap: package fmt cannot
// call the methods of a [Key] in an unexported field of another struct, so such
// a struct must not be printed. The package reads no files; callers pass their
// text.
package seal
