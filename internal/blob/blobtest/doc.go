// Package blobtest is the contract of blob.Backend as tests, run against every
// backend.
package blobtest
