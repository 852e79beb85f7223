//go:build !js

package photo

import _ "time/tzdata" // legal dates need Athens, also on a machine without zone files; the build for the browser needs no dates
