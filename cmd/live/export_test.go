package main

import (
	"image"

	"myphoto/internal/inspect/analyze"
)

// Answer is what the counter's browser computes, for comparison.
func Answer(analyzer *analyze.Analyzer, request string, pixels *image.RGBA, file []byte) (string, error) {
	return Checker(analyzer)(request, pixels, file)
}

// Checker returns what answers the same page again and again.
func Checker(analyzer *analyze.Analyzer) func(request string, pixels *image.RGBA, file []byte) (string, error) {
	return (&checker{analyzer: analyzer}).answer
}
