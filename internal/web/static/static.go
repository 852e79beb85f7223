package static

import "embed"

// Files are the assets, under the names they are served by; what is packed
// already is named by its packing, live.wasm.gz. In live stand the checks of
// the counter's browser: the worker, and beside it what make build puts there,
// without which the counter works and its checks are the server's alone.
//
//go:embed *.css *.js *.svg *.png fonts/*.woff2 live
var Files embed.FS
