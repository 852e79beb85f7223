package hostiletest

// Heavy returns the most expensive JPEG files within every limit of package
// inspect, by what makes them expensive; each has about size bytes where
// possible.
func Heavy(size int) map[string][]byte {
	large, layered := frame{baseline, 8_000, 5_000, 0x11}, frame{progressive, 4_000, 3_000, 0x11}
	halved := large
	halved.sampling = 0x22
	const blocks, layers = 3 * 1000 * 625, 4_000 * 3_000 / 64
	return map[string][]byte{
		"baseline of 40 million":            padded(whole(large, blocks/4+1), size),
		"baseline of 40 million, 4:2:0":     padded(whole(halved, blocks/8+8_000), size),
		"progressive of 12 million":         padded(refined(layered, 25, layers*3/4+1), size),
		"noise of 40 million":               noise(8_000, 5_000, size),
		"progressive of 12 million, coarse": padded(refined(frame{progressive, 4_000, 3_000, 0x22}, 25, layers*3/4+1), size),
	}
}

// Empty returns a file of a few hundred bytes that claims as many pixels as
// package inspect allows and has none of them.
func Empty() []byte {
	return refined(frame{progressive, 4_000, 3_000, 0x11}, 7, 1)
}

// Repeated returns a sequential picture in which every component comes in ten
// scans, of which only the last is visible.
func Repeated() []byte {
	var again []pass
	for range 10 {
		again = append(again, pass{components: all(), last: 63, bytes: 3 * 1000 * 625 / 4})
	}
	return jpegOf(frame{baseline, 8_000, 5_000, 0x11}, again...)
}

// Stuffed returns a scan of size bytes in which every other byte looks like a
// marker and is none.
func Stuffed(size int) []byte {
	picture := whole(frame{baseline, 64, 48, 0x11}, size)
	data := picture[len(picture)-2-size : len(picture)-2]
	for i := 0; i+1 < size; i += 2 {
		data[i] = 0xff
	}
	return picture
}

// Small returns files of the same kinds with a few thousand pixels, as seeds
// for fuzzing.
func Small() [][]byte {
	small, layered := frame{baseline, 64, 48, 0x11}, frame{progressive, 64, 48, 0x22}
	again := pass{components: all(), last: 63, bytes: 40}
	return [][]byte{
		whole(small, 40), refined(layered, 9, 12), refined(frame{progressive, 400, 300, 0x11}, 24, 800), jpegOf(small, again, again),
		whole(frame{baseline, 800, 500, 0x11}, 5_000), Empty(), whole(frame{arithmetic, 64, 48, 0x11}, 40),
	}
}

// Progressive returns a progressive picture of nothing but zeros, in as many
// scans as cameras' programs write.
func Progressive(width, height int, sampling byte) []byte {
	return refined(frame{progressive, width, height, sampling}, 9, width*height/64)
}
