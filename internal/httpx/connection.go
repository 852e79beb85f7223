package httpx

import "io"

// ConnectionWriter writes to a client and remembers when that failed, so that a
// client who left is told apart from content that cannot be read: both end a copy
// with errors of the same types.
type ConnectionWriter struct {
	io.Writer
	Left bool
}

// Write implements [io.Writer].
func (c *ConnectionWriter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.Left = c.Left || err != nil
	return n, err
}
