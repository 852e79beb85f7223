package batch_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

const header = "file,mobile,email,documents,label\n"

// made makes a batch of rows for the identity of academics, which needs no signature.
func made(t *testing.T, h *servicetest.House, who photo.Operator, rows ...string) photo.BatchID {
	t.Helper()
	id, err := h.Batch.Create(t.Context(), who, []byte(header+strings.Join(rows, "\n")+"\n"), "")
	servicetest.Must(t, err)
	return id
}

func file(name string, picture []byte) batch.File {
	return batch.File{Name: name, Bytes: picture, Size: int64(len(picture))}
}

func fill(t *testing.T, h *servicetest.House, who photo.Operator, id photo.BatchID, f batch.File) {
	t.Helper()
	named, err := h.Batch.Fill(t.Context(), who, id, f)
	servicetest.Must(t, err)
	if !named {
		t.Fatalf("no row names %s", f.Name)
	}
}

func states(t *testing.T, h *servicetest.House, who photo.Operator, id photo.BatchID) string {
	t.Helper()
	page, err := h.Batch.View(t.Context(), who, id)
	servicetest.Must(t, err)
	var list []string
	for _, row := range page.Rows {
		list = append(list, string(row.State))
	}
	return strings.Join(list, " ")
}

// messages returns how many codes a phone received.
func messages(h *servicetest.House, mobile string) int {
	h.Deliver()
	return strings.Count(h.Messages("messages", mobile), `"text"`)
}

func row(file, mobile string) string { return file + "," + mobile + ",,tachograph-card,Παιδί" }

// portrait returns a sound portrait; those of different n are different pictures.
func portrait(t *testing.T, n int) []byte {
	t.Helper()
	return servicetest.PortraitOf(t, n)
}

// TestDryRunSendsNothingAndSendingSendsOnce: a class of thirty must not get codes by
// halves or twice.
func TestDryRunSendsNothingAndSendingSendsOnce(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, row("a.jpg", "6900000021"), row("b.jpg", "210"), row("c.jpg", "6900000023"), row("d.jpg", "6900000024"))
	fill(t, h, nikos, id, file("A.jpg", portrait(t, 1)))
	fill(t, h, nikos, id, file("b.jpg", portrait(t, 2)))
	fill(t, h, nikos, id, file("c.jpg", servicetest.Tilted(t)))
	if got := states(t, h, nikos, id); got != "ready correct correct waits" && got != "advice correct correct waits" {
		t.Fatal(got)
	}
	if messages(h, "6900000021") != 0 {
		t.Error("the dry run sent a code")
	}
	if _, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Acknowledged: true}); !errors.Is(err, photo.ErrNotAgreed) {
		t.Errorf("without agreement: %v", err)
	}
	for n, want := range []int{1, 0} {
		out, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
		if err != nil || out.Sent != want {
			t.Errorf("press %d: %+v %v", n, out, err)
		}
	}
	if got := messages(h, "6900000021"); got != 1 {
		t.Errorf("%d messages", got)
	}
	if got := states(t, h, nikos, id); got != "sent correct correct waits" {
		t.Error(got)
	}
	page, err := h.Batch.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.Rows[1].Faults[0].Field != "mobile" || page.Rows[1].Contact != "210" || !page.Rows[2].Verdict.Blocked() || page.Missing()[0] != "d.jpg" {
		t.Errorf("%+v", page.Rows)
	}
	// Corrected on the page of the draft, and sent from the batch.
	form := h.Form("6900000022")
	form.Photo, form.Signature, form.Documents = studio.FormPicture{}, studio.FormPicture{}, []photo.ProfileID{photo.TachographCard}
	form.Hold = true
	_, err = h.Studio.Continue(t.Context(), nikos, page.Rows[1].Upload, form)
	servicetest.Must(t, err)
	out, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
	if err != nil || out.Sent != 1 || messages(h, "6900000022") != 1 {
		t.Errorf("after the correction: %+v %v", out, err)
	}
}

// TestFileThatComesAgainChangesNothing: a folder is chosen again after a broken line.
func TestFileThatComesAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, "a.jpg,6900000021,,driving-licence,", row("b.jpg", "6900000022"))
	picture := portrait(t, 1)
	fill(t, h, nikos, id, file("a_sig.jpg", servicetest.Signature(t)))
	fill(t, h, nikos, id, file("a.jpg", picture))
	drafts := h.Count(t, "uploads")
	before := len(h.Events("batch.fill"))
	fill(t, h, nikos, id, file("a.jpg", picture))
	fill(t, h, nikos, id, file("a_sig.jpg", servicetest.Signature(t)))
	if h.Count(t, "uploads") != drafts || drafts != 1 || len(h.Events("batch.fill")) != before {
		t.Errorf("%d drafts, %d before", h.Count(t, "uploads"), drafts)
	}
	fill(t, h, nikos, id, file("b.jpg", picture)) // the picture of a
	page, err := h.Batch.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.Rows[1].State != batch.RowCorrect || !page.Rows[1].Faults[0].Is(batch.ErrSamePicture) || page.Rows[1].Faults[0].Args["line"] != float64(2) {
		t.Errorf("%+v", page.Rows[1])
	}
	for _, f := range []batch.File{
		{Name: "b.jpg", Bytes: []byte("ftypheic")},
		{Name: "b.jpg"},
		{Name: "b.jpg", Bytes: portrait(t, 3), Another: true},
		{Name: "b.jpg", TooBig: photo.ErrDraftBytes, Size: 200_000_000},
	} {
		_, err := h.Batch.Fill(t.Context(), nikos, id, f)
		servicetest.Must(t, err)
		if got := states(t, h, nikos, id); !strings.HasSuffix(got, " correct") {
			t.Errorf("%q: %s", f.Bytes, got)
		}
	}
	fill(t, h, nikos, id, file("b.jpg", portrait(t, 3)))
	if got := states(t, h, nikos, id); strings.Contains(got, "correct") {
		t.Error(got)
	}
	if named, err := h.Batch.Fill(t.Context(), nikos, id, batch.File{Name: "z.jpg", Bytes: picture}); named || err != nil {
		t.Errorf("a file of no row: %v %v", named, err)
	}
	_, err = h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
	servicetest.Must(t, err)
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 5)))
	if got := states(t, h, nikos, id); got != "sent sent" || h.Count(t, "uploads") != 2 {
		t.Error("a file for what was sent: " + got)
	}
}

// TestRowFilledTwiceAtOnceHasOneDraft: nobody would look for the other one's face.
func TestRowFilledTwiceAtOnceHasOneDraft(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	var meanwhile func()
	h.Reopen(func(c *service.Config) {
		c.Failpoint = func(point string) {
			if f := meanwhile; f != nil && point == "upload.committed" {
				meanwhile = nil
				f()
			}
		}
	})
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, "a.jpg,6900000021,,driving-licence,")
	meanwhile = func() { fill(t, h, nikos, id, file("a_sig.jpg", servicetest.Signature(t))) }
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 1)))
	list, err := h.Studio.List(t.Context(), nikos, studio.Filter{State: photo.Draft})
	if got := states(t, h, nikos, id); err != nil || len(list.Rows) != 1 || got != "ready" && got != "advice" {
		t.Errorf("%d drafts, %s: %v", len(list.Rows), got, err)
	}
}

// TestPicturesGoBackAndForth: the first choice may have been the right one.
func TestPicturesGoBackAndForth(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, row("a.jpg", "6900000021"))
	for _, n := range []int{1, 2, 1} {
		fill(t, h, nikos, id, file("a.jpg", portrait(t, n)))
		if got := states(t, h, nikos, id); got == "correct" || h.Count(t, "uploads") != 1 {
			t.Errorf("picture %d: %s, %d drafts", n, got, h.Count(t, "uploads"))
		}
	}
}

// TestRowForgetsItsClientWithTheUpload: the table must not know longer than the upload
// whom it was about.
func TestRowForgetsItsClientWithTheUpload(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, row("a.jpg", "6900000021"))
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 1)))
	_, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
	servicetest.Must(t, err)
	shown := func() batch.Row {
		t.Helper()
		page, err := h.Batch.View(t.Context(), nikos, id)
		servicetest.Must(t, err)
		return page.Rows[0]
	}
	sent := shown()
	if sent.Label != "Παιδί" || sent.Contact != "69••••0021" || len(sent.Documents) != 1 {
		t.Errorf("%+v", sent)
	}
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, sent.Upload))
	if row := shown(); row.State != batch.RowEnded || row.Label+row.Contact != "" {
		t.Errorf("after the withdrawal: %+v", row)
	}
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 2)))
	if row := shown(); row.State != batch.RowEnded || h.Count(t, "uploads") != 1 {
		t.Errorf("a file for what was withdrawn: %+v", row)
	}
}

// TestFilesThatAreNotReadAreCountedAsActs: each is recorded.
func TestFilesThatAreNotReadAreCountedAsActs(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, row("a", "6900000021"))
	var err error
	for n := range 200 {
		if _, err = h.Batch.Fill(t.Context(), nikos, id, batch.File{Name: "a.jpg", Another: n%2 == 0}); err != nil {
			break
		}
	}
	if !photo.IsKind(err, photo.RateLimited) {
		t.Errorf("200 files that are not read: %v", err)
	}
}

func TestBatchIsSeenByItsStudioAlone(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	eleni, err := h.SignIn.Operator(t.Context(), h.As("eleni", photo.RoleEmployee))
	servicetest.Must(t, err)
	ofNikos := made(t, h, nikos, row("a.jpg", "6900000021"))
	ofEleni := made(t, h, eleni, row("a.jpg", "6900000021"))
	for _, c := range []struct {
		who        photo.Operator
		id         photo.BatchID
		want, fill error
	}{
		{nikos, ofNikos, nil, nil},
		{nikos, ofEleni, nil, photo.ErrForbidden}, // the drafts would be another's
		{eleni, ofEleni, nil, nil},
		{eleni, ofNikos, photo.ErrNotFound, photo.ErrNotFound},
		{kostas, ofNikos, photo.ErrNotFound, photo.ErrNotFound},
		{nikos, "bat_x", photo.ErrNotFound, photo.ErrNotFound},
	} {
		_, seen := h.Batch.View(t.Context(), c.who, c.id)
		_, filled := h.Batch.Fill(t.Context(), c.who, c.id, batch.File{Name: "z.jpg"})
		_, sent := h.Batch.Send(t.Context(), c.who, c.id, studio.Confirmation{Agreed: true})
		if !errors.Is(seen, c.want) || !errors.Is(sent, c.want) || !errors.Is(filled, c.fill) {
			t.Errorf("%s: %v %v %v, want %v", c.id, seen, sent, filled, c.want)
		}
	}
	if h.Refusals("batch.view", "not-found") == 0 || h.Refusals("batch.send", "not-found") == 0 {
		t.Error("refusals are not recorded")
	}
	for who, want := range map[photo.Operator]int{nikos: 2, eleni: 1, kostas: 0} {
		if list, err := h.Batch.List(t.Context(), who); err != nil || len(list) != want {
			t.Errorf("%d batches, want %d: %v", len(list), want, err)
		}
	}
	members, err := h.Staff.Staff(t.Context(), nikos)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Staff.RemoveEmployee(t.Context(), nikos, members[0].ID))
	if _, err := h.Batch.Fill(t.Context(), eleni, ofEleni, batch.File{Name: "a.jpg", Bytes: portrait(t, 1)}); !errors.Is(err, photo.ErrForbidden) {
		t.Errorf("after the removal: %v", err)
	}
}

func TestBatchEndsADayAfterItsLastChange(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id := made(t, h, nikos, row("a.jpg", "6900000021"))
	h.Clock.Move(23 * time.Hour)
	nikos = h.AsPhotographer("nikos")
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 1)))
	h.Clock.Move(23 * time.Hour)
	nikos = h.AsPhotographer("nikos")
	if got := states(t, h, nikos, id); got == "" {
		t.Error("ended too early")
	}
	h.Clock.Move(time.Hour)
	nikos = h.AsPhotographer("nikos")
	if _, err := h.Batch.View(t.Context(), nikos, id); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("after its end: %v", err)
	}
	done := h.Sweep()
	if done["batches"].Erased != 1 || done["draft"].Erased != 1 || h.Count(t, "batches")+h.Count(t, "batch_rows") != 0 {
		t.Errorf("swept %+v", done["batches"])
	}
}

// TestLimitOfAContactLeavesItsDraft: the others of the class do not wait for it.
func TestLimitOfAContactLeavesItsDraft(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	var rows []string
	for n := range 7 {
		rows = append(rows, row(string(rune('a'+n))+".jpg", map[bool]string{true: "6900000029", false: "6900000021"}[n == 6]))
	}
	id := made(t, h, nikos, rows...)
	for n := range 7 {
		fill(t, h, nikos, id, file(string(rune('a'+n))+".jpg", portrait(t, n)))
	}
	out, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
	if err != nil || out.Sent != 6 || out.Limited == nil || !out.Limited.Is(photo.ErrContactDaily) {
		t.Errorf("%+v %v", out, err)
	}
	if messages(h, "6900000021") != 5 || messages(h, "6900000029") != 1 {
		t.Error("messages")
	}
}

func TestSameTableUnderOneKeyIsOneBatch(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	table := []byte(header + row("a.jpg", "6900000021"))
	first, err := h.Batch.Create(t.Context(), nikos, table, "K")
	servicetest.Must(t, err)
	again, err := h.Batch.Create(t.Context(), nikos, table, "K")
	if err != nil || again != first {
		t.Errorf("%s %s %v", first, again, err)
	}
	if _, err := h.Batch.Create(t.Context(), nikos, append(table, '\n'), "K"); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("another table: %v", err)
	}
	if _, err := h.Batch.Create(t.Context(), nikos, []byte("x"), "L"); err == nil || h.Count(t, "batches") != 1 {
		t.Errorf("a bad table: %v", err)
	}
	for n := range batch.MaxOpen - 1 {
		_, err := h.Batch.Create(t.Context(), nikos, table, string(rune('a'+n)))
		servicetest.Must(t, err)
	}
	if _, err := h.Batch.Create(t.Context(), nikos, table, "last"); !errors.Is(err, batch.ErrTooMany) {
		t.Errorf("too many: %v", err)
	}
}

// A client of the batch who gave a ticket after all is sent alone, bound to the ticket.
func TestClientWithATicketIsNotSentWithTheOthers(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id := made(t, h, nikos, row("a.jpg", "6900000021"))
	fill(t, h, nikos, id, file("a.jpg", portrait(t, 1)))
	page, err := h.Batch.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	form := h.Form("6900000021")
	form.Photo, form.Signature, form.Documents = studio.FormPicture{}, studio.FormPicture{}, []photo.ProfileID{photo.TachographCard}
	form.Hold, form.Ticket = true, h.Ticket(maria)
	_, err = h.Studio.Continue(t.Context(), nikos, page.Rows[0].Upload, form)
	servicetest.Must(t, err)
	out, err := h.Batch.Send(t.Context(), nikos, id, studio.Confirmation{Agreed: true, Acknowledged: true})
	if got := states(t, h, nikos, id); err != nil || out.Sent != 0 || got != "correct" || messages(h, "6900000021") != 0 {
		t.Errorf("sent with the others: %+v, %v, %s", out, err, got)
	}
	confirmed := studio.Confirmation{Agreed: true, Acknowledged: true}
	if err := h.Studio.SendDraft(t.Context(), nikos, page.Rows[0].Upload, confirmed); !errors.Is(err, studio.ErrTicketApart) {
		t.Errorf("alone: %v", err)
	}
	form.Hold = false
	_, err = h.Studio.Continue(t.Context(), nikos, page.Rows[0].Upload, form)
	servicetest.Must(t, err)
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting == nil {
		t.Errorf("not bound: %v", err)
	}
}
