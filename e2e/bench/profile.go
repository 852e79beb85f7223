package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// profiling takes the processor profile of the service during the retrievals, if
// it is wanted; the channel receives its error at the end.
func (s *scene) profiling(ctx context.Context) <-chan error {
	taken := make(chan error, 1)
	if s.profile == "" {
		taken <- nil
		return taken
	}
	go func() { taken <- s.takeProfile(ctx, s.profile, s.retrieve) }()
	return taken
}

func (s *scene) takeProfile(ctx context.Context, file string, during time.Duration) error {
	address := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", s.program.admin, int(during.Seconds()))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("take profile: %w", err)
	}
	client := &http.Client{Timeout: during + patience}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("take profile: %w", err)
	}
	defer resp.Body.Close()
	out, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	_, err = io.Copy(out, resp.Body)
	return errors.Join(err, out.Close())
}
