package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image/jpeg"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	_ "modernc.org/sqlite" // the driver that the service uses
)

// limitFor is how long each bare limit is measured.
const limitFor = 4 * time.Second

// measureDecodes decodes the portrait on every processor.
func (s *scene) measureDecodes(context.Context) (err error) {
	s.decodes, err = s.costs(runtime.NumCPU(), lasting(limitFor, func(int, int) error {
		_, err := jpeg.Decode(bytes.NewReader(s.portrait))
		return err
	}))
	return err
}

// bareDecode returns the processor time of decoding a picture and nothing else.
func bareDecode(picture []byte) (time.Duration, error) {
	const often = 20
	before := ownProcessor()
	for range often {
		if _, err := jpeg.Decode(bytes.NewReader(picture)); err != nil {
			return 0, fmt.Errorf("decode: %w", err)
		}
	}
	return (ownProcessor() - before) / often, nil
}

// measureFiles lets the same callers fetch a file of the same size from a server
// that does nothing else.
func (s *scene) measureFiles(ctx context.Context) error {
	path := filepath.Join(s.folder, "static.jpg")
	if err := os.WriteFile(path, s.portrait, 0o600); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		ReadHeaderTimeout: patience,
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) }),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	machines := newCrowd(listener.Addr().String(), callers)
	s.files, err = s.costs(callers, lasting(limitFor, func(caller, _ int) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, machines.address+"/", nil)
		if err != nil {
			return fmt.Errorf("ask: %w", err)
		}
		seen := &counted{}
		status, err := machines.ask(caller, req, seen)
		if err == nil && (status != http.StatusOK || seen.bytes != int64(len(s.portrait))) {
			err = fmt.Errorf("the file was answered with %d and %d bytes", status, seen.bytes)
		}
		return err
	}))
	err = errors.Join(err, server.Close())
	if fault := <-served; !errors.Is(fault, http.ErrServerClosed) {
		err = errors.Join(err, fault)
	}
	return err
}

// measureCommits writes rows one by one, each durable before the next, on the
// disk of the service.
func (s *scene) measureCommits(ctx context.Context) error {
	dsn := "file:" + filepath.Join(s.folder, "bare.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	pool.SetMaxOpenConns(1)
	if _, err := pool.ExecContext(ctx, "CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"); err != nil {
		return errors.Join(err, pool.Close())
	}
	row := make([]byte, 200)
	s.commits, err = s.costs(1, lasting(limitFor, func(int, int) error {
		_, err := pool.ExecContext(ctx, "INSERT INTO bare (body) VALUES (?)", row)
		return err
	}))
	return errors.Join(err, pool.Close())
}
