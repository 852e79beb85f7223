package nn_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"myphoto/internal/nn"
)

// network is one of the three files with the input it was measured on.
type network struct {
	name, file, picture string
	scale, shift        float64 // from a byte to an input number
	outputs             []string
}

func networks() []network {
	return []network{
		{"short", "short_range", "short", 1 / 127.5, -1, []string{"regressors", "classificators"}},
		{"full", "full_range", "full", 1 / 127.5, -1, []string{"reshaped_regressor_face_4", "reshaped_classifier_face_4"}},
		{"mesh", "attention_mesh", "mesh", 1.0 / 255, 0, []string{
			"output_mesh_identity", "output_lips", "output_left_eye", "output_right_eye",
			"output_left_iris", "output_right_iris", "conv_faceflag",
		}},
	}
}

func (n network) load(tb testing.TB) *nn.Network {
	tb.Helper()
	loaded, err := nn.Load(n.bytes(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return loaded
}

func (n network) bytes(tb testing.TB) []byte {
	tb.Helper()
	file, err := os.ReadFile(filepath.Join("../inspect/face/models", n.file+".tflite"))
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

func unzip(tb testing.TB, name string) []byte {
	tb.Helper()
	packed, err := os.ReadFile(filepath.Join("testdata", name+".gz"))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return plain
}

func (n network) fill(tb testing.TB, s *nn.Session) {
	tb.Helper()
	pixels := unzip(tb, n.picture+".rgb")
	input := s.Input()
	if len(pixels) != len(input) {
		tb.Fatalf("%s wants %d numbers, the picture has %d", n.name, len(input), len(pixels))
	}
	for i, v := range pixels {
		input[i] = float32(float64(v)*n.scale + n.shift)
	}
}

func (n network) want(tb testing.TB, output string) []float32 {
	tb.Helper()
	raw := unzip(tb, n.name+"."+output+".f32")
	list := make([]float32, len(raw)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return list
}

// tolerance is the largest difference: absolute for numbers up to 1, relative
// for larger ones.
const tolerance = 1e-4

func furthest(tb testing.TB, got, want []float32) float64 {
	tb.Helper()
	if len(got) != len(want) || len(got) == 0 {
		tb.Fatalf("%d numbers instead of %d", len(got), len(want))
	}
	worst := 0.0
	for i := range got {
		far := math.Abs(float64(got[i])-float64(want[i])) / max(1, math.Abs(float64(want[i])))
		if !(far <= worst) {
			worst = far
		}
	}
	return worst
}

// TestOutputsEqualThoseOfTensorFlowLite is the foundation of every other rule
// about faces; testdata/README.md states how the references were computed.
func TestOutputsEqualThoseOfTensorFlowLite(t *testing.T) {
	t.Parallel()
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			s := n.load(t).Session()
			defer s.Close()
			for round := range 2 { // the second shows that nothing is left over from the first
				n.fill(t, s)
				s.Run()
				for _, output := range n.outputs {
					far := furthest(t, s.Output(output), n.want(t, output))
					t.Logf("%s: differs by at most %.2g", output, far)
					if !(far <= tolerance) {
						t.Errorf("round %d: %s differs by %g", round, output, far)
					}
				}
			}
		})
	}
}
