package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"myphoto/cmd/myphoto/certificate"
	"myphoto/internal/api"
	"myphoto/internal/config"
	"myphoto/internal/httpx"
	"myphoto/internal/web"
	"myphoto/internal/web/page"
	"myphoto/internal/web/public"
)

const maxBody = 64 << 10 // bytes, unless a route has its own limit

type serveCommand struct{}

// Help lists the settings.
func (serveCommand) Help() string { return usesAll().help() }

// Run serves until the program is told to stop.
func (serveCommand) Run(p *program) error {
	c, err := usesAll().read(p.getenv())
	own, certificateFault := certificate.Load(c, p.log, p.now)
	_, logoFault := readLogo(c)
	if err := errors.Join(err, certificateFault, logoFault); err != nil {
		return err
	}
	h, err := open(p.ctx, p, c, usesAll(), p.now)
	if err != nil {
		return err
	}
	if err := h.verifyIntegrity(p.ctx); err != nil {
		return errors.Join(err, h.close())
	}
	listener, err := listen(p.ctx, c.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("MYPHOTO_LISTEN: %w", err), h.close())
	}
	if err := h.listenAdmin(p.ctx); err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	h.certificate = own
	return h.run(p.ctx, listener, hangups)
}

// run serves people, applications and the operator, and runs the jobs, until
// ctx ends or a server fails. Then it drains and closes the database. A hangup
// reads the certificate again.
func (h *app) run(ctx context.Context, listener net.Listener, hangups <-chan os.Signal) error {
	metrics := httpx.NewMetrics()
	h.registerMetrics(ctx, metrics.Registry())
	handler, err := h.handler(metrics)
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error {
		return httpx.Serve(ctx, httpx.NewServer(dieHalfway(handler), h.log), h.secure(listener), h.log)
	})
	if h.admin != nil {
		running.Go(func() error {
			return httpx.Serve(ctx, httpx.NewServer(httpx.Admin(metrics, h.ready), h.log), h.admin, h.log)
		})
	}
	running.Go(func() error {
		h.jobs.Run(ctx)
		return nil
	})
	running.Go(func() error {
		h.watch(ctx, hangups)
		return nil
	})
	h.log.Info("myphoto serves", "address", listener.Addr().String(), "url", h.config.PublicURL.String(), "version", versionLine())
	err = errors.Join(running.Wait(), h.close())
	h.log.Info("myphoto has stopped")
	return err
}

// watch reads the certificate again at every hangup, and logs why the program stops.
func (h *app) watch(ctx context.Context, hangups <-chan os.Signal) {
	for {
		select {
		case <-hangups:
			if h.certificate != nil {
				h.certificate.Reload()
			}
		case <-ctx.Done():
			h.log.Info("myphoto stops: no new connections, running requests are finished", "cause", context.Cause(ctx).Error())
			return
		}
	}
}

// listen binds a TCP address.
func listen(ctx context.Context, address string) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", address)
}

// listenAdmin binds the address of the operator's server, if there is one.
func (h *app) listenAdmin(ctx context.Context) error {
	if h.config.AdminListen == "" {
		return nil
	}
	listener, err := listen(ctx, h.config.AdminListen)
	if err != nil {
		return fmt.Errorf("MYPHOTO_ADMIN_LISTEN: %w", err)
	}
	h.admin = listener
	return nil
}

// secure adds TLS to the listener if there is a certificate.
func (h *app) secure(plain net.Listener) net.Listener {
	if h.certificate == nil {
		return plain
	}
	return tls.NewListener(plain, &tls.Config{GetCertificate: h.certificate.Get, MinVersion: tls.VersionTLS12})
}

// handler returns the routes for applications beside those for people.
func (h *app) handler(metrics *httpx.Metrics) (http.Handler, error) {
	look, err := h.branding()
	if err != nil {
		return nil, err
	}
	options := httpx.Options{
		Log: h.log, Metrics: metrics, Now: time.Now, RealNow: time.Now, Proxies: h.config.TrustedProxies,
		PublicURL: h.config.PublicURL, MaxBody: maxBody, Untrusted: new(sync.Once),
	}
	people, err := web.New(web.Config{
		SignIn: h.service.SignIn, Studio: h.service.Studio, Batch: h.service.Batch, Figures: h.service.Figures, Staff: h.service.Staff, Citizen: h.service.Citizen, Consent: h.service.Consent, Custody: h.service.Custody,
		Outbox: h.service.Outbox, Pages: look, HTTP: options, Now: h.now,
		Public: public.Config{
			Problems: problems(), FieldCodes: api.FieldCodes(), TestPersons: h.tests, Parts: h.statusParts(), Now: h.now,
		},
	})
	if err != nil {
		return nil, err
	}
	address := strings.TrimSuffix(h.config.PublicURL.String(), "/")
	options.OnPanic = api.InternalError(address)
	applications := httpx.Wrap(options, httpx.OnlyHost(h.config.PublicURL, api.WrongHost(h.config.PublicURL), api.New(api.Config{
		Service: h.service.Application, PublicURL: address, Now: h.now, Metrics: metrics,
	})))
	return api.Beside(applications, people), nil
}

// problems returns the refusals of the API for the developers' page.
func problems() []public.Problem {
	var all []public.Problem
	for _, p := range api.Problems() {
		all = append(all, public.Problem(p))
	}
	return all
}

func (h *app) branding() (page.Config, error) {
	c := h.config
	look := page.Config{
		PublicURL: c.PublicURL.String(), Theme: page.Theme(c.Theme), Operator: c.OperatorName,
		Phone: c.Support.Phone, Mail: c.Support.Mail,
		ContactDays: c.ContactDays, LedgerYears: c.LedgerYears, Trial: h.demo, Now: h.now, Log: h.log,
	}
	if c.OperatorURL != nil {
		look.OperatorURL = c.OperatorURL.String()
	}
	var err error
	look.Logo, err = readLogo(c)
	return look, err
}

// readLogo returns the operator's mark; nil where there is none.
func readLogo(c config.Config) ([]byte, error) {
	if c.LogoFile == "" {
		return nil, nil
	}
	logo, err := config.ReadFile(c.LogoFile, page.MaxLogo, 0)
	if err == nil {
		err = page.CheckLogo(logo)
	}
	return logo, config.About("MYPHOTO_LOGO_FILE", err)
}
