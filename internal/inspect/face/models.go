package face

import (
	"crypto/sha256"
	_ "embed" // the networks are part of the program
	"encoding/hex"
	"fmt"

	"myphoto/internal/nn"
)

//go:embed models/short_range.tflite
var shortFile string

//go:embed models/full_range.tflite
var fullFile string

//go:embed models/attention_mesh.tflite
var meshFile string

// model names one of the embedded networks.
type model int

const (
	shortRange model = iota
	fullRange
	attentionMesh
)

// pinned returns the file of a network and its SHA-256. Source of the files:
// scripts/vendor-models.sh.
func (m model) pinned() (string, string) {
	switch m {
	case shortRange:
		return shortFile, "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633"
	case fullRange:
		return fullFile, "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3"
	default:
		return meshFile, "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d"
	}
}

func (m model) load() (*nn.Network, error) {
	file, want := m.pinned()
	sum := sha256.Sum256([]byte(file))
	if hex.EncodeToString(sum[:]) != want {
		return nil, fmt.Errorf("face: network %d is not the pinned file", m)
	}
	network, err := nn.Load([]byte(file))
	if err != nil {
		return nil, fmt.Errorf("face: network %d: %w", m, err)
	}
	return network, nil
}
