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

// Reader reads untrusted pictures within one memory budget. It is safe for
// concurrent use; a program needs one.
type Reader struct {
	limits   Limits
	memory   *budget
	heavy    admission                         // admits large uploads
	light    admission                         // admits small uploads
	scans    admission                         // admits pictures of QR codes
	analyzer func() (*analyze.Analyzer, error) // loads the networks at the first use
	search   *budget                           // counts pictures, not bytes
}

// New returns a reader. The zero Limits stand for the defaults.
func New(limits Limits) *Reader {
	limits = limits.orDefaults()
	return &Reader{
		limits:   limits,
		memory:   newBudget(limits.Memory, limits.Queue),
		heavy:    newAdmission(limits.Bodies, limits.BodyQueue, 1),
		light:    newAdmission(limits.LightBodies, limits.BodyQueue, limits.StudioBodies),
		scans:    newAdmission(limits.ScanBodies, limits.BodyQueue, 1),
		analyzer: sync.OnceValues(analyze.New),
		search:   newBudget(int64(limits.Searches), limits.SearchQueue),
	}
}

// admission limits uploads of one kind: the bytes of all of them together, and
// how many of one sender are in memory at a time.
type admission struct {
	bodies    *budget
	perSender *ratelimit.Concurrency[string]
}

// maxOwnWait is how long an upload waits for others of its sender. It holds no
// memory meanwhile.
const maxOwnWait = time.Minute

func newAdmission(bytes int64, queue, each int) admission {
	return admission{newBudget(bytes, queue), ratelimit.NewConcurrency[string](each, maxOwnWait)}
}

// lightBodyShare divides the room for large bodies: an upload of at most a
// ninth of it (3.5 MB with the defaults) is light and has a room of its own, so
// that large uploads never keep small ones waiting.
const lightBodyShare = 9

// Admit reserves memory for an upload of a studio, of size bytes, before it is in
// memory; otherwise a hundred large uploads could fill the memory before any was
// inspected. It waits up to a minute for other uploads of the same studio, which
// may have two light ones and a large one at a time, and up to 20 s for the
// uploads of all studios before it, then returns [ErrBusy]. Large uploads never
// keep light ones waiting. The caller calls release when it no longer holds any
// part of the upload.
func (r *Reader) Admit(ctx context.Context, of photo.StudioID, size int64) (release func(), err error) {
	kind := r.heavy
	if size <= r.heavy.bodies.total/lightBodyShare {
		kind = r.light
	}
	return kind.admit(ctx, string(of), size)
}

// AdmitScan is Admit for a person's picture of a QR code, one at a time. Such
// pictures have room of their own and keep no studio waiting.
func (r *Reader) AdmitScan(ctx context.Context, of photo.SubjectID, size int64) (release func(), err error) {
	return r.scans.admit(ctx, string(of), size)
}

func (a admission) admit(ctx context.Context, sender string, size int64) (release func(), err error) {
	leave, ok := a.perSender.Acquire(ctx, sender)
	if !ok && ctx.Err() == nil {
		return nil, ErrBusy
	}
	if !ok {
		return nil, fmt.Errorf("wait for the sender's own: %w", ctx.Err())
	}
	releaseBytes, err := a.bodies.reserve(ctx, size)
	if err != nil {
		leave()
		return nil, err
	}
	return func() { releaseBytes(); leave() }, nil
}

// Picture is an inspected upload: the master to keep, the preview to show, and
// what the offices receive instead of the master.
type Picture struct {
	Item          photo.Item
	Master        []byte   // JPEG; the pixels and colour profile of the upload, nothing else
	Width, Height int      // of the upright picture, in pixels
	Orientation   int      // 1-8 (CIPA DC-008): the turn that makes the master upright
	Preview       []byte   // upright JPEG of at most 400 × 600 pixels
	PreviewWidth  int      // pixels
	PreviewHeight int      // pixels
	SHA256        [32]byte // of Master
	Progressive   bool
	HasICC        bool
	Derivatives   []Derivative
}

// Task states what a picture is read for.
type Task struct {
	Item        photo.Item
	Documents   []spec.Profile                // documents it must suit; none: only the file is judged
	Crops       map[photo.ProfileID]spec.Crop // frames chosen for the photo; the others are computed
	Exemption   spec.Exemption                // exemption from rules, so that a derivative is made for their offices too; empty: none
	Orientation int                           // orientation of a stored master; 0: as the file says
}

// Read inspects one upload and judges it for the documents of the task. For a
// picture that cannot be read it returns the zero Picture and a blocking
// finding; a readable one that does not suit a document is returned with its
// findings. The error is [ErrBusy] when too many pictures are being read, or
// that of ctx. A master has no orientation of its own any more, so the task
// carries it when a master is read again.
func (r *Reader) Read(ctx context.Context, upload []byte, task Task) (Picture, []spec.Finding, error) {
	limits := r.limits
	if task.Orientation != 0 {
		limits.MaxBytes *= 2 // a master that was written anew may be larger than its upload
	}
	file, colours, refused := openColours(upload, limits)
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
		return Picture{}, []spec.Finding{file.undecodable().finding(task.Item)}, nil
	}
	if err != nil {
		return Picture{}, nil, err
	}
	return r.judge(inspection{
		item: task.Item, profiles: task.Documents, exemption: task.Exemption,
		file: file, picture: pic, pixels: img, colours: colours,
	}, task.Crops)
}

// judge runs the checks and the analysis for the documents and makes what their
// offices receive.
func (r *Reader) judge(s inspection, chosen map[photo.ProfileID]spec.Crop) (Picture, []spec.Finding, error) {
	found := s.runChecks()
	if len(s.profiles) == 0 {
		return s.picture, found, nil
	}
	analyzer, err := r.analyzer()
	if err != nil {
		return Picture{}, nil, err
	}
	working, err := raster.Working(s.pixels, s.file.orientation())
	if err != nil {
		return Picture{}, nil, fmt.Errorf("shrink picture: %w", err)
	}
	s.colours.Convert(working)
	analysis := analyzer.Analyze(analyze.Picture{Item: s.item, Pixels: working, Size: image.Pt(s.picture.Width, s.picture.Height)}, s.profiles, chosen)
	found, s.crops = Combine(found, analysis.Findings, image.Pt(s.picture.Width, s.picture.Height)), analysis.Crops
	made, notes := s.derive(found)
	s.picture.Derivatives = made
	return s.picture, append(found, notes...), nil
}

// normalise assembles the master, proves that it decodes, and draws the
// preview.
func normalise(ctx context.Context, item photo.Item, file *jpegInfo, colours *icc.Converter) (Picture, image.Image, error) {
	master, img, err := file.open(ctx)
	if err != nil {
		return Picture{}, nil, err
	}
	pic := Picture{
		Item:        item,
		Master:      master,
		SHA256:      sha256.Sum256(master),
		Orientation: file.orientation(),
		Progressive: file.progressive && !file.rewritten(),
		HasICC:      file.icc != nil,
	}
	pic.Width, pic.Height = file.upright()
	small, size, err := preview(img, file, colours)
	if err != nil {
		return Picture{}, nil, err
	}
	pic.Preview, pic.PreviewWidth, pic.PreviewHeight = small, size.X, size.Y
	return pic, img, nil
}
