package nn_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"myphoto/internal/nn"
)

// TestRunsAtTheSameTimeDoNotMix: sessions share the weights and a pool, and a
// photograph must never be judged by the landmarks of another.
func TestRunsAtTheSameTimeDoNotMix(t *testing.T) {
	t.Parallel()
	n := networks()[0]
	network := n.load(t)
	alone := make([][]float32, 4)
	for i := range alone {
		alone[i] = shaded(network, n.outputs[0], float32(i)/4)
	}
	var all sync.WaitGroup
	for range 3 {
		for i, want := range alone {
			all.Go(func() {
				if got := shaded(network, n.outputs[0], float32(i)/4); !slices.Equal(got, want) {
					t.Errorf("shade %d gives other numbers when others run", i)
				}
			})
		}
	}
	all.Wait()
}

// shaded runs a network on a picture of one shade with a gradient in it.
func shaded(network *nn.Network, output string, shade float32) []float32 {
	s := network.Session()
	defer s.Close()
	input := s.Input()
	for i := range input {
		input[i] = shade + float32(i%97)/97
	}
	s.Run()
	return slices.Clone(s.Output(output))
}

func TestRunningAllocatesNothing(t *testing.T) {
	n := networks()[0]
	network := n.load(t)
	network.Session().Close()
	got := testing.AllocsPerRun(5, func() {
		s := network.Session()
		s.Run()
		s.Close()
	})
	if got > 2 { // the pool may lose the session to garbage collection
		t.Errorf("%g allocations in a run", got)
	}
}

func TestUnknownOutputIsEmpty(t *testing.T) {
	t.Parallel()
	s := networks()[0].load(t).Session()
	defer s.Close()
	if got := s.Output("no such"); got != nil {
		t.Errorf("an output that the file does not name has %d numbers", len(got))
	}
}

// TestOtherFilesAreRefused: what is not implemented must be reported when the
// program starts, not while a person waits.
func TestOtherFilesAreRefused(t *testing.T) {
	t.Parallel()
	short := networks()[0].bytes(t)
	mesh := networks()[2].bytes(t)
	for name, file := range map[string][]byte{
		"nothing":              nil,
		"no such format":       []byte("GIF89a, not a network"),
		"only a beginning":     short[:len(short)/2],
		"no tail":              mesh[:len(mesh)-1000],
		"an unknown operation": bytes.ReplaceAll(mesh, []byte("TransformLandmarks"), []byte("TransmuteLandmarks")),
		"an unknown option":    bytes.ReplaceAll(mesh, []byte("subset_idxs"), []byte("subset_ixds")),
	} {
		if _, err := nn.Load(file); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

// TestDamageNeverPanics writes wrong bytes into the structure of each file, in
// addition to what the fuzz target finds.
func TestDamageNeverPanics(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range networks() {
		file := n.bytes(t)
		places := structure(file)
		for range 40 {
			damaged := slices.Clone(file)
			for range 1 + random.IntN(3) {
				damaged[places[random.IntN(len(places))]] = byte(random.Uint32())
			}
			tryToRun(damaged)
		}
	}
}

// structure lists the offsets of a file near small numbers, which are offsets,
// counts, codes and shapes, and not weights.
func structure(file []byte) []int {
	var places []int
	for i := 0; i+8 <= len(file); i += 4 {
		if file[i+2] == 0 && file[i+3] == 0 && file[i+6] == 0 && file[i+7] == 0 {
			places = append(places, i, i+1, i+2, i+3)
		}
	}
	return places
}

func tryToRun(file []byte) {
	network, err := nn.Load(file)
	if err != nil {
		return
	}
	s := network.Session()
	defer s.Close()
	s.Run()
}

func FuzzLoad(f *testing.F) {
	short := networks()[0].bytes(f)
	f.Add(short)
	f.Add(short[:4096])
	f.Add([]byte("\x10\x00\x00\x00TFL3\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(_ *testing.T, file []byte) { tryToRun(file) })
}
