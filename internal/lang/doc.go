// Package lang says things to people: sentences by key, in Greek and English,
// with their plurals, and numbers, sizes, dates and times the way Greek readers
// expect them.
//
// The sentences live in el.json and en.json, one a line, sorted by key, the
// same keys in both. A key is dotted, "code.len"; a sentence has placeholders
// in braces, "You entered {n}". A sentence that bends with a number has two
// keys, "files.one" and "files.other", and is asked for as "files": the value
// of {n} picks one. Both languages bend the same way, at exactly one. Where
// nobody would say "0 files", a third key, "files.zero", has its own words for
// none.
//
// No sentence for people stands anywhere else in Go code. A refusal carries
// only the key (photo.Error.Code) and its measures; the doors ask for the words
// here.
package lang
