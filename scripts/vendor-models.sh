#!/usr/bin/env bash
# Derives the three face networks from the packages MediaPipe publishes them
# in. Those already in the repository are compared, missing ones are written.
# Run from the root of the repository; needs npm and openssl. The results are
# committed, so building and testing need none of this. The packages carry no
# text of their licence: third_party/licenses/mediapipe-* is kept by hand.
set -euo pipefail

models=$PWD/internal/inspect/face/models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --silent @mediapipe/face_detection@0.4.1657300184 @mediapipe/face_mesh@0.4.1657299874 >/dev/null

check() { test "$(openssl dgst -sha512 -binary "$1" | base64 -w0)" = "$2" || { echo "$1: wrong digest" >&2; exit 1; }; }
check mediapipe-face_detection-0.4.1657300184.tgz 'k5aYtTf7av7GwD3C9T4LJB/okHK/uJwFQSOmJ9OHZMlwg7SdYVMolRgDlA962OU7fIBKsrOA7f7BzD2gpzcAKw=='
check mediapipe-face_mesh-0.4.1657299874.tgz 'Jdza+77HjDH4SQ6/DAYmnKUYdh2fU1GbhuGqXZbkK5rnJKpZLZe5KQeJmwUq9dmkYkCPSq4oe9vmcuveRPpwag=='

for tarball in *.tgz; do
	mkdir "x-$tarball"
	tar xzf "$tarball" -C "x-$tarball"
done

cp x-mediapipe-face_detection*/package/face_detection_short_range.tflite short_range.tflite
cp x-mediapipe-face_detection*/package/face_detection_full_range.tflite full_range.tflite
# The place of the mesh in the package of assets is told by its …_loader.js.
head -c 2495952 x-mediapipe-face_mesh*/package/face_mesh_solution_packed_assets.data >attention_mesh.tflite

sha256sum --check --quiet <<'SUMS'
3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633  short_range.tflite
99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3  full_range.tflite
883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d  attention_mesh.tflite
SUMS

mkdir -p "$models"
for network in *.tflite; do
	test -e "$models/$network" || cp "$network" "$models/"
	cmp "$network" "$models/$network"
	echo "$network: as published"
done
