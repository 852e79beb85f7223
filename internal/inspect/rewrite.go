package inspect

import (
	"bytes"
	"encoding/binary"
	"slices"

	"myphoto/internal/inspect/icc"
)

// colourModel is how a JPEG codes its colours, as decoders agree to infer it:
// from JFIF, else Adobe's marker, else the identifiers of the components.
type colourModel int

const (
	modelGrey  colourModel = iota + 1 // one component: grey
	modelYCbCr                        // what cameras write
	modelRGB                          // three components without colour transform
	modelCMYK                         // CMYK or YCCK
	modelOther                        // two components, or five and more
)

func (a *jpegInfo) colourModel() colourModel {
	switch len(a.components) {
	case 1:
		return modelGrey
	case 3:
		switch {
		case a.density != nil:
			return modelYCbCr
		case a.adobe != nil && a.adobe[11] == 0, a.adobe == nil && string(a.components) == "RGB":
			return modelRGB
		default:
			return modelYCbCr
		}
	case 4:
		return modelCMYK
	default:
		return modelOther
	}
}

// colourRefusal refuses all but ordinary JPEGs. A grey one is accepted:
// scanners save signatures so, and for a portrait a check of its own demands
// colour.
func (a *jpegInfo) colourRefusal() *refusal {
	switch a.colourModel() {
	case modelYCbCr, modelGrey:
		return nil
	case modelCMYK:
		return &refusal{check: "colour", code: "file.cmyk", value: "CMYK"}
	case modelRGB:
		return &refusal{check: "colour", code: "file.rgb", value: "RGB-coded"}
	default:
		return unreadable("number of components")
	}
}

// rewrite assembles the master from the segments that make the picture: tables,
// frame, scans, restart interval and colour profile, under a new JFIF header
// that keeps only the density. The pixels are identical, because every byte
// that a decoder draws from is copied; nothing else is.
func (a *jpegInfo) rewrite() []byte {
	var out bytes.Buffer
	out.Grow(a.bytes)
	out.Write([]byte{0xff, markerSOI})
	if c := a.colourModel(); c == modelYCbCr || c == modelGrey {
		// JFIF promises YCbCr or grey. Adobe's marker could only repeat or
		// contradict it.
		writeSegment(&out, markerAPP0, a.jfif())
	} else if a.adobe != nil {
		writeSegment(&out, markerAPP14, a.adobe)
	}
	out.Write(a.colourSegments())
	for _, p := range a.segments {
		out.Write(p.bytes)
	}
	out.Write([]byte{0xff, markerEOI})
	return out.Bytes()
}

// jfif returns the payload of a JFIF 1.02 header without thumbnail.
func (a *jpegInfo) jfif() []byte {
	density := []byte{0, 0, 1, 0, 1}
	if d := a.density; d != nil && d[0] <= 2 && d[1]|d[2] != 0 && d[3]|d[4] != 0 {
		density = d
	}
	return append(append([]byte("JFIF\x00\x01\x02"), density...), 0, 0)
}

// colourSegments returns the APP2 segments of the colour profile; none without
// one.
func (a *jpegInfo) colourSegments() []byte {
	const most = 65_533 - len(iccMagic) - 2 // bytes of a profile in one segment
	var out bytes.Buffer
	pieces := slices.Collect(slices.Chunk(a.icc, most))
	for i, piece := range pieces {
		head := append([]byte(iccMagic), byte(i+1), byte(len(pieces)))
		writeSegment(&out, markerAPP2, append(head, piece...))
	}
	return out.Bytes()
}

func writeSegment(out *bytes.Buffer, marker byte, payload []byte) {
	out.Write([]byte{0xff, marker})
	out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2)))
	out.Write(payload)
}

// openJPEG walks an upload through everything that can be judged without
// decoding, except the colours.
func openJPEG(data []byte, limits Limits) (*jpegInfo, *refusal) {
	if sniff(data) != kindJPEG {
		return nil, wrongKind(data, "file.type")
	}
	if len(data) > limits.MaxBytes {
		return nil, tooBig(len(data), limits.MaxBytes)
	}
	return walk(data, limits)
}

// openColours is openJPEG followed by everything about the colours.
func openColours(data []byte, limits Limits) (*jpegInfo, *icc.Converter, *refusal) {
	file, refused := openJPEG(data, limits)
	if refused != nil {
		return nil, nil, refused
	}
	if refused := file.colourRefusal(); refused != nil {
		return nil, nil, refused
	}
	if file.icc, refused = file.colours.profile(); refused != nil {
		return nil, nil, refused
	}
	colours, refused := file.converter()
	return file, colours, refused
}
