package inspect

import (
	"fmt"
	"math"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// refusal is the reason for which a file is not read: the key of its sentence
// with the arguments of the sentence, and the measured value beside the limit.
// It becomes a blocking finding for the photographer and an error for the
// sender of a QR code.
type refusal struct {
	check string
	code  string
	args  map[string]any
	value string
	limit string
}

func (r *refusal) finding(item photo.Item) spec.Finding {
	return spec.Finding{
		Check: r.check, Item: item, Severity: spec.Block,
		Code: r.code, Args: r.args, Value: r.value, Limit: r.limit,
	}
}

func (r *refusal) asError() *photo.Error {
	kind := photo.Invalid
	if r.code == "file.big" {
		kind = photo.TooLarge
	}
	return &photo.Error{Kind: kind, Code: r.code, Field: "qr", Args: r.args}
}

// unreadable refuses a file whose structure is broken; why is for programs.
func unreadable(why string) *refusal {
	return &refusal{check: "format", code: "file.bad", value: why}
}

const codeTruncated = "file.cut"

func truncated() *refusal {
	return &refusal{check: "format", code: codeTruncated, value: "truncated"}
}

func tooBig(have, limit int) *refusal {
	return &refusal{
		check: "bytes", code: "file.big", args: byteArgs(int64(have), int64(limit)),
		value: fmt.Sprint(have), limit: fmt.Sprint(limit),
	}
}

// undecodable refuses a picture whose data are broken: one without its end was
// cut off while it was copied.
func (a *jpegInfo) undecodable() *refusal {
	if a.unended {
		return truncated()
	}
	return unreadable("does not decode")
}

// tooManyProgressivePixels refuses a picture that would be read if it were not
// progressive.
func tooManyProgressivePixels(width, height, limit int) *refusal {
	refused := tooManyPixels(width, height, limit)
	refused.code = "file.pixels-progressive"
	return refused
}

func tooManyPixels(width, height, limit int) *refusal {
	return &refusal{
		check: "pixels", code: "file.pixels",
		args:  map[string]any{"max": limit / 1_000_000, "have": displaySize(width, height)},
		value: machineSize(width, height), limit: fmt.Sprint(limit),
	}
}

// byteArgs returns both sizes in millions of bytes. The file's is rounded up to
// a tenth, so that it never reads like the limit it exceeds.
func byteArgs(have, limit int64) map[string]any {
	return map[string]any{
		"max":  tenths(float64(limit) / megabyte),
		"have": math.Ceil(float64(have)/megabyte*10) / 10,
	}
}

func tenths(v float64) float64 {
	return math.Round(v*10) / 10
}

func displaySize(width, height int) string {
	return fmt.Sprintf("%d × %d", width, height)
}

func machineSize(width, height int) string {
	return fmt.Sprintf("%d×%d", width, height)
}
