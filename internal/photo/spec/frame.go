package spec

// Cut describes the size and density of the derivative that an office receives,
// cut once from the master. Nothing is ever enlarged: a picture with fewer pixels
// than Width × Height does not suit, unless the cut is Bounded.
type Cut struct {
	Width   int  `json:"width"` // pixels
	Height  int  `json:"height"`
	DPI     int  `json:"dpi,omitempty"`     // pixels an inch, written into the file; zero when the office states none
	Bounded bool `json:"bounded,omitempty"` // at most Width × Height, in the shape of the crop; smaller ones keep their size
}

// Frame describes the position of a face in the print of a document: the size
// of the print, and the aim of an automatic crop. The limits state how far from
// the aim is still allowed. All lengths are millimetres of the print; a
// document that is never printed has the print of the standard from which its
// numbers come.
type Frame struct {
	WidthMM  float64 `json:"width_mm"`
	HeightMM float64 `json:"height_mm"`
	HeadMM   float64 `json:"head_mm"` // chin to crown
	EyesMM   float64 `json:"eyes_mm"` // from the lower edge to the line of the eyes
}

// CrownReach is the height of the crown above the line of the eyes, in distances
// from the eyes to the chin. Chin to crown is then 1.9 of them: the median of 879
// portraits is 2.05 to the top of the hair.
const CrownReach = 0.9

// Limits maps the name of a measure, which is also the Check of its findings,
// to its limit.
type Limits map[string]Limit

// override returns base with the limits of l laid over it: a measure named in l
// is judged by l alone.
func (l Limits) override(base Limits) Limits {
	merged := make(Limits, len(base)+len(l))
	for name, limit := range base {
		merged[name] = limit
	}
	for name, limit := range l {
		merged[name] = limit
	}
	return merged
}

// validate returns an error for limits that contradict themselves.
func (l Limits) validate() error {
	for _, limit := range l {
		if err := limit.validate(); err != nil {
			return err
		}
	}
	return nil
}

// CapSeverity returns the limit with nothing more severe than s: what would
// have blocked only warns, or only informs.
func (l Limit) CapSeverity(s Severity) Limit {
	switch s {
	case Info:
		return Limit{}
	case Warn:
		softened := Limit{WarnBelow: l.WarnBelow, WarnAbove: l.WarnAbove}
		if softened.WarnBelow == nil {
			softened.WarnBelow = l.BlockBelow
		}
		if softened.WarnAbove == nil {
			softened.WarnAbove = l.BlockAbove
		}
		return softened
	default:
		return l
	}
}

// LeastFrame returns the pixels of a picture that a frame must hold so that nothing is
// enlarged and the office receives what it demands.
func (s Demands) LeastFrame() (width, height int) {
	if s.Cut.Bounded {
		return s.MinWidth, s.MinHeight
	}
	return s.Cut.Width, s.Cut.Height
}

// CropRatio returns the ratio of width to height of the frame on an upright
// picture of width × height pixels: the ratio that the office demands or,
// without one, that of the picture.
func (s Demands) CropRatio(width, height int) float64 {
	if s.Ratio() == "" {
		return float64(width) / float64(height)
	}
	return s.ratio()
}
