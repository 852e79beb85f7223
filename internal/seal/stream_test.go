package seal_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"myphoto/internal/seal"
)

// sealedStream returns content sealed as a stream for the place row.
func sealedStream(t *testing.T, k seal.Key, content []byte) []byte {
	t.Helper()
	var sealed bytes.Buffer
	if n, err := k.SealStream(&sealed, bytes.NewReader(content), row); err != nil || n != int64(len(content)) {
		t.Fatalf("sealed %d of %d bytes, %v", n, len(content), err)
	}
	return sealed.Bytes()
}

// openStream returns what is read of a sealed stream before its end or its fault.
func openStream(k seal.Key, sealed []byte, bound string) ([]byte, error) {
	s, err := k.OpenStream(bytes.NewReader(sealed), bound)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

func content(length int) []byte {
	made := make([]byte, length)
	for i := range made {
		made[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return made
}

func TestStreamsOpenAsTheyWere(t *testing.T) {
	t.Parallel()
	k, c := seal.NewKey(), seal.ChunkSize
	for _, length := range []int{0, 1, 100, c - 1, c, c + 1, 2*c - 1, 2 * c, 3*c + 7} {
		want := content(length)
		sealed := sealedStream(t, k, want)
		if len(sealed) != seal.StreamSize(length) {
			t.Errorf("%d bytes: sealed %d, announced %d", length, len(sealed), seal.StreamSize(length))
		}
		if got, err := openStream(k, sealed, row); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: read %d, %v", length, len(got), err)
		}
		s, err := k.OpenStream(iotest.HalfReader(bytes.NewReader(sealed)), row)
		if err != nil {
			t.Fatal(err)
		}
		var to bytes.Buffer
		if n, err := s.WriteTo(&to); err != nil || n != int64(length) || !bytes.Equal(to.Bytes(), want) {
			t.Errorf("%d bytes: wrote %d, %v", length, n, err)
		}
	}
}

// Nothing that does not open may leave, and the end of a stream must be its own.
func TestStreamGivesNothingOfAChunkThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	k, c := seal.NewKey(), seal.ChunkSize
	whole := content(2*c + 50)
	sealed := sealedStream(t, k, whole)
	step := c + 28
	chunk := func(i int) []byte { return sealed[1+i*step : min(1+(i+1)*step, len(sealed))] }
	join := func(parts ...[]byte) []byte { return bytes.Join(append([][]byte{{sealed[0]}}, parts...), nil) }
	changed := func(at int) []byte {
		bad := bytes.Clone(sealed)
		bad[at] ^= 1
		return bad
	}
	other := sealedStream(t, k, whole)
	for name, bad := range map[string]struct {
		sealed []byte
		opens  int // bytes in front that are still good
	}{
		"format":                     {changed(0), 0},
		"first chunk changed":        {changed(1), 0},
		"second chunk changed":       {changed(1 + step + 500), c},
		"last byte changed":          {changed(len(sealed) - 1), 2 * c},
		"last chunk left out":        {join(chunk(0), chunk(1)), c},
		"middle chunk left out":      {join(chunk(0), chunk(2)), c},
		"first chunk left out":       {join(chunk(1), chunk(2)), 0},
		"chunks exchanged":           {join(chunk(1), chunk(0), chunk(2)), 0},
		"chunk repeated":             {join(chunk(0), chunk(0), chunk(1), chunk(2)), c},
		"chunk after the last":       {join(chunk(0), chunk(1), chunk(2), chunk(2)), 2 * c},
		"cut inside a chunk":         {sealed[:1+step+700], c},
		"cut to its format":          {sealed[:1], 0},
		"empty":                      {nil, 0},
		"a value":                    {k.Seal(whole[:100], row), 0},
		"ends as another of its key": {join(chunk(0), other[1+2*step:]), c},
	} {
		got, err := openStream(k, bad.sealed, row)
		if !errors.Is(err, seal.ErrSealed) || !bytes.Equal(got, whole[:bad.opens]) {
			t.Errorf("%s: read %d bytes, want %d; %v", name, len(got), bad.opens, err)
		}
	}
	for name, err := range map[string]error{
		"other place": second(openStream(k, sealed, "elsewhere")),
		"other key":   second(openStream(seal.NewKey(), sealed, row)),
		"erased key":  second(openStream(seal.Key{}, sealed, row)),
	} {
		if !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A body that was cut off while it was sealed must not look like a shorter one.
func TestSealingFailsWhereItsReaderBreaks(t *testing.T) {
	t.Parallel()
	for _, broken := range []error{io.ErrUnexpectedEOF, errors.New("broken line")} {
		plain := io.MultiReader(bytes.NewReader(content(seal.ChunkSize+9)), iotest.ErrReader(broken))
		if _, err := seal.NewKey().SealStream(io.Discard, plain, row); !errors.Is(err, broken) {
			t.Errorf("%v: sealed with %v", broken, err)
		}
	}
}

// The memory of a stream is that of its chunk, however long it is.
func TestStreamTakesTheMemoryOfOneChunk(t *testing.T) {
	k := seal.NewKey()
	sealed := sealedStream(t, k, content(40*seal.ChunkSize))
	used := testing.Benchmark(func(b *testing.B) { //nolint:thelper // it is the benchmark itself
		for b.Loop() {
			s, err := k.OpenStream(bytes.NewReader(sealed), row)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.WriteTo(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	if used > 2*seal.ChunkSize {
		t.Errorf("%d bytes", used)
	}
}

func FuzzOpenStream(f *testing.F) {
	k := seal.Key{1}
	var sealed bytes.Buffer
	if _, err := k.SealStream(&sealed, bytes.NewReader([]byte("picture")), row); err != nil {
		f.Fatal(err)
	}
	f.Add(sealed.Bytes())
	f.Add([]byte{4})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := openStream(k, raw, row)
		if err != nil && !errors.Is(err, seal.ErrSealed) {
			t.Error(err)
		}
		if err == nil && string(got) != "picture" {
			t.Errorf("a forged stream opens as %q", got)
		}
	})
}
