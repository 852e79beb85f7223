package inspect

import "encoding/binary"

const iccMagic = "ICC_PROFILE\x00"

// minICCProfile is the smallest size of a colour profile, in bytes: its header
// (ICC.1:2022 §7.2).
const minICCProfile = 128

// colourProfile joins the profile from its APP2 pieces (ICC.1:2022 Annex B.4).
// It returns nil for pieces that do not make one whole RGB profile; they are
// dropped like any other metadata.
func colourProfile(pieces [][]byte) []byte {
	var whole []byte
	for i, piece := range pieces {
		if len(piece) < 2 || int(piece[0]) != i+1 || int(piece[1]) != len(pieces) {
			return nil
		}
		whole = append(whole, piece[2:]...)
	}
	if len(whole) < minICCProfile || int64(binary.BigEndian.Uint32(whole)) != int64(len(whole)) {
		return nil
	}
	if string(whole[16:20]) != "RGB " || string(whole[36:40]) != "acsp" {
		return nil
	}
	return whole
}
