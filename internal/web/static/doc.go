// Package static holds what browsers fetch beside the pages: style sheets,
// scripts, fonts, marks. digigov.css, jsqr.min.js and fonts are third parties'
// work, fetched by scripts/vendor-ui.sh and unmodified (third_party/licenses),
// live/wasm_exec.js is Go's and copied by make live; the rest is ours.
package static
