//go:build !js

package lang

import _ "time/tzdata" // Athens must be known where the system has no zone files; the counter's browser writes no date
