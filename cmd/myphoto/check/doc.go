// Package check judges pictures on disk as an upload would be judged.
package check
