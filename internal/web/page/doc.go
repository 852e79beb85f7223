// Package page turns what a handler returns into a page: the layout around it,
// the components it is made of, its security headers, the sentence of a refusal,
// the assets it links.
//
// A handler never writes to the response. It returns a [Reply] or an error:
//
//	func (h *Handler) showCode(req *http.Request) (page.Reply, error) {
//		return page.View("citizen/code", codeView{Left: 4}), nil
//	}
//
// and after a refusal both, so that the same form comes back with what was typed,
// the summary of errors and the right status:
//
//	return page.View("citizen/code", codeView{Code: typed}), err
//
// A refusal without a form becomes a system page; any other error is logged
// with a reference, and the page shows only the reference.
//
// A page is a file of package template and is rendered in the visitor's
// language with the data [Data]: the [Layout] and, under .View, the handler's
// own struct. Its title is the sentence "<room>.<page>.title" unless the
// handler sets Layout.Title. Components are called with the builders of
// builders.go, which connect labels, hints and errors:
//
//	{{template "field" (field . "mobile" "label" (t "studio.mobile") "value" .View.Mobile)}}
//
// English pages live under the same paths behind /en. [Languages] strips the
// prefix, the template function path and [Redirect] put it back, so handlers
// and routes never see it.
package page
