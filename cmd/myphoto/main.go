package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
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
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date."`
	Sweep   sweepCommand   `cmd:"" help:"Run retention once and print what it did."`
	Check   checkCommand   `cmd:"" help:"Judge pictures on disk as an upload would be judged."`
	Ledger  ledgerCommand  `cmd:"" help:"Check or export the ledger."`
	Admin   adminCommand   `cmd:"" help:"Set up keys, bodies and applications."`
	Version versionCommand `cmd:"" help:"Print version, commit and Go version."`
}

// program is the environment of every command.
type program struct {
	ctx    context.Context //nolint:containedctx // one command runs in one context, which kong cannot pass as an argument
	log    *slog.Logger
	out    io.Writer
	errs   *os.File
	getenv func() []string
	now    func() time.Time
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
		kong.Description("myPhoto: certified photos and signatures, and who may use them."), kong.UsageOnError())
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if code >= 0 { // --help has printed and asked to exit
		return code
	}
	if err != nil {
		parser.FatalIfErrorf(err)
		return exitUsage
	}
	if err := command.Run(p); err != nil {
		if !errors.Is(err, errReported) {
			_, _ = fmt.Fprintln(errs, "myphoto:", err)
		}
		return exitFailed
	}
	return exitDone
}

// errReported marks a command as failed that has already printed why.
var errReported = errors.New("failed")

// newLog returns a log in JSON, or in text if to is a terminal.
func newLog(to *os.File) *slog.Logger {
	if info, err := to.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return slog.New(slog.NewTextHandler(to, nil))
	}
	return slog.New(slog.NewJSONHandler(to, nil))
}

type versionCommand struct{}

// Run prints version, commit and Go version.
func (versionCommand) Run(p *program) error {
	version, commit := "(unknown)", "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(p.out, "myphoto %s commit %s %s\n", version, commit, runtime.Version())
	return err
}
