package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"myphoto/internal/api"
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
	if err != nil {
		return err
	}
	h, err := open(p.ctx, p, c, usesAll(), p.now)
	if err != nil {
		return err
	}
	if err := h.verifyIntegrity(p.ctx); err != nil {
		return errors.Join(err, h.store.Close())
	}
	listener, err := listen(p.ctx, c.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), h.store.Close())
	}
	if err := h.listenAdmin(p.ctx); err != nil {
		return errors.Join(err, listener.Close(), h.store.Close())
	}
	p.log.Info("myphoto serves", "address", listener.Addr().String(), "url", c.PublicURL.String())
	return h.run(p.ctx, listener)
}

// run serves people, applications and the operator, and runs the jobs, until
// ctx ends or a server fails. Then it drains and closes the database.
func (h *app) run(ctx context.Context, listener net.Listener) error {
	metrics := httpx.NewMetrics()
	h.registerMetrics(ctx, metrics.Registry())
	handler, err := h.handler(metrics)
	if err != nil {
		return errors.Join(err, listener.Close(), h.store.Close())
	}
	if listener, err = h.secure(listener); err != nil {
		return errors.Join(err, h.store.Close())
	}
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error {
		return httpx.Serve(ctx, httpx.NewServer(dieHalfway(handler), h.log), listener)
	})
	if h.admin != nil {
		running.Go(func() error {
			return httpx.Serve(ctx, httpx.NewServer(httpx.Admin(metrics, h.ready), h.log), h.admin)
		})
	}
	running.Go(func() error {
		h.jobs.Run(ctx)
		return nil
	})
	return errors.Join(running.Wait(), h.store.Close())
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
		return fmt.Errorf("listen for the operator: %w", err)
	}
	h.admin = listener
	return nil
}

// secure adds TLS to the listener if a certificate is configured.
func (h *app) secure(plain net.Listener) (net.Listener, error) {
	if h.config.TLSCertFile == "" {
		return plain, nil
	}
	pair, err := tls.LoadX509KeyPair(h.config.TLSCertFile, h.config.TLSKeyFile)
	if err != nil {
		return plain, errors.Join(fmt.Errorf("load certificate: %w", err), plain.Close())
	}
	return tls.NewListener(plain, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), nil
}

// handler returns the routes for applications beside those for people.
func (h *app) handler(metrics *httpx.Metrics) (http.Handler, error) {
	look, err := h.branding()
	if err != nil {
		return nil, err
	}
	options := httpx.Options{
		Log: h.log, Metrics: metrics, Now: time.Now, RealNow: time.Now, Proxies: h.config.TrustedProxies,
		PublicURL: h.config.PublicURL, MaxBody: maxBody,
	}
	people, err := web.New(web.Config{
		SignIn: h.service.SignIn, Studio: h.service.Studio, Citizen: h.service.Citizen, Consent: h.service.Consent,
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
	applications := httpx.Wrap(options, httpx.OnlyHost(h.config.PublicURL, api.NotFound(address), api.New(api.Config{
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
		ContactDays: c.ContactDays, LedgerYears: c.LedgerYears, Trial: h.demo, Now: h.now, Log: h.log,
	}
	if c.OperatorURL != nil {
		look.OperatorURL = c.OperatorURL.String()
	}
	if c.LogoFile == "" {
		return look, nil
	}
	logo, err := os.ReadFile(c.LogoFile)
	look.Logo = logo
	return look, err
}
