package static

import "embed"

// Files are the assets, under the names by which they are served; a file that is
// compressed already has the suffix of its compression, live.wasm.gz. The folder
// live has the checks for the browser at the counter: the worker, and what make
// build adds. Without them the counter works, and only the server checks.
//
//go:embed *.css *.js *.svg *.png fonts/*.woff2 live
var Files embed.FS
