package citizen

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// Refusals of an erasure that was not confirmed.
var (
	errEraseConfirm = &photo.Error{Kind: photo.Invalid, Code: "citizen.erase.tick", Field: "confirm"}
	errEraseChoose  = &photo.Error{Kind: photo.Invalid, Code: "citizen.erase.choose", Field: "upload"}
)

func (h *Handler) askUnlink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	current, linked, err := h.Service.Current(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if !linked {
		return h.redirectWithoutFiles(req, who)
	}
	return withBack("/citizen/photo", "citizen/unlink", h.uploadCard(req, current)), nil
}

func (h *Handler) unlink(req *http.Request, who photo.Citizen) (page.Reply, error) {
	_, err := h.Service.Dissociate(req.Context(), who)
	if err != nil && !errors.Is(err, photo.ErrNoFiles) { // pressed twice
		return nil, err
	}
	return page.Redirect("/citizen/unlinked"), nil
}

// unlinkedView lists what was unlinked, with the ways back and on.
type unlinkedView struct{ Dissociated []uploadCard }

func (h *Handler) unlinked(req *http.Request, who photo.Citizen) (page.Reply, error) {
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	if home.Current != nil || len(home.Dissociated) == 0 {
		return page.Redirect("/citizen"), nil
	}
	var view unlinkedView
	for _, one := range home.Dissociated {
		view.Dissociated = append(view.Dissociated, h.uploadCard(req, one))
	}
	return withBack("/citizen", "citizen/unlinked", view), nil
}

// replaceView compares the files that would be linked again with the current.
type replaceView struct{ Wanted, Current uploadCard }

// associateAgain links unlinked files again. Where others are current, it asks first
// whether to replace them.
func (h *Handler) associateAgain(req *http.Request, who photo.Citizen) (page.Reply, error) {
	upload, replaces := photo.UploadID(req.PostForm.Get("upload")), photo.UploadID(req.PostForm.Get("replaces"))
	err := h.Service.AssociateAgain(req.Context(), who, upload, replaces)
	if err == nil {
		return page.Redirect("/citizen/photo?linked=1"), nil
	}
	if !errors.Is(err, citizen.ErrReplaceCurrent) {
		return nil, err
	}
	home, fault := h.Service.Home(req.Context(), who)
	if fault != nil {
		return nil, fault
	}
	at := slices.IndexFunc(home.Dissociated, func(m citizen.UploadView) bool { return m.Upload == upload })
	if at < 0 || home.Current == nil {
		return nil, err
	}
	reply := withBack("/citizen", "citizen/again", replaceView{h.uploadCard(req, home.Dissociated[at]), h.uploadCard(req, *home.Current)})
	reply.Status, reply.Layout.Path = httpx.Status(photo.Conflict), "/citizen"
	return reply, nil
}

// eraseView asks which files to erase, if there are several, and for confirmation.
type eraseView struct {
	Options []page.Option
	Chosen  string
}

func (h *Handler) askErase(req *http.Request, who photo.Citizen) (page.Reply, error) {
	return h.eraseForm(req, who, req.URL.Query().Get("upload"))
}

func (h *Handler) eraseForm(req *http.Request, who photo.Citizen, chosen string) (page.Reply, error) {
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return nil, err
	}
	files := home.Dissociated
	if home.Current != nil {
		files = append([]citizen.UploadView{*home.Current}, files...)
	}
	if len(files) == 0 {
		return page.Redirect("/citizen"), nil
	}
	l, view := page.Language(req), eraseView{Chosen: chosen}
	for _, one := range files {
		view.Options = append(view.Options, page.Option{
			Value: string(one.Upload), Label: l.Say("citizen.erase."+string(one.State), nil),
			Hint: l.Say("citizen.erase.hint", map[string]any{
				"studio": one.StudioName, "when": l.DateTime(one.UploadedAt), "documents": verdict.DocumentNames(l, one.Documents),
			}),
			Thumb: fmt.Sprintf("/citizen/file/%s/%s", one.Upload, photo.ItemPhoto),
		})
	}
	if len(files) == 1 {
		view.Chosen = string(files[0].Upload)
	}
	return withBack("/citizen", "citizen/erase", view), nil
}

func (h *Handler) erase(req *http.Request, who photo.Citizen) (page.Reply, error) {
	upload := req.PostForm.Get("upload")
	var fault error
	switch {
	case upload == "":
		fault = errEraseChoose
	case req.PostForm.Get("confirm") != "yes":
		fault = errEraseConfirm
	default:
		if err := h.Service.Erase(req.Context(), who, photo.UploadID(upload)); err != nil {
			return nil, err
		}
		return page.Redirect("/citizen?erased=1"), nil
	}
	reply, err := h.eraseForm(req, who, upload)
	if err != nil {
		return nil, err
	}
	return reply, fault
}
