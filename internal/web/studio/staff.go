package studio

import (
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// staffView is the page of the employees.
type staffView struct {
	Members []service.Member
	Done    string // key of what has just happened
}

var staffDone = map[string]string{"added": "studio.staff.added", "removed": "studio.staff.removed"}

func (s *Studio) staff(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := s.Desk.Staff(req.Context(), who)
	return s.screen(req, "studio/staff", staffView{members, staffDone[req.URL.Query().Get("done")]}), err
}

// employeeView is the form that adds one.
type employeeView struct{ TaxID, Label string }

func (s *Studio) askEmployee(req *http.Request, _ photo.Photographer) (page.Reply, error) {
	return s.employeeScreen(req, employeeView{}), nil
}

func (s *Studio) employeeScreen(req *http.Request, v employeeView) page.Screen {
	screen := s.screen(req, "studio/staff-new", v)
	screen.Frame.Title = page.Language(req).Say("studio.staff.new.title", nil)
	screen.Frame.Back = "/studio/staff"
	return screen
}

func (s *Studio) addEmployee(req *http.Request, who photo.Photographer) (page.Reply, error) {
	values, err := small(req)
	if err != nil {
		return nil, err
	}
	typed := employeeView{values.Get("afm"), values.Get("label")}
	if err := s.Desk.AddEmployee(req.Context(), who, typed.TaxID, typed.Label); err != nil {
		return s.employeeScreen(req, typed), err
	}
	return page.Redirect("/studio/staff?done=added"), nil
}

func (s *Studio) askRemoval(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := s.Desk.Staff(req.Context(), who)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if m.ID == req.PathValue("id") {
			screen := s.screen(req, "studio/staff-remove", m)
			screen.Frame.Back = "/studio/staff"
			return screen, nil
		}
	}
	return nil, photo.ErrNotFound
}

func (s *Studio) removeEmployee(req *http.Request, who photo.Photographer) (page.Reply, error) {
	if err := s.Desk.RemoveEmployee(req.Context(), who, req.PathValue("id")); err != nil {
		return nil, err
	}
	return page.Redirect("/studio/staff?done=removed"), nil
}

// notEligible tells why the photographer's profile is not there.
func (s *Studio) notEligible(req *http.Request) (page.Reply, error) {
	found, err := s.Sessions.Eligibility(req.Context(), s.Visitor(req))
	if err != nil {
		return nil, err
	}
	v := eligibleView{found.Eligible, "studio.eligible." + found.Reason, activity(found.Prefix)}
	return page.View("studio/not-eligible", v), nil
}

// eligibleView says why the photographer's profile is not there: the key of
// the reason, and the activity codes that count.
type eligibleView struct {
	Eligible   bool
	Key, Codes string
}

// activity writes the beginning of activity codes as the register does: 7420
// becomes 74.20.
func activity(prefix string) string {
	written := ""
	for len(prefix) > 2 {
		written, prefix = written+prefix[:2]+".", prefix[2:]
	}
	return written + prefix
}
