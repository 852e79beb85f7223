#!/usr/bin/env bash
# Fetches the third-party parts of the pages and writes them, with their
# licences, into the repository. Run from the root of the repository, for an upgrade
# and whenever a page uses a class of digigov that none used before; needs npm and
# openssl. The results are committed, so building and testing need none of this.
set -euo pipefail

root=$PWD
static=$root/internal/web/static
licences=$root/third_party/licenses
mkdir -p "$static/fonts" "$licences"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent @digigov/css@0.37.0 @fontsource/roboto@5.3.0 jsqr@1.4.0 >/dev/null

check() { test "$(openssl dgst -sha512 -binary "$1" | base64 -w0)" = "$2" || { echo "$1: wrong digest" >&2; exit 1; }; }
check digigov-css-0.37.0.tgz 'NkeGx92dh4qlgYHFg3ggY6B/YE0FoV96AWCLIKju1QNvmoqwa1jmG+k37RIbgJHCmOYwJbTuXIU4I1MDdfdYaw=='
check fontsource-roboto-5.3.0.tgz 'BapRJOWYP+LZ21zp+wBQjfpPYKRoxc4LspJ/RLuI+HSMBD5u/X4O+ESDrSvEqDSy0rAl7GwBJ+09mdc16cVQ1Q=='
check jsqr-1.4.0.tgz 'dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A=='

for tarball in *.tgz; do
	mkdir "x-$tarball"
	tar xzf "$tarball" -C "x-$tarball"
done

sheet=$(echo x-digigov*/package/dist/digigov.css)
echo "5894b90753782e411f8a9c903fe891b94d4f3114f10d2c31c3652dd9471bfc89  $sheet" | sha256sum --check --quiet

# Of the style sheet only what our pages use: a fifth. TestEveryClassHasItsStyle
# fails when a page needs more.
npx --yes purgecss@8.0.0 --css "$sheet" --keyframes --output "$static/digigov.css" \
	--content "$root/internal/web/template/**/*.html" "$root/internal/web/static/*.js" "$root/internal/web/page/*.go" >/dev/null

cp x-fontsource*/package/files/roboto-{greek,latin}-{400,500,700}-normal.woff2 "$static/fonts/"
cp x-fontsource*/package/LICENSE "$licences/roboto-OFL-1.1.txt"
cp x-jsqr*/package/LICENSE "$licences/jsqr-Apache-2.0.txt"
npx --yes esbuild@0.25.9 x-jsqr*/package/dist/jsQR.js --minify --legal-comments=inline --outfile="$static/jsqr.min.js"
