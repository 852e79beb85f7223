// Package static holds what browsers fetch beside the pages: style sheets,
// scripts, fonts, icons. digigov.css, jsqr.min.js and the fonts come from third
// parties, fetched by scripts/vendor-ui.sh (third_party/licenses); of digigov.css only
// the rules that our pages use are kept. live/wasm_exec.js is Go's and copied by make
// live; the rest is ours.
package static
