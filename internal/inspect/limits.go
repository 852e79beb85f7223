package inspect

// Limits bound what is read. A zero field takes the default given beside it.
// The defaults were measured so that no upload costs more than about a second
// and the whole program stays within its memory.
type Limits struct {
	MaxBytes             int   // of one file; 10 MB
	MaxSide              int   // pixels; 12,000
	MaxPixels            int   // of a baseline JPEG; 40 million
	MaxProgressivePixels int   // of a progressive JPEG; 25 million
	MaxQRPixels          int   // of a picture of a QR code; 25 million
	MaxSegments          int   // of a JPEG; 4,096
	MaxScans             int   // of a JPEG; 64
	MaxScanPixels        int   // scans × pixels; 300 million
	Memory               int64 // bytes for all pictures being decoded; 208 MB
	Queue                int   // pictures waiting for memory before the next is refused; 64
	Bodies               int64 // bytes for all uploads in memory; 32 MB
	LightBodies          int64 // bytes for uploads of at most a ninth of Bodies; 12 MB
	ScanBodies           int64 // bytes for all pictures of QR codes in memory; 22 MB
	Searches             int   // concurrent searches for a QR code; 2
	SearchQueue          int   // pictures waiting to be searched before the next is refused; 6
	BodyQueue            int   // uploads waiting for memory before the next is refused; 100
	StudioBodies         int   // concurrent light bodies of one studio; 2
}

const megabyte = 1_000_000

func (l Limits) orDefaults() Limits {
	fill := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	fill(&l.MaxBytes, 10*megabyte)
	fill(&l.MaxSide, 12_000)
	fill(&l.MaxPixels, 40_000_000)
	fill(&l.MaxProgressivePixels, 25_000_000)
	fill(&l.MaxQRPixels, 25_000_000)
	fill(&l.MaxSegments, 4096)
	fill(&l.MaxScans, 64)
	fill(&l.MaxScanPixels, 300_000_000)
	fill(&l.Queue, 64)
	fill(&l.BodyQueue, 100)
	fill(&l.StudioBodies, 2)
	fill(&l.Searches, 2)
	fill(&l.SearchQueue, 6) // three rounds of at most two seconds
	if l.Memory == 0 {
		l.Memory = 208 * megabyte // the largest picture for the progressive decoder: baseCost plus 15 bytes a pixel
	}
	if l.Bodies == 0 {
		l.Bodies = 32 * megabyte // the largest form and half of another
	}
	if l.ScanBodies == 0 {
		l.ScanBodies = 22 * megabyte // two of the largest forms
	}
	if l.LightBodies == 0 {
		l.LightBodies = 12 * megabyte
	}
	return l
}
