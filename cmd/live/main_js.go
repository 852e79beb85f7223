package main

import (
	"image"
	"syscall/js"

	"myphoto/internal/inspect/analyze"
)

func main() {
	analyzer, err := analyze.New()
	c := &checker{analyzer: analyzer}
	js.Global().Set("check", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if err != nil {
			return refused(err)
		}
		told, err := c.answer(args[0].String(), pixelsOf(args[3], args[1].Int(), args[2].Int()), bytesOf(args[4]))
		if err != nil {
			return refused(err)
		}
		return told
	}))
	select {} // until the worker is terminated
}

// refused converts an error to a JavaScript Error.
func refused(err error) any { return js.Global().Get("Error").New(err.Error()) }

// bytesOf copies the bytes of a file; nil without one.
func bytesOf(file js.Value) []byte {
	if file.IsUndefined() {
		return nil
	}
	data := make([]byte, file.Length())
	js.CopyBytesToGo(data, file)
	return data
}

// pixelsOf copies the pixels of a canvas, four bytes each. Transparent pixels
// become opaque, as in a JPEG.
func pixelsOf(bytes js.Value, width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	js.CopyBytesToGo(img.Pix, bytes)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	return img
}
