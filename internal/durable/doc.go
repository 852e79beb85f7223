// Package durable writes files that survive a loss of power: whatever one of
// its functions has returned from without an error is on the disk, content and
// name.
package durable
