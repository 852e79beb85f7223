package inspect

import "encoding/binary"

const iccMagic = "ICC_PROFILE\x00"

// minICCProfile is the least a colour profile may be (ICC.1:2022 §7.2).
const minICCProfile = 128

// colourProfile puts the profile together from its APP2 pieces (ICC.1:2022
// Annex B.4). Pieces that do not make one whole RGB profile are not a profile:
// nil, and the pieces are dropped like any other note.
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
