package studio

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
	"myphoto/internal/service/staff"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// staffView is the page of the employees.
type staffView struct {
	Members []staff.Member
	Done    string // key of the message about what was just done
}

var staffMessages = map[string]string{"added": "studio.staff.added", "removed": "studio.staff.removed"}

func (h *Handler) staff(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := h.Staff.Staff(req.Context(), who)
	return h.page(req, "studio/staff", staffView{members, staffMessages[req.URL.Query().Get("done")]}), err
}

// employeeView is the form that adds an employee.
type employeeView struct{ TaxID, Label string }

func (h *Handler) askEmployee(req *http.Request, _ photo.Photographer) (page.Reply, error) {
	return h.employeePage(req, employeeView{}), nil
}

func (h *Handler) employeePage(req *http.Request, v employeeView) page.Page {
	reply := h.page(req, "studio/staff-new", v)
	reply.Layout.Title = page.Language(req).Say("studio.staff.new.title", nil)
	reply.Layout.Back = "/studio/staff"
	return reply
}

func (h *Handler) addEmployee(req *http.Request, who photo.Photographer) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall)
	if err != nil {
		return nil, err
	}
	shown := employeeView{values.Get("afm"), typed.Text(values.Get("label"))}
	if err := h.Staff.AddEmployee(req.Context(), who, shown.TaxID, shown.Label); err != nil {
		return h.employeePage(req, shown), err
	}
	return page.Redirect("/studio/staff?done=added"), nil
}

func (h *Handler) askRemoval(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := h.Staff.Staff(req.Context(), who)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if m.ID == req.PathValue("id") {
			reply := h.page(req, "studio/staff-remove", m)
			reply.Layout.Back = "/studio/staff"
			return reply, nil
		}
	}
	return nil, photo.ErrNotFound
}

func (h *Handler) removeEmployee(req *http.Request, who photo.Photographer) (page.Reply, error) {
	if err := h.Staff.RemoveEmployee(req.Context(), who, req.PathValue("id")); err != nil {
		return nil, err
	}
	return page.Redirect("/studio/staff?done=removed"), nil
}

// notEligible says why the profile of a photographer is not offered.
func (h *Handler) notEligible(req *http.Request) (page.Reply, error) {
	found, err := h.SignIn.Eligibility(req.Context(), h.Visitor(req))
	if err != nil {
		return nil, err
	}
	v := notEligibleView{found.Eligible, "studio.eligible." + string(found.Reason), activityCode(found.Prefix)}
	return page.View("studio/not-eligible", v), nil
}

// notEligibleView says why the profile of a photographer is not offered: the key
// of the reason, and the activity codes that count.
type notEligibleView struct {
	Eligible   bool
	Key, Codes string
}

// activityCode writes the prefix of activity codes as the register does: 7420
// becomes 74.20.
func activityCode(prefix string) string {
	written := ""
	for len(prefix) > 2 {
		written, prefix = written+prefix[:2]+".", prefix[2:]
	}
	return written + prefix
}
