package photo

import "io"

// JPEG is the media type of every stored picture.
const JPEG = "image/jpeg"

// FileRole is what a stored file is for.
type FileRole string

// The roles of a file.
const (
	Master     FileRole = "master"     // the uploaded picture without its metadata
	Preview    FileRole = "preview"    // the small picture that pages show
	Derivative FileRole = "derivative" // the picture that the office of one document receives instead of the master
)

// PictureFacts describe one stored picture, held upright. Document is set only
// for a derivative, which is made for one document.
type PictureFacts struct {
	Item          Item
	Document      ProfileID
	Width, Height int   // pixels
	Bytes         int64 // size of the file before sealing
}

// File is one stored, sealed file of an upload.
type File struct {
	ID          FileID
	Upload      UploadID
	Role        FileRole
	Orientation int // of EXIF, 1 to 8; the facts describe the upright picture
	PictureFacts
}

// PictureRef names one stored picture of an item: the derivative made for the
// Document, the master when Master is set, and else the preview.
type PictureRef struct {
	Item     Item
	Document ProfileID
	Master   bool
}

// Picture is one picture to show. Its content is decrypted while it is read, and
// must be closed.
type Picture struct {
	MediaType     string
	Bytes         int64 // size of the content
	Width, Height int   // pixels
	Content       io.ReadCloser
}
