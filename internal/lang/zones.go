//go:build !js

package lang

import _ "time/tzdata" // Athens must be known also where the system has no zone files; the counter's browser says no date
