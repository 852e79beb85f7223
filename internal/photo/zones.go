//go:build !js

package photo

import _ "time/tzdata" // the legal clock is Athens, also where the machine has no zone files; the counter's browser asks for no date
