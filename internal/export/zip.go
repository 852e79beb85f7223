package export

import (
	"archive/zip"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"slices"
	"time"
)

// Name is the name of a file in photos.zip. There are only three: nothing that
// anybody typed becomes a file name.
type Name string

// The files of photos.zip.
const (
	NamePhoto     Name = "photo.jpg"
	NameSignature Name = "signature.jpg"
	NameCode      Name = "code.pdf"
)

// Entry is one file of the archive.
type Entry struct {
	Name     Name
	Content  []byte
	Modified time.Time // modification time in the archive, in UTC
}

// errName refuses an entry with an unknown or a repeated name.
var errName = errors.New("name is not allowed here")

// Zip streams an archive, with one entry in memory at a time. Entries are stored
// uncompressed (a JPEG does not shrink) with their sizes in front, which every
// archive program reads. After an error of the entries or of w, the archive has
// no directory, so that no program mistakes it for complete.
func Zip(w io.Writer, entries iter.Seq2[Entry, error]) error {
	archive := zip.NewWriter(w)
	var used []Name
	for entry, err := range entries {
		if err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		if !allowed(entry.Name) || slices.Contains(used, entry.Name) {
			return fmt.Errorf("write archive: %w", errName)
		}
		used = append(used, entry.Name)
		if err := store(archive, entry); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

func allowed(name Name) bool {
	return name == NamePhoto || name == NameSignature || name == NameCode
}

func store(archive *zip.Writer, entry Entry) error {
	size := uint64(len(entry.Content))
	header := &zip.FileHeader{
		Name:               string(entry.Name),
		Method:             zip.Store,
		CRC32:              crc32.ChecksumIEEE(entry.Content),
		CompressedSize64:   size,
		UncompressedSize64: size,
	}
	header.SetModTime(entry.Modified) //nolint:staticcheck // CreateRaw reads the time from nowhere else
	// Create would write the sizes after the content, where programs that read
	// archives as a stream do not find them.
	file, err := archive.CreateRaw(header)
	if err != nil {
		return err
	}
	if _, err := file.Write(entry.Content); err != nil {
		return err
	}
	return archive.Flush()
}
