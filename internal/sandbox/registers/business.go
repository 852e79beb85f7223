package registers

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"myphoto/internal/sandbox/people"
)

// ownAFM is the tax number of the body that asks.
const ownAFM = "700000127"

// refusal is one error_rec of the business register.
type refusal struct{ code, descr string }

// Errors of the business register, the service's own codes.
func notDefined() refusal {
	return refusal{"RG_WS_PUBLIC_TOKEN_USERNAME_NOT_DEFINED", "Δεν ορίσθηκε ο χρήστης που καλεί την υπηρεσία."}
}

func notAuthenticated() refusal {
	return refusal{"RG_WS_PUBLIC_TOKEN_USERNAME_NOT_AUTHENTICATED", "Ο συνδυασμός χρήστη/κωδικού πρόσβασης που δόθηκε δεν είναι έγκυρος."}
}

func noInput() refusal {
	return refusal{"RG_WS_PUBLIC_NO_INPUT_PARAMETERS", "Δε δόθηκαν υποχρεωτικές παράμετροι εισόδου για την κλήση της υπηρεσίας."}
}

func wrongAFM() refusal {
	return refusal{"RG_WS_PUBLIC_WRONG_AFM", "Ο Α.Φ.Μ. για τον οποίο ζητούνται πληροφορίες δεν είναι έγκυρος."}
}

func unknownTaxpayer() refusal {
	return refusal{"RG_WS_PUBLIC_TAXPAYER_NF", "Ο Α.Φ.Μ. για τον οποίο ζητούνται πληροφορίες δε βρέθηκε στους έγκυρους Α.Φ.Μ. του Μητρώου TAXIS."}
}

func neverInBusiness() refusal {
	return refusal{"RG_WS_PUBLIC_EPIT_NF", "Ο Α.Φ.Μ. για τον οποίο ζητούνται πληροφορίες δεν ανήκει και δεν ανήκε ποτέ σε πρόσωπο με επιχειρηματική δραστηριότητα."}
}

func calledByNotAllowed() refusal {
	return refusal{"RG_WS_PUBLIC_AFM_CALLED_BY_NOT_ALLOWED", "Ο χρήστης δεν επιτρέπεται να καλεί την υπηρεσία για λογαριασμό του Α.Φ.Μ. που δόθηκε."}
}

func notActive() refusal {
	return refusal{"RG_WS_PUBLIC_SERVICE_NOT_ACTIVE", "Η υπηρεσία δεν είναι ενεργή."}
}

// Business is RgWsPublic2.
func (r *Registers) Business(w http.ResponseWriter, req *http.Request) { r.business(w, req, "") }

// BusinessClosed is RgWsPublic2 as it would be had every business closed yesterday.
func (r *Registers) BusinessClosed(w http.ResponseWriter, req *http.Request) {
	r.business(w, req, r.c.Now().AddDate(0, 0, -1).Format(time.DateOnly))
}

// business answers one call; closed is the day on which all businesses stopped, if any.
func (r *Registers) business(w http.ResponseWriter, req *http.Request, closed string) {
	if !hasMediaType(req, "application/soap+xml") {
		soap(w, http.StatusUnsupportedMediaType, fault("Sender", "Content-Type is not application/soap+xml"))
		return
	}
	call, err := ReadCall(req.Body)
	switch {
	case errors.Is(err, errVersion):
		soap(w, http.StatusInternalServerError, fault("VersionMismatch", err.Error()))
	case err != nil:
		soap(w, http.StatusBadRequest, fault("Sender", err.Error()))
	case call.EmptyDate: // a fault of the real service
		soap(w, http.StatusInternalServerError, fault("Receiver", "java.lang.NullPointerException"))
	case call.AsOnDate != "" && !isDate(call.AsOnDate):
		soap(w, http.StatusBadRequest, fault("Sender", "as_on_date is not a date"))
	case call.Version:
		soap(w, http.StatusOK, enveloped(`<srvc:rgWsPublic2VersionInfoResponse xmlns:srvc="`+nsService+
			`"><srvc:result>Βασικά στοιχεία μητρώου. Release: 4.0.0 (sandbox)</srvc:result></srvc:rgWsPublic2VersionInfoResponse>`))
	default:
		r.lookUp(w, call, closed)
	}
}

func (r *Registers) today() string { return r.c.Now().Format(time.DateOnly) }

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// BusinessError answers that the service is switched off: HTTP 200 and an error_rec.
func (r *Registers) BusinessError(w http.ResponseWriter, _ *http.Request) {
	soap(w, http.StatusOK, r.result(Call{}, notActive(), firm{}))
}

func (r *Registers) lookUp(w http.ResponseWriter, call Call, closed string) {
	f, refused := r.judge(call, closed)
	soap(w, http.StatusOK, r.result(call, refused, f))
}

func (r *Registers) judge(call Call, closed string) (firm, refusal) {
	switch {
	case call.User == "":
		return firm{}, notDefined()
	case !r.authentic(call.User, call.Password):
		return firm{}, notAuthenticated()
	case call.CalledFor == "":
		return firm{}, noInput()
	case call.CalledBy != "" && call.CalledBy != ownAFM:
		return firm{}, calledByNotAllowed()
	case !people.ValidAFM(call.CalledFor):
		return firm{}, wrongAFM()
	}
	if f, found := firmOf(call.CalledFor); found {
		if closed != "" && f.stop == "" {
			f.flag, f.stop = wasBusiness, closed
		}
		return f.on(cmp.Or(call.AsOnDate, r.today())), refusal{}
	}
	if _, found := people.ByAFM(call.CalledFor); found {
		return firm{}, neverInBusiness()
	}
	return firm{}, unknownTaxpayer()
}

// result writes the whole answer: the refusal or the firm, everything else nil.
func (r *Registers) result(call Call, refused refusal, f firm) string {
	var b strings.Builder
	b.WriteString(`<srvc:rgWsPublic2AfmMethodResponse xmlns="` + nsTypes + `" xmlns:srvc="` + nsService +
		`"><srvc:result><rg_ws_public2_result_rtType>`)
	element(&b, "call_seq_id", strconv.FormatInt(r.calls.Add(1), 10))
	b.WriteString("<error_rec>")
	element(&b, "error_code", refused.code)
	element(&b, "error_descr", refused.descr)
	b.WriteString("</error_rec>")
	r.writeCaller(&b, call, refused)
	writeBasic(&b, f)
	if len(f.activities) > 0 {
		writeActivities(&b, f.activities)
	}
	b.WriteString("</rg_ws_public2_result_rtType></srvc:result></srvc:rgWsPublic2AfmMethodResponse>")
	return enveloped(b.String())
}

func (r *Registers) writeCaller(b *strings.Builder, call Call, refused refusal) {
	caller := [5]string{call.User, ownAFM + "  ", "ΥΠΟΥΡΓΕΙΟ  ΨΗΦΙΑΚΗΣ ΔΙΑΚΥΒΕΡΝΗΣΗΣ", call.CalledBy, ""}
	if refused == notDefined() || refused == notAuthenticated() || refused == notActive() {
		caller = [5]string{}
	}
	b.WriteString("<afm_called_by_rec>")
	for i, name := range []string{"token_username", "token_afm", "token_afm_fullname", "afm_called_by", "afm_called_by_fullname"} {
		element(b, name, caller[i])
	}
	element(b, "as_on_date", cmp.Or(call.AsOnDate, r.today()))
	b.WriteString("</afm_called_by_rec>")
}

func writeBasic(b *strings.Builder, f firm) {
	var person, active, activeDescr, vat string
	if f.afm != "" {
		// The flag is the tax number's, not the firm's: a closed firm keeps 1.
		person, active, activeDescr, vat = "ΦΠ", "1", "ΕΝΕΡΓΟΣ ΑΦΜ         ", "Y"
	}
	b.WriteString("<basic_rec>")
	for _, e := range [][2]string{
		{"afm", padded(f.afm, 11)},
		{"doy", f.office},
		{"doy_descr", f.officeName},
		{"i_ni_flag_descr", person},
		{"deactivation_flag", active},
		{"deactivation_flag_descr", activeDescr},
		{"firm_flag_descr", f.flag},
		{"onomasia", f.name},
		{"commer_title", f.title},
		{"legal_status_descr", ""},
		{"postal_address", f.street},
		{"postal_address_no", f.number},
		{"postal_zip_code", f.zip},
		{"postal_area_description", f.area},
		{"regist_date", f.start},
		{"stop_date", f.stop},
		{"normal_vat_system_flag", vat},
	} {
		element(b, e[0], e[1])
	}
	b.WriteString("</basic_rec>")
}

func writeActivities(b *strings.Builder, activities []activity) {
	b.WriteString("<firm_act_tab>")
	for _, a := range activities {
		b.WriteString("<item>")
		element(b, "firm_act_code", a.code)
		element(b, "firm_act_descr", a.descr)
		element(b, "firm_act_kind", strconv.Itoa(a.kind))
		element(b, "firm_act_kind_descr", kindName(a.kind))
		b.WriteString("</item>")
	}
	b.WriteString("</firm_act_tab>")
}

func padded(s string, width int) string {
	if s == "" {
		return ""
	}
	return s + strings.Repeat(" ", max(width-len(s), 0))
}
