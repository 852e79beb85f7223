package photo

// JPEG is the media type of every stored picture.
const JPEG = "image/jpeg"

// FileRole is what a stored file is for.
type FileRole string

// The roles of a file.
const (
	Master     FileRole = "master"     // the uploaded picture without its metadata
	Preview    FileRole = "preview"    // the small picture that pages show
	Derivative FileRole = "derivative" // what the office of one document receives instead of the master
)

// PictureFacts describe one stored picture, upright; Document is set where it
// was made for one document alone.
type PictureFacts struct {
	Item          Item
	Document      ProfileID
	Width, Height int   // pixels
	Bytes         int64 // of the clear file
}

// File is one stored, sealed file of an upload.
type File struct {
	ID          FileID
	Upload      UploadID
	Role        FileRole
	Orientation int // of EXIF, 1 to 8; the facts hold the upright picture
	PictureFacts
}

// FactsOf returns the facts of those files that have the role.
func FactsOf(files []File, role FileRole) []PictureFacts {
	var list []PictureFacts
	for _, f := range files {
		if f.Role == role {
			list = append(list, f.PictureFacts)
		}
	}
	return list
}

// PictureRef names one stored picture of an item: the preview, the master, or,
// where a document is named, the derivative made for its office alone.
type PictureRef struct {
	Item     Item
	Document ProfileID
	Master   bool
}

// Picture is one picture, decrypted for somebody who may see it.
type Picture struct {
	MediaType     string
	Bytes         []byte
	Width, Height int // pixels
}
