package service

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"

	"myphoto/internal/paper"
	"myphoto/internal/photo"
	"myphoto/internal/store"
)
