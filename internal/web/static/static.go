package static

import "embed"

// Files are the assets, under the names they are served by.
//
//go:embed *.css *.js *.svg *.png fonts/*.woff2
var Files embed.FS
