package outbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/minors"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Kinds of a message.
const (
	kindOTP    = "otp"
	kindCode   = "code"
	kindNotice = "notice"
)

// A message is tried again with growing pauses until it is given up. A worker leases
// it for leaseTTL.
const (
	giveUpAfter  = 3 * 24 * time.Hour
	reportWithin = 3 * 24 * time.Hour // for the delivery report, before the days of the contact are counted
	leaseTTL     = time.Minute
	sendTimeout  = 30 * time.Second
	minPause     = 5 * time.Second
	maxPause     = time.Hour
)

// Config holds the dependencies and settings of an [Outbox].
type Config struct {
	Store       *store.Store
	Subjects    *subjects.Subjects
	Hashes      *seal.Hashes
	Values      *seal.Generations
	Contacts    registry.Contacts
	Minors      *minors.Registers
	Vault       *vault.Vault
	SMS, Email  courier.Sender
	PublicURL   string // without a trailing slash
	Host        string // of the public URL
	ReportURL   string // for the reports of the SMS gateway; the token is appended; empty: no reports
	ContactDays int    // days after which a typed contact is blanked
	Now         func() time.Time
	RealNow     func() time.Time // of the questions to the register
	Log         *slog.Logger
	Failpoint   failpoint.Hook
}

// Outbox queues and delivers messages.
type Outbox struct {
	config Config
	woken  []chan struct{} // by lane
}

// New returns an outbox.
func New(config Config) *Outbox {
	o := &Outbox{config: config}
	for range Lanes() {
		o.woken = append(o.woken, make(chan struct{}, 1))
	}
	return o
}

// Wake signals to the delivery loops that a message waits. It never blocks.
func (o *Outbox) Wake() {
	for _, woken := range o.woken {
		select {
		case woken <- struct{}{}:
		default: // a signal is pending
		}
	}
}

// Woken returns the channel on which the delivery loop of a lane receives the signal
// that a message waits.
func (o *Outbox) Woken(l Lane) <-chan struct{} { return o.woken[l] }

// CodeMessage carries a code number to a client.
type CodeMessage struct {
	Upload  photo.UploadID
	Channel photo.Channel
	To      string // E.164 number or e-mail address
	Code    photo.Code
	Made    time.Time // the same moment for all messages of one code, which identifies them
}

// OTPMessage carries a one-time code to a person who signs in.
type OTPMessage struct {
	To            photo.Mobile
	Code          string
	Made, Expires time.Time
}

// content is the sealed content of a message, removed when it is accepted, given up
// or stopped.
type content struct {
	To     string `json:"to"`
	Code   string `json:"code,omitempty"`
	OTP    string `json:"otp,omitempty"`
	Report string `json:"report,omitempty"` // token of the delivery report

	Notice *notice `json:"notice,omitempty"`
}

// QueueCode queues a message with a code number, in the transaction of the act that
// needs it.
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

// QueueOTP queues a message with a one-time code, which is delivered before all
// others.
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

// Lane is a separate queue of messages, so that a slow sender does not delay the
// messages of another.
type Lane int

// The lanes.
const (
	LaneOTP    Lane = iota // one-time codes, for which a person is waiting
	LaneSMS                // other text messages
	LaneEmail              // e-mail
	LaneNotice             // notices, for which a register is asked first
)

// Lanes lists every lane.
func Lanes() []Lane { return []Lane{LaneOTP, LaneSMS, LaneEmail, LaneNotice} }

// String returns the name of the lane in metrics.
func (l Lane) String() string { return [...]string{"otp", "sms", "email", "notice"}[l] }

// Priority of a one-time code, of a code number and of a notice.
const (
	urgent     = 0
	ordinary   = 1
	background = 2
)

// storeLane returns the lane as the store has it.
func (l Lane) storeLane() store.Lane {
	switch l {
	case LaneOTP:
		return store.Lane{Priority: urgent, Channel: photo.ChannelSMS}
	case LaneSMS:
		return store.Lane{Priority: ordinary, Channel: photo.ChannelSMS}
	case LaneNotice:
		return store.Lane{Priority: background, Channel: photo.ChannelEmail} // whatever channel it takes in the end
	case LaneEmail:
	}
	return store.Lane{Priority: ordinary, Channel: photo.ChannelEmail}
}

// WaitingSince returns the creation time of the oldest queued message of a lane; the
// zero time when there is none.
func (o *Outbox) WaitingSince(ctx context.Context, l Lane) (since time.Time, err error) {
	err = o.config.Store.Read(ctx, func(tx *store.Tx) error {
		since, err = tx.WaitingSince(ctx, l.storeLane())
		return err
	})
	return since, err
}
