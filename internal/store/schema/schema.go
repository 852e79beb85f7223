package schema

import "embed"

// Files holds the migrations, one numbered .sql file each.
//
//go:embed *.sql
var Files embed.FS
