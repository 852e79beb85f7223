// Package dir keeps sealed files in a folder of the local disk.
package dir
