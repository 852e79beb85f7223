package outbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Kinds of a message.
const (
	kindOTP  = "otp"
	kindCode = "code"
)

// A message is tried again with growing pauses until it is given up, and one
// worker holds it for at most leaseTTL.
const (
	giveUpAfter  = 3 * 24 * time.Hour
	reportWithin = 3 * 24 * time.Hour
	leaseTTL     = time.Minute
	sendTimeout  = 30 * time.Second
	minPause     = 5 * time.Second
	maxPause     = time.Hour
)

// Config is what an outbox works with.
type Config struct {
	Store       *store.Store
	Subjects    *subjects.Subjects
	Hashes      *seal.Hashes
	Values      seal.Key
	SMS, Email  courier.Sender
	PublicURL   string // without a slash at the end
	Host        string // of the public address
	ReportURL   string // where the SMS gateway reports; the token is appended; empty: no reports
	ContactDays int    // after which a typed contact is blanked
	Now         func() time.Time
	Log         *slog.Logger
	Failpoint   failpoint.Hook
}

// Outbox queues and delivers messages.
type Outbox struct {
	config Config
	woken  []chan struct{} // by lane
}

// New makes an outbox.
func New(config Config) *Outbox {
	o := &Outbox{config: config}
	for range Lanes() {
		o.woken = append(o.woken, make(chan struct{}, 1))
	}
	return o
}

// Wake tells the delivery loops that a message waits. It never blocks.
func (o *Outbox) Wake() {
	for _, woken := range o.woken {
		select {
		case woken <- struct{}{}:
		default: // the loop was told already
		}
	}
}

// Woken returns where the delivery loop of a lane hears that a message waits.
func (o *Outbox) Woken(l Lane) <-chan struct{} { return o.woken[l] }

// CodeMessage carries a code number to a client.
type CodeMessage struct {
	Upload  photo.UploadID
	Channel photo.Channel
	To      string // E.164 number or e-mail address
	Code    photo.Code
	Made    time.Time // one moment for all messages of one code, by which they are known
}

// OTPMessage carries a one-time code to somebody who signs in.
type OTPMessage struct {
	To            photo.Mobile
	Code          string
	Made, Expires time.Time
}

// content is what a message keeps sealed until it was accepted.
type content struct {
	To     string `json:"to"`
	Code   string `json:"code,omitempty"`
	OTP    string `json:"otp,omitempty"`
	Report string `json:"report,omitempty"` // token of the delivery report
}

// QueueCode queues a code number, in the transaction of the act that needs it.
func (o *Outbox) QueueCode(ctx context.Context, tx *store.Tx, c CodeMessage) error {
	m := store.Message{
		Kind: kindCode, Upload: c.Upload, Channel: c.Channel, Priority: ordinary,
		RunAt: c.Made, GiveUpAt: c.Made.Add(giveUpAfter), CreatedAt: c.Made,
	}
	kept := content{To: c.To, Code: c.Code.Reveal()}
	if c.Channel == photo.ChannelSMS {
		kept.Report = rand.Text()
		m.ReportHash = o.config.Hashes.Sum(names.HashReport, kept.Report)
	}
	return o.queue(ctx, tx, m, kept)
}

// QueueOTP queues a one-time code, which goes ahead of everything else.
func (o *Outbox) QueueOTP(ctx context.Context, tx *store.Tx, c OTPMessage) error {
	return o.queue(ctx, tx, store.Message{
		Kind: kindOTP, Channel: photo.ChannelSMS, Priority: urgent, RunAt: c.Made, GiveUpAt: c.Expires, CreatedAt: c.Made,
	}, content{To: c.To.E164(), OTP: c.Code})
}

func (o *Outbox) queue(ctx context.Context, tx *store.Tx, m store.Message, kept content) (err error) {
	m.ID = photo.NewID("msg_")
	if m.Sealed, err = o.config.Values.SealJSON(kept, names.Message(m.ID)); err != nil {
		return err
	}
	if err := tx.CreateMessage(ctx, m); err != nil {
		return fmt.Errorf("queue message: %w", err)
	}
	return nil
}

// Lane is a queue of messages of its own, so that a slow sender holds up nobody
// else's.
type Lane int

// The lanes.
const (
	LaneOTP   Lane = iota // one-time codes, which somebody is waiting for
	LaneSMS               // other text messages
	LaneEmail             // e-mail
)

// Lanes lists every lane.
func Lanes() []Lane { return []Lane{LaneOTP, LaneSMS, LaneEmail} }

// String returns the lane's word in metrics.
func (l Lane) String() string { return [...]string{"otp", "sms", "email"}[l] }

// Priority of a one-time code and of everything else.
const (
	urgent   = 0
	ordinary = 1
)

func (l Lane) of() store.Lane {
	switch l {
	case LaneOTP:
		return store.Lane{Priority: urgent, Channel: photo.ChannelSMS}
	case LaneSMS:
		return store.Lane{Priority: ordinary, Channel: photo.ChannelSMS}
	case LaneEmail:
	}
	return store.Lane{Priority: ordinary, Channel: photo.ChannelEmail}
}

// WaitingSince returns since when the oldest message of a lane waits; the zero
// time when none does.
func (o *Outbox) WaitingSince(ctx context.Context, l Lane) (since time.Time, err error) {
	err = o.config.Store.Read(ctx, func(tx *store.Tx) error {
		since, err = tx.WaitingSince(ctx, l.of())
		return err
	})
	return since, err
}

// errNothing undoes a write that found nothing to do, so that the ledger does
// not fill with empty entries.
var errNothing = errors.New("nothing to do")
