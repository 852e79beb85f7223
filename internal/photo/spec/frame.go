package spec

// Cut is the picture that an office receives, made once from the master.
// Nothing is ever enlarged: a picture with fewer pixels than Width × Height
// does not suit, unless the cut is Bounded.
type Cut struct {
	Width   int  `json:"width"` // pixels
	Height  int  `json:"height"`
	DPI     int  `json:"dpi,omitempty"`     // pixels an inch, written into the file; zero when no office states it
	Bounded bool `json:"bounded,omitempty"` // at most Width × Height, in the shape of the crop; smaller ones stay as they are
}

// Frame says how a face stands in the print of a document: the size of the
// print, and what an automatic crop aims for. What is still allowed around the
// aim is a matter of the limits. Millimetres of the print; a document that is
// never printed has the print of the standard that its numbers come from.
type Frame struct {
	WidthMM  float64 `json:"width_mm"`
	HeightMM float64 `json:"height_mm"`
	HeadMM   float64 `json:"head_mm"` // chin to crown
	EyesMM   float64 `json:"eyes_mm"` // from the lower edge to the line of the eyes
}

// Limits are the limits of measures, by the name of the measure, which is also
// the Check of its findings.
type Limits map[string]Limit

// override lays other limits over these: a measure named there is judged as said
// there, by that alone.
func (l Limits) override(base Limits) Limits {
	laid := make(Limits, len(base)+len(l))
	for name, limit := range base {
		laid[name] = limit
	}
	for name, limit := range l {
		laid[name] = limit
	}
	return laid
}

// validate refuses limits that contradict themselves.
func (l Limits) validate() error {
	for _, limit := range l {
		if err := limit.validate(); err != nil {
			return err
		}
	}
	return nil
}

// CapSeverity gives the limit with nothing graver than s: what would have blocked
// only warns, or is only told.
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

// CropRatio gives the width over the height of the frame that is laid on an
// upright picture of width × height pixels: what the office demands, or the
// shape that the picture has.
func (s Demands) CropRatio(width, height int) float64 {
	if s.Ratio() == "" {
		return float64(width) / float64(height)
	}
	return s.ratio()
}
