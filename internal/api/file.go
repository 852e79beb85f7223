package api

import (
	"encoding/base64"
	"net/http"

	"myphoto/internal/photo"
)

func (s *server) photoBytes(r *http.Request, who photo.Application) (response, error) {
	return s.file(r, who, photo.ItemPhoto)
}

func (s *server) signatureBytes(r *http.Request, who photo.Application) (response, error) {
	return s.file(r, who, photo.ItemSignature)
}

// file returns the exact bytes of one item, always all of them: a Range is
// ignored, as RFC 9110 §14.2 allows, so that "fetched" has one meaning. The
// service learns when the last byte has been sent, or that it never will be.
func (s *server) file(r *http.Request, who photo.Application, item photo.Item) (response, error) {
	id, err := recordID(r, "ret_")
	if err != nil {
		return response{}, err
	}
	file, err := s.Service.Fetch(r.Context(), who, photo.RetrievalID(id), item)
	if err != nil {
		return response{}, err
	}
	a := newResponse(http.StatusOK, file.MediaType, nil)
	a.content, a.size = file.Content, file.Bytes
	a.header.Set("Accept-Ranges", "none")
	// RFC 9530 §3, the digest as a byte sequence of RFC 8941 §3.3.5.
	a.header.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(file.SHA256[:])+":")
	a.done = file.Close
	return a, nil
}
