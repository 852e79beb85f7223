package citizen

import (
	"fmt"
	"net/http"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// picture is one picture on a page. Its alternative text says what it is and
// where it comes from, never what the person looks like.
type picture struct {
	Name, Alt, Measure string
	Src, Large         string // paths
}

// pictures describes the pictures of an upload.
func pictures(l lang.Language, m citizen.UploadView) []picture {
	list := make([]picture, 0, len(m.Items))
	for _, facts := range m.Items {
		src := fmt.Sprintf("/citizen/file/%s/%s", m.Upload, facts.Item)
		list = append(list, picture{
			Name: l.Say("term."+string(facts.Item), nil),
			Alt: l.Say("citizen.alt."+string(facts.Item), map[string]any{
				"studio": m.StudioName, "date": m.UploadedAt,
			}),
			Measure: fmt.Sprintf("%d × %d, %s", facts.Width, facts.Height, l.Bytes(facts.Bytes)),
			Src:     src, Large: fmt.Sprintf("/citizen/preview/%s?upload=%s", facts.Item, m.Upload),
		})
	}
	return list
}

// file sends one picture: the preview, the full size, or what the office of a
// document receives.
func (h *Handler) file(req *http.Request, who photo.Citizen) (page.Reply, error) {
	asked := req.URL.Query()
	seen, err := h.Service.Picture(req.Context(), who, photo.UploadID(req.PathValue("upload")), photo.PictureRef{
		Item: photo.Item(req.PathValue("item")), Document: photo.ProfileID(asked.Get("document")), Master: asked.Get("size") == "full",
	})
	if err != nil {
		return nil, err
	}
	return page.Picture(seen), nil
}

// fullSizeView is one picture in full size.
type fullSizeView struct {
	Name, Alt, Src string
}

// fullSize shows one picture in full size, alone on its page, where it can be
// zoomed: of the open claim, or of the upload that the address names.
func (h *Handler) fullSize(req *http.Request, who photo.Citizen) (page.Reply, error) {
	mine, back, err := h.findUpload(req, who)
	if err != nil {
		return nil, err
	}
	l, item := page.Language(req), photo.Item(req.PathValue("item"))
	for i, facts := range mine.Items {
		if facts.Item == item {
			one := pictures(l, mine)[i]
			large := withBack(back, "citizen/large", fullSizeView{one.Name, one.Alt, one.Src + "?size=full"})
			large.Layout.Width = page.Full
			return large, nil
		}
	}
	return nil, photo.ErrNotFound
}

// findUpload returns the upload whose picture is wanted, and the page that shows it.
func (h *Handler) findUpload(req *http.Request, who photo.Citizen) (citizen.UploadView, string, error) {
	wanted := photo.UploadID(req.URL.Query().Get("upload"))
	home, err := h.Service.Home(req.Context(), who)
	if err != nil {
		return citizen.UploadView{}, "", err
	}
	if home.Current != nil && home.Current.Upload == wanted {
		return *home.Current, "/citizen/photo", nil
	}
	for _, one := range home.Dissociated {
		if one.Upload == wanted {
			return one, "/citizen", nil
		}
	}
	claim, err := h.Service.Claimed(req.Context(), who)
	if err == nil && wanted != "" && claim.Upload != wanted {
		err = photo.ErrNotFound
	}
	return claim.UploadView, "/citizen/preview", err
}
