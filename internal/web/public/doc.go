// Package public serves the pages that anybody may open: the home page, help, the
// legal texts, the ends of a session. Their words are long texts of package
// template, a file for each language; the handlers only choose them.
package public
