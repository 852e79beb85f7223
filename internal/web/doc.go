// Package web is the door for people: pages of HTML that work without script,
// in Greek and English. Its rooms are cut by visitor; page holds what they
// share.
package web
