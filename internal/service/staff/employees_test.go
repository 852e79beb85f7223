package staff_test

import (
	"errors"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/staff"
)

func TestEmployeeActsBetweenAcceptanceAndRemoval(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	if err := h.Staff.AddEmployee(t.Context(), nikos, "987654324", "πάλι η Ελένη"); !errors.Is(err, staff.ErrStaffAlready) {
		t.Errorf("twice: %v", err)
	}
	if err := h.Staff.AddEmployee(t.Context(), nikos, nikos.TaxID.Digits(), "εγώ"); !errors.Is(err, staff.ErrStaffSelf) {
		t.Errorf("self: %v", err)
	}
	visitor := h.As("eleni", photo.RoleEmployee)
	eleni, err := h.SignIn.Operator(t.Context(), visitor)
	servicetest.Must(t, err)
	ofNikos, _ := h.Upload(nikos, "6900000001")
	if _, err := h.Studio.View(t.Context(), eleni, ofNikos); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("an employee sees the owner's upload: %v", err)
	}
	hers, _ := h.Upload(eleni, "6900000002")
	if _, err := h.Studio.View(t.Context(), nikos, hers); err != nil {
		t.Errorf("the owner does not see the employee's: %v", err)
	}
	members, err := h.Staff.Staff(t.Context(), nikos)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Staff.RemoveEmployee(t.Context(), nikos, members[0].ID))
	if _, err := h.SignIn.Operator(t.Context(), visitor); !errors.Is(err, photo.ErrForbidden) {
		t.Errorf("after removal: %v", err)
	}
}
