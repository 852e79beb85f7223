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
	Size     int64                         // of the content, in bytes
	Open     func() (io.ReadCloser, error) // called twice, for the checksum and for the content
	Modified time.Time                     // modification time in the archive, in UTC
}

// errName refuses an entry with an unknown or a repeated name.
var errName = errors.New("name is not allowed here")

// errSize reports content that is not as long as announced.
var errSize = errors.New("size is not as announced")

// Zip streams an archive, with nothing of it in memory. Entries are stored
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

// store reads an entry twice, because its checksum stands in front of it: Create
// would write checksum and sizes after the content, where programs that read
// archives as a stream do not find them.
func store(archive *zip.Writer, entry Entry) error {
	sum := crc32.NewIEEE()
	if err := copyEntry(sum, entry); err != nil {
		return err
	}
	header := &zip.FileHeader{
		Name:               string(entry.Name),
		Method:             zip.Store,
		CRC32:              sum.Sum32(),
		CompressedSize64:   uint64(entry.Size),
		UncompressedSize64: uint64(entry.Size),
	}
	header.SetModTime(entry.Modified) //nolint:staticcheck // CreateRaw reads the time from nowhere else
	file, err := archive.CreateRaw(header)
	if err != nil {
		return err
	}
	if err := copyEntry(file, entry); err != nil {
		return err
	}
	return archive.Flush()
}

func copyEntry(to io.Writer, entry Entry) error {
	content, err := entry.Open()
	if err != nil {
		return err
	}
	written, err := io.Copy(to, content)
	if err == nil && written != entry.Size {
		err = errSize
	}
	return errors.Join(err, content.Close())
}
