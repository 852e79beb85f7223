// Package figures adds up what was done at a studio: the statement of its work, and how
// often the rules of pictures spoke there and elsewhere. It names no client.
package figures
