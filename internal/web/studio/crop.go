package studio

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"myphoto/internal/photo"
)

const cropPrefix = "crop_"

var errCrop = fmt.Errorf("crop: %w", photo.ErrMalformed)

// wellFormedCrop refuses a field "crop_<profile id>" that is not the four
// numbers centre_x,centre_y,width,angle: fractions of the upright picture and
// degrees. Fields of other names pass.
func wellFormedCrop(name, value string) error {
	id, is := strings.CutPrefix(name, cropPrefix)
	if !is {
		return nil
	}
	if _, known := photo.ProfileByID(photo.ProfileID(id)); !known {
		return errCrop
	}
	numbers := strings.Split(value, ",")
	if len(numbers) != 4 {
		return errCrop
	}
	for n, text := range numbers {
		most := 1.0
		if n == 3 {
			most = 360
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > most || n < 3 && v < 0 {
			return errCrop
		}
	}
	return nil
}
