package photo

// Role is the capacity in which somebody acts, as the ledger records it.
type Role string

// The roles.
const (
	RoleCitizen      Role = "citizen"
	RolePhotographer Role = "photographer"
	RoleEmployee     Role = "employee"
	RoleApplication  Role = "application" // the machine of a public body
	RoleService      Role = "service"     // the service by itself
)
