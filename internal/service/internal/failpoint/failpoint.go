package failpoint

// Point names a moment at which the program may die without harm: whatever was
// acknowledged before is kept, and whatever was interrupted is either complete or
// absent. Every point lies between two steps that cannot be one transaction.
//
//	point                  | done                                    | still to do                    | completed by
//	-----------------------|-----------------------------------------|--------------------------------|--------------------------------
//	files.put              | sealed files are in the folder          | to insert their records        | vault.Reconcile, by deleting them
//	upload.committed       | upload, code and messages are recorded  | the reply, the sending         | submitting the form again; outbox.Deliver
//	batch.between          | one row of a batch is sent              | the next one                   | sending the batch again
//	message.accepted       | a sender accepted a message             | to record that                 | outbox.Report; Deliver, by sending it again
//	association.committed  | files belong to a citizen               | the reply                      | submitting the form again
//	grant.committed        | a grant is live                         | the reply                      | submitting the form again
//	retrieval.committed    | a one-time grant is used                | the reply                      | the same request again; application.Settle
//	attempt.spent          | one attempt at the bytes is counted     | the first byte                 | two more attempts; application.Settle
//	bytes.half             | half of the bytes are sent              | the rest, and to record it     | two more attempts; application.Settle
//	erasure.committed      | the keys are destroyed                  | to delete the bytes            | retention.Sweep, also at every start
//	erasure.shredded       | the bytes are deleted                   | the list outside the database  | retention.Sweep, also at every start
//	sweep.between          | one due upload is erased                | the next one                   | retention.Sweep, also at every start
//	ledger.batch           | a batch of events is integrated         | the pin, the next batch        | integrator.Integrate
//
// bytes.half is in the API, which sends the bytes; the test build defines it
// itself.
type Point string

// The points in the service.
const (
	FilesPut             Point = "files.put"
	UploadCommitted      Point = "upload.committed"
	BatchBetween         Point = "batch.between"
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

// Hook is called at every point. A test build ends the program in it.
type Hook func(Point)
