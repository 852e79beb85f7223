package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"myphoto/internal/web/static"
)

// asset is a file as it is sent. zipped is nil where compression gains nothing.
type asset struct {
	mediaType    string
	body, zipped []byte
	stored       storedFile
}

// storedFile is a large file that is embedded zipped. It is served from the
// program without a copy, and zipped to everybody, because every browser that can
// use it accepts gzip. The zero storedFile stands for no file.
type storedFile struct {
	name string
	size int64 // in bytes
}

// assets are all files under one digest: style sheets name fonts, and scripts
// name scripts, by relative address, so they change their address together.
type assets struct {
	digest string // first 8 hexadecimal digits of the SHA-256 over everything
	files  map[string]asset
	logo   string // name of the operator's mark; empty: our own
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2",
	".wasm": "application/wasm",
}

func packAssets(logo []byte) (assets, error) {
	packed := assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(static.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if plain, zipped := strings.CutSuffix(name, ".gz"); zipped {
			packed.files[plain], err = newStoredAsset(name, plain, sum)
			return err
		}
		body, err := fs.ReadFile(static.Files, name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(body), body)
		packed.files[name], err = newAsset(name, body)
		return err
	})
	if err == nil && logo != nil {
		sum.Write(logo)
		err = packed.addLogo(logo)
	}
	packed.digest = hex.EncodeToString(sum.Sum(nil))[:8]
	return packed, err
}

func (a *assets) addLogo(logo []byte) error {
	extension, err := logoExtension(logo)
	if err != nil {
		return err
	}
	a.logo = "operator" + extension
	a.files[a.logo], err = newAsset(a.logo, logo)
	return err
}

// newStoredAsset adds a zipped file to the digest and returns it as the asset
// plain.
func newStoredAsset(name, plain string, sum io.Writer) (asset, error) {
	file, err := static.Files.Open(name)
	if err != nil {
		return asset{}, err
	}
	defer func() { _ = file.Close() }() // embedded: closing cannot fail
	_, _ = fmt.Fprintf(sum, "%s\n", name)
	size, err := io.Copy(sum, file)
	return asset{mediaType: mediaTypes[path.Ext(plain)], stored: storedFile{name, size}}, err
}

func newAsset(name string, body []byte) (asset, error) {
	one := asset{mediaType: mediaTypes[path.Ext(name)], body: body}
	if one.mediaType == "" {
		return one, fmt.Errorf("%s: unknown kind of file", name)
	}
	if strings.HasSuffix(name, ".woff2") || strings.HasSuffix(name, ".png") || strings.HasSuffix(name, ".jpg") {
		return one, nil
	}
	zipped, err := zip(body)
	one.zipped = zipped
	return one, err
}

// zip returns the gzip of a text.
func zip(text []byte) ([]byte, error) {
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return small.Bytes(), err
}

func acceptsGzip(req *http.Request) bool {
	return strings.Contains(req.Header.Get("Accept-Encoding"), "gzip")
}

// address returns the link of a file; an unknown name is an error, so that a page
// never links a file that is missing.
func (a assets) address(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/static/" + a.digest + "/" + name, nil
}

// Static serves /static/<digest>/<name>. Under the current digest a file may be
// cached for a year. Under another digest, that of a page from an earlier or later
// release while releases change, the file is served but not cached.
func (r *Renderer) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		digest, name, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/static/"), "/")
		one, ok := r.assets.files[name]
		if !ok {
			r.renderError(w, req, errorPage{Status: http.StatusNotFound})
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-cache")
		if digest == r.assets.digest {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Type", one.mediaType)
		if own := assetPolicy(name, one.mediaType); own != "" {
			h.Set("Content-Security-Policy", own)
		}
		one.write(w, req)
	})
}

// assetPolicy returns the Content-Security-Policy of a file that can run by itself:
// a drawing shown alone, a script run as a worker. It is empty for all others.
func assetPolicy(name, mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, ";")
	switch {
	case kind == "image/svg+xml":
		return "default-src 'none'; style-src 'unsafe-inline'; sandbox"
	case name == liveWorker:
		return livePolicy
	case kind == "text/javascript":
		return workerPolicy
	default:
		return ""
	}
}

func (one asset) write(w http.ResponseWriter, req *http.Request) {
	if one.stored.name != "" {
		one.stored.write(w, req)
		return
	}
	body := one.body
	if one.zipped != nil {
		w.Header().Set("Vary", "Accept-Encoding")
		if acceptsGzip(req) {
			w.Header().Set("Content-Encoding", "gzip")
			body = one.zipped
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if req.Method != http.MethodHead {
		_, _ = w.Write(body) // the visitor has left; nothing can be done
	}
}

func (s storedFile) write(w http.ResponseWriter, req *http.Request) {
	file, err := static.Files.Open(s.name)
	if err != nil {
		http.NotFound(w, req) // cannot happen: the file was read at start
		return
	}
	defer func() { _ = file.Close() }() // embedded: closing cannot fail
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Length", strconv.FormatInt(s.size, 10))
	if req.Method != http.MethodHead {
		_, _ = io.Copy(w, file) // the visitor has left; nothing can be done
	}
}
