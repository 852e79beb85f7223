package inspect

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"sync"
	"time"

	"myphoto/internal/inspect/analyze"
	"myphoto/internal/inspect/icc"
	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/ratelimit"
)

// Reader reads pictures from strangers within one budget of memory. It is safe
// for use by many requests at once; a program needs one.
type Reader struct {
	limits   Limits
	memory   *budget
	heavy    admission                         // for the bodies of large uploads
	light    admission                         // for those of small ones
	analyzer func() (*analyze.Analyzer, error) // opened at the first look
	search   *budget                           // counts pictures, not bytes
}

// New makes a reader; the zero Limits are the service's own.
func New(limits Limits) *Reader {
	limits = limits.orDefaults()
	return &Reader{
		limits:   limits,
		memory:   newBudget(limits.Memory, limits.Queue),
		heavy:    newAdmission(limits.Bodies, limits.BodyQueue, 1),
		light:    newAdmission(limits.LightBodies, limits.BodyQueue, limits.StudioBodies),
		analyzer: sync.OnceValues(analyze.New),
		search:   newBudget(int64(limits.Searches), limits.SearchQueue),
	}
}

// admission is where bodies of one kind come in: the room for all of them, and
// how many of it one studio may have at a time.
type admission struct {
	bodies    *budget
	perStudio *ratelimit.Concurrency[photo.StudioID]
}

// maxStudioWait is how long an upload waits for others of its studio; it holds
// nothing meanwhile.
const maxStudioWait = time.Minute

func newAdmission(bytes int64, queue, each int) admission {
	return admission{newBudget(bytes, queue), ratelimit.NewConcurrency[photo.StudioID](each, maxStudioWait)}
}

// lightBodyShare is the part of the room for large bodies up to which a body is light.
const lightBodyShare = 9

// Admit makes room for an upload of so many bytes before the first of them is
// read, or a hundred large ones at once would fill the memory before any was
// looked at. It waits up to a minute for those of the same studio, of which two
// light ones and a large one come in at a time, and up to 20 s for those of all
// before it, then answers [ErrBusy]; large ones never keep light ones waiting.
// The caller calls release when nothing of the upload is held any more.
func (r *Reader) Admit(ctx context.Context, of photo.StudioID, size int64) (release func(), err error) {
	through := r.heavy
	if size <= r.heavy.bodies.total/lightBodyShare {
		through = r.light
	}
	stand, ok := through.perStudio.Acquire(ctx, of)
	if !ok && ctx.Err() == nil {
		return nil, ErrBusy
	}
	if !ok {
		return nil, fmt.Errorf("wait for the studio's own: %w", ctx.Err())
	}
	leave, err := through.bodies.reserve(ctx, size)
	if err != nil {
		stand()
		return nil, err
	}
	return func() { leave(); stand() }, nil
}

// Picture is a read upload: the master to keep, the preview to show, and what
// the offices receive instead of the master.
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
	Derivatives   []Derivative
}

// Task is what a picture is read for.
type Task struct {
	Item        photo.Item
	Documents   []spec.Profile                // those it must suit; none: only the file is judged
	Crops       map[photo.ProfileID]spec.Crop // frames chosen for the photo; the others are found
	Override    spec.Exemption                // why rules are lifted, so that their offices get a cut too; empty: none is
	Orientation int                           // how a stored master must be turned; 0: as the file says
}

// Read reads one picture and judges it for the documents of the task. A
// picture that cannot be read is the zero Picture and a blocking finding; a
// readable one that does not suit a document is returned with its findings.
// The error is [ErrBusy] when too many pictures are being read, or that of
// ctx. A master no longer says how it must be turned, so for one that is read
// again the task tells it.
func (r *Reader) Read(ctx context.Context, upload []byte, task Task) (Picture, []spec.Finding, error) {
	file, refused := openJPEG(upload, r.limits)
	if refused == nil {
		refused = file.colourRefusal()
	}
	var colours *icc.Converter
	if refused == nil {
		colours, refused = file.converter()
	}
	if refused != nil {
		return Picture{}, []spec.Finding{refused.finding(task.Item)}, nil
	}
	if task.Orientation != 0 {
		file.exif.orientation = task.Orientation
	}
	release, err := r.memory.reserveDecoding(ctx, decodeCost(file))
	if err != nil {
		return Picture{}, nil, err
	}
	defer release()
	pic, img, err := normalise(ctx, task.Item, file, colours)
	if errors.Is(err, errUndecodable) {
		return Picture{}, []spec.Finding{unreadable("does not decode").finding(task.Item)}, nil
	}
	if err != nil {
		return Picture{}, nil, err
	}
	return r.judge(inspection{
		item: task.Item, profiles: task.Documents, override: task.Override,
		file: file, picture: pic, pixels: img, colours: colours,
	}, task.Crops)
}

// judge looks at a decoded picture, judges it for the documents, and makes
// what their offices receive.
func (r *Reader) judge(s inspection, chosen map[photo.ProfileID]spec.Crop) (Picture, []spec.Finding, error) {
	found := runChecks(s)
	if len(s.profiles) == 0 {
		return s.picture, found, nil
	}
	eyes, err := r.analyzer()
	if err != nil {
		return Picture{}, nil, err
	}
	working, err := raster.Working(s.pixels, s.file.orientation())
	if err != nil {
		return Picture{}, nil, fmt.Errorf("shrink picture: %w", err)
	}
	s.colours.Convert(working)
	seen := eyes.Analyze(analyze.Picture{Item: s.item, Pixels: working, Size: image.Pt(s.picture.Width, s.picture.Height)}, s.profiles, chosen)
	found, s.crops = append(found, seen.Findings...), seen.Crops
	made, told := s.derive(found)
	s.picture.Derivatives = made
	return s.picture, append(found, told...), nil
}

// normalise makes the master, proves that it decodes, and draws the preview.
func normalise(ctx context.Context, item photo.Item, file *jpegInfo, colours *icc.Converter) (Picture, image.Image, error) {
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
	small, size, err := preview(img, file, colours)
	if err != nil {
		return Picture{}, nil, err
	}
	pic.Preview, pic.PreviewWidth, pic.PreviewHeight = small, size.X, size.Y
	return pic, img, nil
}
