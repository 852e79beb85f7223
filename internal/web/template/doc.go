// Package template holds the markup of every page.
//
//	layout.html        the page around every page: header, phase, summary of errors, footer
//	part/*.html        components, one {{define}} each: what two pages would write the same way
//	<room>/<page>.html the main part of one page, rendered under the name "<room>/<page>";
//	                   it may {{define "scripts"}}, which goes into the head of the layout
//	text/<language>/…  long texts, a file for each language: {{template "text/<name>" .}} inside any
//	                   page, and a page of their own, with the title "text.<name>.title", under "text/<name>"
//
// Package page parses and renders them.
package template
