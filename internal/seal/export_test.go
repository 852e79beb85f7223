package seal

// PublicPart returns the text of a file with the public halves of all keys of
// text, as a machine has it that only takes uploads in.
func PublicPart(text []byte) ([]byte, error) {
	ring, err := parseMaster(text)
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, k := range ring.keys {
		out = append(out, masterLine(publicLine, k.id, k.public.Bytes())...)
	}
	return out, nil
}
