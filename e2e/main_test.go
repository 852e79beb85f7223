package e2e_test

import (
	"testing"

	"myphoto/e2e/browser"
)

func TestMain(m *testing.M) { browser.Run(m) }
