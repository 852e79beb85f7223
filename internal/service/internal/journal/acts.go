package journal

// Act names an act in the ledger. The ledger keeps it forever, so a name is never
// changed and never used for another act.
type Act string

// Acts of signing in.
const (
	SignIn           Act = "sign-in"
	SignOut          Act = "sign-out"
	EndSession       Act = "session.end" // of one's own, or by a command
	RememberBrowser  Act = "browser.remember"
	ForgetBrowser    Act = "browser.forget"
	SendOTP          Act = "otp.send"
	CheckOTP         Act = "otp.check"
	ChooseProfile    Act = "profile.choose"
	AcceptTerms      Act = "terms.accept"
	AcceptEmployment Act = "employee.accept"
	RefuseEmployment Act = "employee.refuse"
	EnterRole        Act = "enter" // recorded only when refused
	CheckEligibility Act = "studio.eligibility"
)

// Acts of a custodian.
const (
	ConfirmCustody Act = "custody.confirm"
	LoseCustody    Act = "custody.lose" // the register does not confirm it any more
	ActForMinor    Act = "custody.act"  // recorded only when refused
)

// Acts of a studio.
const (
	CreateUpload   Act = "upload.create"
	DraftUpload    Act = "upload.draft"
	ChangeUpload   Act = "upload.change" // recorded only when refused
	ViewUpload     Act = "upload.view"   // recorded only when refused
	ResendCode     Act = "upload.resend"
	CorrectContact Act = "upload.correct"
	ReplaceFiles   Act = "upload.replace"
	WithdrawUpload Act = "upload.withdraw"
	ReadTicket     Act = "ticket.read" // recorded only when refused
	UseTicket      Act = "ticket.use"
	CreateBatch    Act = "batch.create"
	FillBatch      Act = "batch.fill" // a row got a picture
	SendBatch      Act = "batch.send"
	ViewBatch      Act = "batch.view" // recorded only when refused
	AddEmployee    Act = "employee.add"
	RemoveEmployee Act = "employee.remove"
)

// Acts of a citizen.
const (
	ViewPicture   Act = "picture.view" // also by a studio
	ReadQR        Act = "code.picture" // recorded only when refused
	SubmitCode    Act = "code.submit"
	OpenByOther   Act = "code.other" // found by the service itself
	ApproveClaim  Act = "claim.approve"
	RejectClaim   Act = "claim.reject"
	Associate     Act = "associate"
	Dissociate    Act = "dissociate"
	EraseFiles    Act = "erase"
	DownloadFiles Act = "download"
	GiveGrant     Act = "grant.give"
	RevokeGrant   Act = "grant.revoke"
	SwitchNotices Act = "notices.switch"
	MakeTicket    Act = "ticket.make"
	CancelTicket  Act = "ticket.cancel"
	Pause         Act = "retrievals.pause"
	Resume        Act = "retrievals.resume"
)

// Acts of an application, and of the service itself.
const (
	IssueToken       Act = "token.issue"
	RequestAnything  Act = "application.request" // recorded only when there are too many
	CreateRetrieval  Act = "retrieval.create"
	RepeatRetrieval  Act = "retrieval.repeat"
	FetchFile        Act = "retrieval.fetch"
	CancelRetrieval  Act = "retrieval.cancel"
	AskGrant         Act = "grant.ask"
	SettleRetrieval  Act = "retrieval.settle" // this and the following by the service itself
	ExpireGrant      Act = "grant.expire"
	ExpireTicket     Act = "ticket.expire"
	TryMessage       Act = "message.try"
	ReportMessage    Act = "message.report"
	BlankContact     Act = "contact.blank"
	EraseByRetention Act = "erase.retention"
	EraseByReplay    Act = "erase.replay"
	RemoveBodies     Act = "ledger.remove-bodies" // as package ledger names it
)

// Acts of the commands of an administrator.
const (
	RegisterApplication Act = "application.register"
	AddSecret           Act = "application.secret"
	EndSecret           Act = "application.secret-end"
	SuspendApplication  Act = "application.suspend"
	EnterEmployment     Act = "employee.enter"
	RotateKey           Act = "key.rotate"
	AdoptKey            Act = "key.adopt" // the serving program began to write under another key
	RewrapKeys          Act = "key.rewrap"
	RehashKeys          Act = "key.rehash"
	AcceptRestored      Act = "ledger.accept-restored"
)

// Acts returns every act.
func Acts() []Act {
	return []Act{
		SignIn, SignOut, EndSession, RememberBrowser, ForgetBrowser, SendOTP, CheckOTP, ChooseProfile, AcceptTerms, AcceptEmployment, RefuseEmployment, EnterRole,
		CheckEligibility,
		ConfirmCustody, LoseCustody, ActForMinor,
		CreateUpload, DraftUpload, ChangeUpload, ViewUpload, ResendCode, CorrectContact, ReplaceFiles, WithdrawUpload,
		ReadTicket, UseTicket,
		CreateBatch, FillBatch, SendBatch, ViewBatch, AddEmployee, RemoveEmployee,
		ViewPicture, ReadQR, SubmitCode, OpenByOther, ApproveClaim, RejectClaim, Associate, Dissociate, EraseFiles, DownloadFiles,
		GiveGrant, RevokeGrant, SwitchNotices, Pause, Resume, MakeTicket, CancelTicket,
		IssueToken, RequestAnything, CreateRetrieval, RepeatRetrieval, FetchFile, CancelRetrieval, AskGrant,
		SettleRetrieval, ExpireGrant, ExpireTicket, TryMessage, ReportMessage, BlankContact, EraseByRetention, EraseByReplay,
		RemoveBodies,
		RegisterApplication, AddSecret, EndSecret, SuspendApplication, EnterEmployment, RotateKey, AdoptKey, RewrapKeys, RehashKeys,
		AcceptRestored,
	}
}

// HistoryActs returns the acts that have a line of their own in the history of a
// subject.
func HistoryActs() []Act {
	return []Act{
		Associate, Dissociate, EraseFiles, EraseByRetention, GiveGrant, RevokeGrant, CreateRetrieval,
		CancelRetrieval, DownloadFiles, Pause, Resume,
		OpenByOther, MakeTicket, CancelTicket, UseTicket,
	}
}
