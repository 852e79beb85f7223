package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"myphoto/internal/photo"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// cli is the command line.
type cli struct {
	Demo    demoCommand    `cmd:"" help:"Run the whole service with its surroundings on this machine, with demo people. The operator's address is MYPHOTO_ADMIN_LISTEN, 127.0.0.1:9090 unless set."`
	Serve   serveCommand   `cmd:"" help:"Run the service, configured by the environment."`
	Sandbox sandboxCommand `cmd:"" help:"Run the surrounding government systems alone."`
	Migrate migrateCommand `cmd:"" help:"Make the database, or bring it up to date."`
	Sweep   sweepCommand   `cmd:"" help:"Run retention once and print what it did."`
	Check   checkCommand   `cmd:"" help:"Judge pictures on disk as an upload would be judged."`
	Ledger  ledgerCommand  `cmd:"" help:"Check or export the ledger."`
	Admin   adminCommand   `cmd:"" help:"Set up keys, bodies and applications."`
	Version versionCommand `cmd:"" help:"Print version, commit and Go version."`

	ShowVersion versionFlag `name:"version" help:"Print version, commit and Go version."`
}

// versionFlag makes --version do what the command does.
type versionFlag bool

// BeforeApply prints the version and ends.
func (versionFlag) BeforeApply(app *kong.Kong) error {
	_, err := fmt.Fprintln(app.Stdout, versionLine())
	app.Exit(exitDone)
	return err
}

// program is the environment of every command.
type program struct {
	ctx    context.Context //nolint:containedctx // one command runs in one context, which kong cannot pass as an argument
	log    *slog.Logger
	out    io.Writer
	errs   *os.File
	getenv func() []string
	now    func() time.Time
	by     string // account that gives the command
}

// commandBy says who gives a command that the ledger records.
type commandBy struct {
	As string `env:"SUDO_USER,USER" help:"Who gives the command, as the ledger records it."`
}

// maxBy is the maximum length of that name in characters.
const maxBy = 60

// Validate refuses a name that the ledger could not record.
func (c commandBy) Validate() error {
	if fault := photo.CheckText(c.As, maxBy); fault != nil {
		return fmt.Errorf("--as must be at most %d characters, without control characters", maxBy)
	}
	return nil
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs *os.File) int {
	syscall.Umask(0o077) // no other user of the machine may read what is written
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	tuneMemory(os.LookupEnv)
	p := &program{ctx: ctx, log: newLog(errs), out: out, errs: errs, getenv: os.Environ, now: time.Now}
	var commands cli
	code := -1
	parser, err := kong.New(&commands, kong.Name("myphoto"), kong.Writers(out, errs), kong.Exit(func(c int) { code = c }),
		kong.Description("myPhoto: certified photos and signatures, and who may use them."))
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if code >= 0 { // --help has printed and asked to exit
		return code
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "myphoto: %v\nmyphoto --help lists the commands, and myphoto COMMAND --help its arguments and settings\n", err)
		return exitUsage
	}
	p.by = cmp.Or(commands.Admin.As, commands.Ledger.AcceptRestored.As)
	if err := command.Run(p); err != nil {
		p.report(command.Command(), err)
		return exitFailed
	}
	return exitDone
}

// report says why a command failed. What serves writes nothing but its log, so its
// faults are lines of the log, one for each.
func (p *program) report(command string, err error) {
	serves := command == "serve" || command == "demo" || command == "sandbox"
	switch {
	case errors.Is(err, errReported):
	case serves && !isTerminal(p.errs):
		for fault := range strings.SplitSeq(err.Error(), "\n") {
			p.log.Error("myphoto ends on a fault", "fault", fault)
		}
	default:
		_, _ = fmt.Fprintln(p.errs, "myphoto:", err)
	}
}

// errReported marks a command as failed that has already printed why.
var errReported = errors.New("failed")

// newLog returns a log in JSON, or in text if to is a terminal.
func newLog(to *os.File) *slog.Logger {
	if isTerminal(to) {
		return slog.New(slog.NewTextHandler(to, nil))
	}
	return slog.New(slog.NewJSONHandler(to, nil))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type versionCommand struct{}

// Run prints version, commit and Go version.
func (versionCommand) Run(p *program) error {
	_, err := fmt.Fprintln(p.out, versionLine())
	return err
}

// commit and version are set by the linker (Makefile): Go itself notes them only
// where it may run git.
var version, commit string //nolint:gochecknoglobals // the linker can set nothing else

func versionLine() string {
	v, c := version, commit
	if info, ok := debug.ReadBuildInfo(); ok {
		v = cmp.Or(v, info.Main.Version)
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				c = cmp.Or(c, s.Value)
			}
		}
	}
	return fmt.Sprintf("myphoto %s commit %s %s", cmp.Or(v, "(unknown)"), cmp.Or(c, "(unknown)"), runtime.Version())
}
