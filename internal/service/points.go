package service

// Point names a moment at which a program may die without harm: what was
// acknowledged before it is kept, and what it cut short is either whole or not
// there. Every point lies between two steps that cannot be one.
//
//	point                  | done                                    | still to do                    | who makes it whole
//	-----------------------|-----------------------------------------|--------------------------------|--------------------------------
//	files.put              | sealed files lie in the folder          | the record that wants them     | Reconcile removes them
//	upload.committed       | upload, code and messages are recorded  | the reply, the sending         | the same form again; Deliver
//	message.accepted       | a carrier took a message                | to record that                 | Report; Deliver, by sending it again
//	association.committed  | files belong to a citizen               | the reply                      | pressing again
//	grant.committed        | a grant lives                           | the reply                      | pressing again
//	retrieval.committed    | a one-time grant is used up             | the reply                      | the same key again; Settle
//	attempt.spent          | one try at the bytes is counted         | the first byte                 | two more tries; Settle
//	bytes.half             | half of the bytes are out               | the rest, and to note it       | two more tries; Settle
//	erasure.committed      | the keys are destroyed                  | to remove the bytes            | Sweep, also at every start
//	erasure.shredded       | the bytes are removed                   | the list outside the database  | Sweep, also at every start
//	sweep.between          | one due upload is erased                | the next one                   | Sweep, also at every start
//	ledger.batch           | a batch of events is integrated         | the pinned checkpoint, the next batch | IntegrateLedger
//
// Half of the bytes is a moment of the door; the build that dies there knows
// it by itself.
type Point string

// The points that desks pass.
const (
	FilesPut             Point = "files.put"
	UploadCommitted      Point = "upload.committed"
	MessageAccepted      Point = "message.accepted"
	AssociationCommitted Point = "association.committed"
	GrantCommitted       Point = "grant.committed"
	RetrievalCommitted   Point = "retrieval.committed"
	AttemptSpent         Point = "attempt.spent"
	BytesHalf            Point = "bytes.half"
	ErasureCommitted     Point = "erasure.committed"
	ErasureShredded      Point = "erasure.shredded"
	SweepBetween         Point = "sweep.between"
	LedgerBatch          Point = "ledger.batch"
)
