package spec

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"myphoto/internal/photo"
)

// Crop is the frame of one document on a picture. Its height follows from the
// ratio that the document demands.
type Crop struct {
	X, Y  float64 // centre, as fractions (0-1) of the width and the height of the upright picture
	Width float64 // as a fraction (at least 0.001, at most 1) of the width of the upright picture
	Angle float64 // degrees (-180 to 180) of clockwise rotation of the picture about the centre
}

const (
	maxCropLength = 120   // bytes; more than four numbers need
	minCropWidth  = 0.001 // fewer pixels than any office takes; what lies in less has no finite measures
)

// ParseCrop reads the form's "centre_x,centre_y,width,angle". Anything else,
// and any number out of its range, is [photo.ErrMalformed].
func ParseCrop(text string) (Crop, error) {
	parts := strings.Split(text, ",")
	if len(text) > maxCropLength || len(parts) != 4 {
		return Crop{}, fmt.Errorf("crop: %w", photo.ErrMalformed)
	}
	var numbers [4]float64
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return Crop{}, fmt.Errorf("crop: %w", photo.ErrMalformed)
		}
		numbers[i] = n
	}
	c := Crop{X: numbers[0], Y: numbers[1], Width: numbers[2], Angle: numbers[3]}
	if !c.Valid() {
		return Crop{}, fmt.Errorf("crop: %w", photo.ErrMalformed)
	}
	return c, nil
}

// Valid reports whether every number is within its range. Whether the frame
// lies on the picture depends on the ratio; the code that cuts checks it.
func (c Crop) Valid() bool {
	// Written so that NaN, which compares false with everything, is not valid.
	return c.X >= 0 && c.X <= 1 && c.Y >= 0 && c.Y <= 1 &&
		c.Width >= minCropWidth && c.Width <= 1 && math.Abs(c.Angle) <= 180
}

// String formats the crop as the form does; [ParseCrop] reads it back exactly.
func (c Crop) String() string {
	numbers := make([]string, 0, 4)
	for _, n := range []float64{c.X, c.Y, c.Width, c.Angle} {
		numbers = append(numbers, strconv.FormatFloat(n, 'g', -1, 64))
	}
	return strings.Join(numbers, ",")
}

// LargestCrop returns the largest level frame of ratio (width over height,
// above 0) in the middle of an upright picture of width × height pixels.
func LargestCrop(width, height int, ratio float64) Crop {
	return Crop{X: 0.5, Y: 0.5, Width: min(1, float64(height)*ratio/float64(width))}
}
