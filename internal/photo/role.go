package photo

// Role is the capacity in which a person or a program acts, as the ledger records
// it.
type Role string

// The roles.
const (
	RoleCitizen      Role = "citizen"
	RolePhotographer Role = "photographer"
	RoleEmployee     Role = "employee"
	RoleApplication  Role = "application" // a program of a public body
	RoleService      Role = "service"     // the service itself, without a person
)
