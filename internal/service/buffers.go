package service

import "sync"

// maxBuffer bounds the memory that waits for the next picture, in bytes each;
// larger pictures are rare and get their own.
const maxBuffer = 1 << 20

// buffers is memory for pictures on their way out. One picture of each
// retrieval, made anew, would be most of what the program throws away.
type buffers struct{ pool sync.Pool }

func (b *buffers) take() *[]byte {
	if buffer, ok := b.pool.Get().(*[]byte); ok {
		return buffer
	}
	return new([]byte)
}

// back takes memory that nobody looks at any more. No picture stays in it.
func (b *buffers) back(buffer *[]byte) {
	clear(*buffer)
	if cap(*buffer) <= maxBuffer {
		b.pool.Put(buffer)
	}
}
