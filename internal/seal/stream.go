package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ChunkSize is how many bytes of a stream are sealed together, and so the memory
// that sealing or opening one takes.
const ChunkSize = 64 << 10

// sealedChunk is the length of a whole sealed chunk: nonce, ciphertext, tag.
const sealedChunk = 12 + ChunkSize + 16

// StreamSize returns the length of the sealed stream of so many bytes.
func StreamSize(plain int) int {
	return 1 + plain + (max(plain-1, 0)/ChunkSize+1)*(sealedChunk-ChunkSize)
}

// SealStream reads plain to its end, writes it sealed, and returns how many bytes
// it read. It is [Key.Seal] for what is too large to be held in memory: format 4,
// then chunks of [ChunkSize] bytes (the last one may be shorter), each sealed with
// AES-256-GCM under a random nonce and bound to the place, to its number and to
// whether it is the last one. This is the STREAM construction of Hoang,
// Reyhanitabar, Rogaway and Vizár (CRYPTO 2015): chunks that were changed, moved,
// repeated or left out do not open. It panics on the zero key, like Seal.
func (k Key) SealStream(sealed io.Writer, plain io.Reader, bound string) (size int64, err error) {
	box, err := k.newAEAD()
	if err != nil {
		panic(err) // see Seal
	}
	if _, err := sealed.Write([]byte{formatStream}); err != nil {
		return 0, fmt.Errorf("write sealed stream: %w", err)
	}
	chunks := chunkReader{in: plain, size: ChunkSize}
	for place := newChunkPlace(bound); ; place.number++ {
		chunk, last, err := chunks.next()
		if err != nil {
			return size, fmt.Errorf("read plain stream: %w", err)
		}
		size += int64(len(chunk))
		out := box.Seal(chunk[:0], nil, chunk, place.additionalData(last)) //nolint:gosec // G407: nil, because newAEAD draws the nonce itself
		if _, err := sealed.Write(out); err != nil {
			return size, fmt.Errorf("write sealed stream: %w", err)
		}
		if last {
			return size, nil
		}
	}
}

// Stream opens what [Key.SealStream] wrote, while it is read. It returns no byte
// of a chunk that does not open, and io.EOF only after the last chunk.
type Stream struct {
	box    cipher.AEAD
	place  chunkPlace
	chunks chunkReader
	plain  []byte // opened, and not read yet
	err    error  // after plain
}

// OpenStream returns the stream that was sealed for the same place. It opens the
// first chunk at once, so that what was sealed elsewhere or under another key is
// refused with [ErrSealed] before anything is read.
func (k Key) OpenStream(sealed io.Reader, bound string) (*Stream, error) {
	box, err := k.newAEAD()
	if err != nil {
		return nil, ErrSealed
	}
	format := []byte{0}
	_, err = io.ReadFull(sealed, format)
	switch {
	case errors.Is(err, io.EOF), err == nil && format[0] != formatStream:
		return nil, ErrSealed
	case err != nil:
		return nil, fmt.Errorf("read sealed stream: %w", err)
	}
	s := &Stream{box: box, place: newChunkPlace(bound), chunks: chunkReader{in: sealed, size: sealedChunk}}
	if s.open(); s.err != nil && !errors.Is(s.err, io.EOF) {
		return nil, s.err
	}
	return s, nil
}

// open opens the next chunk in the memory of its ciphertext.
func (s *Stream) open() {
	chunk, last, err := s.chunks.next()
	if err != nil {
		s.err = fmt.Errorf("read sealed stream: %w", err)
		return
	}
	plain, err := s.box.Open(chunk[:0], nil, chunk, s.place.additionalData(last))
	if err != nil {
		s.err = ErrSealed
		return
	}
	s.plain = plain
	s.place.number++
	if last {
		s.err = io.EOF
	}
}

// Read implements [io.Reader].
func (s *Stream) Read(p []byte) (int, error) {
	for len(s.plain) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		s.open()
	}
	n := copy(p, s.plain)
	s.plain = s.plain[n:]
	return n, nil
}

// WriteTo implements [io.WriterTo], without another copy of a chunk.
func (s *Stream) WriteTo(w io.Writer) (written int64, err error) {
	for {
		n, err := w.Write(s.plain)
		written, s.plain = written+int64(n), s.plain[n:]
		switch {
		case err != nil:
			return written, fmt.Errorf("write opened stream: %w", err)
		case errors.Is(s.err, io.EOF):
			return written, nil
		case s.err != nil:
			return written, s.err
		}
		s.open()
	}
}

// chunkPlace is the place of a chunk: that of its stream, and where in it.
type chunkPlace struct {
	stream []byte
	number uint64
}

func newChunkPlace(bound string) chunkPlace {
	return chunkPlace{stream: additionalData(formatStream, bound)}
}

// additionalData ends with nine bytes: the number, and one for the last chunk.
func (c chunkPlace) additionalData(last bool) []byte { //nolint:revive // flag-parameter: it is the value that is written
	end := byte(0)
	if last {
		end = 1
	}
	return append(binary.BigEndian.AppendUint64(c.stream[:len(c.stream):len(c.stream)], c.number), end)
}

// chunkReader reads chunks of one size; only the last may be shorter.
type chunkReader struct {
	in      io.Reader
	size    int
	buffer  []byte // of the current chunk, and room for what sealing adds
	ahead   byte   // first byte of the next chunk
	isAhead bool
}

// next returns the next chunk, in memory that the next call overwrites, and
// reports whether it is the last. It reads one byte ahead to know that.
func (c *chunkReader) next() (chunk []byte, last bool, err error) {
	if c.buffer == nil {
		c.buffer = make([]byte, sealedChunk+1)
	}
	have := 0
	if c.isAhead {
		c.buffer[0], have = c.ahead, 1
	}
	// Not io.ReadFull: for it, a body that was cut off (io.ErrUnexpectedEOF) and one
	// that ends here are the same.
	for have <= c.size {
		n, err := c.in.Read(c.buffer[have : c.size+1])
		have += n
		if errors.Is(err, io.EOF) && have <= c.size {
			return c.buffer[:have], true, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, false, err
		}
	}
	c.ahead, c.isAhead = c.buffer[c.size], true
	return c.buffer[:c.size], false, nil
}
