package failpoint

// Point names a moment at which the program may die without harm: what was
// acknowledged before it is kept, and what it cut short is either whole or not
// there. Every point lies between two steps that cannot be one.
//
//	point                  | done                                    | still to do                    | who makes it whole
//	-----------------------|-----------------------------------------|--------------------------------|--------------------------------
//	files.put              | sealed files lie in the folder          | the record that wants them     | vault.Reconcile removes them
//	upload.committed       | upload, code and messages are recorded  | the reply, the sending         | the same form again; outbox.Deliver
//	message.accepted       | a sender took a message                 | to record that                 | outbox.Report; Deliver, by sending it again
//	association.committed  | files belong to a citizen               | the reply                      | pressing again
//	grant.committed        | a grant lives                           | the reply                      | pressing again
//	retrieval.committed    | a one-time grant is used up             | the reply                      | the same key again; application.Settle
//	attempt.spent          | one attempt at the bytes is counted     | the first byte                 | two more attempts; application.Settle
//	bytes.half             | half of the bytes are out               | the rest, and to record it     | two more attempts; application.Settle
//	erasure.committed      | the keys are destroyed                  | to remove the bytes            | retention.Sweep, also at every start
//	erasure.shredded       | the bytes are removed                   | the list outside the database  | retention.Sweep, also at every start
//	sweep.between          | one due upload is erased                | the next one                   | retention.Sweep, also at every start
//	ledger.batch           | a batch of events is integrated         | the pin, the next batch        | integrator.Integrate
//
// bytes.half lies in the door that sends them; the build for tests knows it by
// itself.
type Point string

// The points that the service passes.
const (
	FilesPut             Point = "files.put"
	UploadCommitted      Point = "upload.committed"
	MessageAccepted      Point = "message.accepted"
	AssociationCommitted Point = "association.committed"
	GrantCommitted       Point = "grant.committed"
	RetrievalCommitted   Point = "retrieval.committed"
	AttemptSpent         Point = "attempt.spent"
	ErasureCommitted     Point = "erasure.committed"
	ErasureShredded      Point = "erasure.shredded"
	SweepBetween         Point = "sweep.between"
	LedgerBatch          Point = "ledger.batch"
)

// Hook is called at every point.
type Hook func(Point)
