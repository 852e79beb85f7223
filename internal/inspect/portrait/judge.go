package portrait

import (
	"fmt"
	"image"
	"math"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// reading is one number to be judged, with the sentence keys for too low and
// too high.
type reading struct {
	check     string // also the name of its limit
	value     float64
	low, high string
	times     float64 // factor of the displayed value
	digits    int     // decimals of the displayed value
}

// Judge compares the measures of a picture of size pixels, cut by a crop, with
// the demands of a document. It returns what blocks and what warns, in the
// order in which a photographer would correct it; nothing when all is well.
func Judge(m Measures, p spec.Profile, c spec.Crop, size image.Point) []spec.Finding {
	if !m.Found {
		return append([]spec.Finding{newFinding(p, "faces", "face.none", spec.Block)}, judgeColour(m, p)...)
	}
	found := judgeOtherFaces(m, p)
	if turned := judgeTurned(m, p); turned != nil {
		return append(found, *turned)
	}
	found = append(found, judgePlacement(m, p, c, size)...)
	found = append(found, judgeEyes(m, p)...)
	found = append(found, judgeReadings(p, []reading{
		{"eyes-seen", m.EyesSeen, "face.eyes-hidden", "", 100, 0},
		{"mouth", m.Mouth, "", "face.mouth", 100, 0},
		{"yaw", math.Abs(m.Yaw), "", "face.yaw", 1, 0},
		{"pitch", m.Pitch, "face.up", "face.down", 1, 0},
		{"sharpness", m.Sharpness, "face.blurred", "", 100, 1},
		{"exposure", m.Exposure, "face.dark", "face.bright", 100, 0},
		{"burnt", m.Burnt, "", "face.burnt", 100, 0},
		{"contrast", m.Contrast, "face.flat", "", 1, 1},
		{"side-light", m.SideLight, "", "face.side-light", 100, 0},
		{"background-light", m.BackgroundLight, "face.background-dark", "", 1, 0},
		{"background-colour", m.BackgroundChroma, "", "face.background-coloured", 1, 0},
	})...)
	found = append(found, judgeBackground(m, p)...)
	return append(found, judgeColour(m, p)...)
}

// judgeBackground judges the background along the border and, when that is
// even, the surroundings of the head.
func judgeBackground(m Measures, p spec.Profile) []spec.Finding {
	if found := judgeReadings(p, []reading{{"background", m.Background, "face.background", "", 100, 0}}); found != nil {
		return found
	}
	return judgeReadings(p, []reading{{"shadow", m.Shadow, "", "face.shadow", 100, 0}})
}

// judgeColour judges whether the picture has colours and, when it has, whether
// they are those of a face.
func judgeColour(m Measures, p spec.Profile) []spec.Finding {
	grey := judgeReadings(p, []reading{{"grey", m.Grey, "face.grey", "", 1, 0}})
	if grey != nil || !m.Found {
		return grey
	}
	return judgeReadings(p, []reading{{"skin-colour", m.SkinCast, "", "face.cast", 1, 0}})
}

// judgeOtherFaces judges other faces beside the first. One that only the
// detector of small faces found may be a picture on a shirt: it warns.
func judgeOtherFaces(m Measures, p spec.Profile) []spec.Finding {
	severity, _, demanded := p.Limits["second-face"].Judge(m.Second)
	if severity == spec.Info {
		return nil
	}
	code := "face.many"
	if severity == spec.Warn || m.Distant {
		severity, code = spec.Warn, "face.second"
	}
	f := newFinding(p, "faces", code, severity)
	f.Args = map[string]any{"n": m.Faces}
	f.Value, f.Limit = strconv.Itoa(m.Faces), "1"
	if severity == spec.Warn {
		f.Value, f.Limit = formatNumber(m.Second), formatNumber(demanded)
	}
	return []spec.Finding{f}
}

// judgeTurned finds a picture that is turned by a quarter or a half.
func judgeTurned(m Measures, p spec.Profile) *spec.Finding {
	severity, _, demanded := p.Limits["turned"].Judge(math.Abs(m.Roll))
	if severity == spec.Info {
		return nil
	}
	f := newFinding(p, "turned", "face.turned", severity)
	f.Args = map[string]any{"have": math.Round(math.Abs(m.Roll))}
	f.Value, f.Limit = formatNumber(m.Roll), formatNumber(demanded)
	return &f
}

// judgeEyes judges both eyes together: a nearly shut eye blocks only when the
// other is not open either, so that a wink, a drooping lid or an artificial eye
// warns.
func judgeEyes(m Measures, p spec.Profile) []spec.Finding {
	found := judgeReadings(p, []reading{{"eyes", m.EyeNarrow, "face.eyes", "", 100, 1}})
	wider, _, _ := p.Limits["eyes-wider"].Judge(m.EyeWide)
	for i := range found {
		if wider != spec.Block {
			found[i].Severity = spec.Warn
		}
	}
	return found
}

// judgePlacement judges how the face stands in the frame.
func judgePlacement(m Measures, p spec.Profile, c spec.Crop, size image.Point) []spec.Finding {
	f := m.frame(p, c, size)
	if changing := f.changing(p, c, size); changing != nil {
		return []spec.Finding{*changing}
	}
	if overscaled := f.overscaled(p, size); overscaled != nil {
		return append(judgeReadings(p, []reading{{"roll", math.Abs(f.roll), "", "face.tilt", 1, 0}}), *overscaled)
	}
	found := judgeReadings(p, []reading{
		{"head-cut", f.margin(), "face.cut", "", 100, 0},
		{"head-height", f.headMM, "face.small", "face.large", 1, 1},
		{"eye-height", f.eyesMM, "face.low", "face.high", 1, 1},
		{"centring", f.eyes.x, "face.left", "face.right", 100, 0},
		{"roll", math.Abs(f.roll), "", "face.tilt", 1, 0},
		{"face-width", f.faceMM, "face.narrow", "face.wide", 1, 1},
		{"eye-distance", f.ied, "face.few-pixels", "", 1, 0},
	})
	need := image.Pt(p.Photo.LeastFrame())
	enough := size.X >= need.X && size.Y >= need.Y // otherwise the check of the file has reported it
	if enough && (f.pixels.X < need.X || f.pixels.Y < need.Y) {
		small := newFinding(p, "pixels", "face.frame", spec.Block)
		small.Args = map[string]any{
			"w": strconv.Itoa(need.X), "h": strconv.Itoa(need.Y),
			"have": fmt.Sprintf("%d × %d", f.pixels.X, f.pixels.Y),
		}
		small.Value, small.Limit = fmt.Sprintf("%d×%d", f.pixels.X, f.pixels.Y), fmt.Sprintf("%d×%d", need.X, need.Y)
		found = append(found, small)
	}
	return found
}

// changing finds a frame, chosen by hand, that would change the pixels of an office
// that allows only cropping: one that is turned, or does not hold exactly the pixels
// of the cut. The face is not judged in it, because no office receives it; no
// exemption lifts it.
func (f framedFace) changing(p spec.Profile, c spec.Crop, size image.Point) *spec.Finding {
	cut := p.Photo.Cut
	if !p.Photo.CropOnly || size.X < cut.Width || size.Y < cut.Height { // the check of the file has reported that
		return nil
	}
	found := newFinding(p, "crop", "file.crop-only-askew", spec.Block)
	if c.Angle != 0 {
		found.Args = map[string]any{"have": math.Round(math.Abs(c.Angle)*10) / 10}
		found.Value, found.Limit = formatNumber(c.Angle), "0"
		return &found
	}
	off := f.pixels.X - cut.Width
	if off >= -1 && off <= 1 { // frames are fractions rounded to a few digits
		return nil
	}
	found.Code = "file.crop-only-scaled"
	found.Args = map[string]any{"max": fmt.Sprintf("%d × %d", cut.Width, cut.Height), "have": fmt.Sprintf("%d × %d", f.pixels.X, f.pixels.Y)}
	found.Value, found.Limit = fmt.Sprintf("%d×%d", f.pixels.X, f.pixels.Y), fmt.Sprintf("%d×%d", cut.Width, cut.Height)
	return &found
}

// maxHeadShare is the largest share of the frame's height that a head may fill
// without being cut off.
const maxHeadShare = 0.95

// overscaled finds a head that does not fit into the frame of an office that
// allows only cropping: the frame has a fixed number of pixels. Everything
// wrong with the face in that frame follows from this, so this alone is
// reported, and no exemption lifts it: the office would receive half a face.
// The remedy is the photographer's own export or, where that would leave too
// few pixels, a picture from farther away.
func (f framedFace) overscaled(p spec.Profile, size image.Point) *spec.Finding {
	if !p.Photo.CropOnly || f.headMM <= maxHeadShare*p.Frame.HeightMM {
		return nil
	}
	need, to := image.Pt(p.Photo.LeastFrame()), p.Frame.HeadMM/f.headMM
	found := newFinding(p, "scale", "face.scale", spec.Block)
	if float64(size.X)*to < float64(need.X) || float64(size.Y)*to < float64(need.Y) {
		found.Code = "face.near"
	}
	found.Args = map[string]any{
		"w": strconv.Itoa(need.X), "h": strconv.Itoa(need.Y), "percent": int(100 * to),
		"have": int(math.Round(100 * f.headMM / p.Frame.HeightMM)),
	}
	found.Value, found.Limit = formatNumber(f.headMM), formatNumber(maxHeadShare*p.Frame.HeightMM)
	return &found
}

// judgeReadings returns a finding for every reading beyond its limit.
func judgeReadings(p spec.Profile, readings []reading) []spec.Finding {
	var found []spec.Finding
	for _, r := range readings {
		limit := p.Limits[r.check]
		severity, low, demanded := limit.Judge(r.value)
		if severity == spec.Info {
			continue
		}
		code := r.high
		if low {
			code = r.low
		}
		f := newFinding(p, r.check, code, severity)
		from, to := acceptedRange(limit)
		f.Args = map[string]any{
			"have": r.display(r.value, low), "limit": r.display(demanded, low),
			"from": r.display(from, low), "to": r.display(to, low),
		}
		f.Value, f.Limit = formatNumber(r.value), formatNumber(demanded)
		found = append(found, f)
	}
	return found
}

// acceptedRange returns the range in which a measure neither blocks nor warns;
// zero stands for an open end.
func acceptedRange(l spec.Limit) (from, to float64) {
	first := func(limits ...*float64) float64 {
		for _, v := range limits {
			if v != nil {
				return *v
			}
		}
		return 0
	}
	return first(l.WarnBelow, l.BlockBelow), first(l.WarnAbove, l.BlockAbove)
}

// display returns a value for sentences. It is rounded away from the demanded
// one, so that it never reads like the limit it missed.
func (r reading) display(v float64, low bool) float64 { //nolint:revive // flag-parameter: a side, not a mode
	unit := math.Pow10(r.digits)
	scaled := v * r.times * unit
	near := math.Round(scaled*1e6) / 1e6 // 0.7 × 100 is 70, not 70.00000000000001
	if low {
		return math.Floor(near) / unit
	}
	return math.Ceil(near) / unit
}

func newFinding(p spec.Profile, check, code string, s spec.Severity) spec.Finding {
	return spec.Finding{Check: check, Item: photo.ItemPhoto, Profile: p.ID, Severity: s, Code: code}
}

// formatNumber formats a number for programs.
func formatNumber(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64) }
