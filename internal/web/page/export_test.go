package page

// Build is New with other templates, so that tests can try components on pages
// of their own.
var Build = newFrom
