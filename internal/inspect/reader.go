package inspect

import (
	"context"
	"crypto/sha256"
	"errors"
	"image"

	"myphoto/internal/photo"
)

// Reader reads pictures from strangers within one budget of memory. It is safe
// for use by many requests at once; a program needs one.
type Reader struct {
	limits Limits
	memory *memory
}

// New makes a reader; the zero Limits are the service's own.
func New(limits Limits) *Reader {
	limits = limits.orDefaults()
	return &Reader{limits: limits, memory: newMemory(limits.Memory, limits.Queue)}
}

// Picture is a read upload: the master to keep and the preview to show.
type Picture struct {
	Item          photo.Item
	Master        []byte   // JPEG; the pixels and colour profile of the upload, nothing else
	Width, Height int      // of the upright picture, in pixels
	Orientation   int      // 1-8 (CIPA DC-008): how the master must be turned to be upright
	Preview       []byte   // upright JPEG of at most 400 × 600 pixels
	PreviewWidth  int      // pixels
	PreviewHeight int      // pixels
	SHA256        [32]byte // of Master
	Progressive   bool
	HasICC        bool
}

// Read reads one uploaded picture and judges it for the documents. A picture
// that cannot be read is the zero Picture and a blocking finding; a readable
// one that does not suit a document is returned with its findings. The error
// is [ErrBusy] when too many pictures are being read, or that of ctx.
func (r *Reader) Read(
	ctx context.Context, item photo.Item, upload []byte, profiles []photo.Profile,
) (Picture, []photo.Finding, error) {
	return r.read(ctx, item, upload, 0, profiles)
}

// ReadStored reads and judges a master again, for other documents for
// example. A master no longer says how it must be turned, so the orientation
// is given.
func (r *Reader) ReadStored(
	ctx context.Context, item photo.Item, master []byte, orientation int, profiles []photo.Profile,
) (Picture, []photo.Finding, error) {
	return r.read(ctx, item, master, orientation, profiles)
}

// read is both; an orientation of 0 leaves it to the file to say.
func (r *Reader) read(
	ctx context.Context, item photo.Item, upload []byte, orientation int, profiles []photo.Profile,
) (Picture, []photo.Finding, error) {
	file, refused := openJPEG(upload, r.limits)
	if refused == nil {
		refused = file.colourRefusal(item)
	}
	if refused != nil {
		return Picture{}, []photo.Finding{refused.finding(item)}, nil
	}
	if orientation != 0 {
		file.camera.orientation = orientation
	}
	release, err := r.memory.reserve(ctx, decodeCost(file))
	if err != nil {
		return Picture{}, nil, err
	}
	defer release()
	pic, img, err := develop(ctx, item, file)
	if errors.Is(err, errBroken) {
		return Picture{}, []photo.Finding{unreadable("does not decode").finding(item)}, nil
	}
	if err != nil {
		return Picture{}, nil, err
	}
	return pic, judge(sheet{item: item, profiles: profiles, file: file, picture: pic, pixels: img}), nil
}

// develop makes the master, proves that it decodes, and draws the preview.
func develop(ctx context.Context, item photo.Item, file *anatomy) (Picture, image.Image, error) {
	pic := Picture{
		Item:        item,
		Master:      file.rewrite(),
		Orientation: file.orientation(),
		Progressive: file.progressive,
		HasICC:      file.icc != nil,
	}
	pic.Width, pic.Height = file.upright()
	pic.SHA256 = sha256.Sum256(pic.Master)
	img, err := decode(ctx, pic.Master, image.Pt(file.width, file.height))
	if err != nil {
		return Picture{}, nil, err
	}
	small, size, err := preview(img, file)
	if err != nil {
		return Picture{}, nil, err
	}
	pic.Preview, pic.PreviewWidth, pic.PreviewHeight = small, size.X, size.Y
	return pic, img, nil
}
