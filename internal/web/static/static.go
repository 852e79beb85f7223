// Package static holds what browsers fetch beside the pages: style sheets,
// scripts, fonts, marks. digigov.css, jsqr.min.js and fonts are third parties'
// work, fetched by scripts/vendor-ui.sh and unmodified (third_party/licenses);
// the rest is ours.
package static

import "embed"

// Files are the assets, under the names they are served by.
//
//go:embed *.css *.js *.svg *.png fonts/*.woff2
var Files embed.FS
