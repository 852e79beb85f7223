// Package lang puts things into words: sentences by key, in Greek and English, with
// their plurals, and numbers, sizes, dates and times as Greek readers expect them.
//
// The sentences are in el.json and en.json, one a line, sorted by key, with the same
// keys in both. A key is dotted, "code.len"; a sentence has placeholders in braces,
// "You entered {n}". A sentence with a plural has two keys, "files.one" and
// "files.other", and is asked for as "files": the value of {n} selects one. Both
// languages have the same plural rule: one for exactly 1. Where "0 files" would not
// do, a third key, "files.zero", has words of its own.
//
// No other Go code holds a sentence for people. A refusal carries only its key
// (photo.Error.Code) and the values; api and web ask for the words here.
package lang
