// Verifies an export of the ledger as docs/ledger.md describes it, with the
// standard library alone:
//
//   node verify-ledger.mjs EXPORT KEYS YEARS
//
// Prints the number of records, or what is wrong, and exits with 0 or 1.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((p) => Buffer.from(p)))).digest()

// signedBy returns the name of the key that signed the text in one of the lines.
function signedBy(text, lines, keys) {
  for (const line of lines) {
    const [dash, name, encoded] = line.split(' ')
    const raw = Buffer.from(encoded ?? '', 'base64')
    if (dash !== '\u2014' || raw.length !== 68) continue
    for (const key of keys) {
      const hash = sha256(name, '\n', [1], Buffer.from(key.x, 'base64url')).subarray(0, 4)
      if (!hash.equals(raw.subarray(0, 4))) continue
      const publicKey = createPublicKey({ key, format: 'jwk' })
      if (verify(null, Buffer.from(text), publicKey, raw.subarray(4))) return name
    }
  }
  return undefined
}

function openCheckpoint(signed, keys) {
  const end = signed.indexOf('\n\n')
  const text = signed.slice(0, end + 1)
  const [origin, size, root] = text.split('\n')
  const name = signedBy(text, signed.slice(end + 2).split('\n'), keys)
  if (name === undefined || name !== origin) throw new Error('checkpoint: not signed by its origin')
  return { origin, size: Number(size), root }
}

const power = (n) => { let k = 1; while (k * 2 < n) k *= 2; return k }

function treeRoot(leaves) {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return sha256([0], leaves[0])
  const k = power(leaves.length)
  return sha256([1], treeRoot(leaves.slice(0, k)), treeRoot(leaves.slice(k)))
}

function yearsBefore(time, years) {
  const date = new Date(time)
  date.setUTCFullYear(date.getUTCFullYear() - years)
  return date.getTime()
}

// removalOf returns the range that an event shows to be rightly without bodies.
function removalOf(event, seq, origin, keys, years) {
  if (event.act !== 'ledger.remove-bodies' || event.outcome !== 'done') return undefined
  const { first, end, newest, removed, signature } = event.facts ?? {}
  const text = `myphoto ledger removal v1\n${origin}\n${first} ${end}\n${newest}\n${removed}\n`
  if (signedBy(text, [signature ?? ''], keys) !== origin || Number(end) > seq) return undefined
  const due = yearsBefore(removed, years)
  return Date.parse(newest) <= due ? { first: Number(first), end: Number(end), due } : undefined
}

const [exported, keySet, period] = process.argv.slice(2)
const keys = JSON.parse(readFileSync(keySet)).keys.filter((k) => k.kty === 'OKP' && k.crv === 'Ed25519')
const lines = readFileSync(exported, 'utf8').trimEnd().split('\n').map((l) => JSON.parse(l))
const checkpoint = openCheckpoint(lines.pop().Checkpoint, keys)
const faults = []
const removals = []
const without = [] // records without body, with the time of the nearest body before them
let before = -Infinity
lines.forEach((record, i) => {
  const commitment = Buffer.from(record.Commitment, 'base64')
  if (record.Seq !== i || commitment.length !== 32) faults.push(`record ${i}: missing or out of order`)
  if (record.Body === null) {
    if (record.Salt !== null) faults.push(`record ${i}: salt without body`)
    without.push({ seq: i, before })
    return
  }
  const salt = Buffer.from(record.Salt, 'base64')
  const body = Buffer.from(record.Body, 'base64')
  if (salt.length !== 16 || !sha256('myphoto ledger leaf v1\n', salt, body).equals(commitment)) faults.push(`record ${i}: body-changed`)
  const event = JSON.parse(body)
  before = Date.parse(event.at)
  const removal = removalOf(event, i, checkpoint.origin, keys, Number(period))
  if (removal) removals.push(removal)
})
const day = 24 * 3600 * 1000
for (const { seq, before } of without) {
  if (!removals.some((r) => r.first <= seq && seq < r.end && before - day <= r.due)) faults.push(`record ${seq}: body-removed-early`)
}
const root = treeRoot(lines.map((r) => Buffer.from(r.Commitment, 'base64'))).toString('base64')
if (checkpoint.size !== lines.length || checkpoint.root !== root) faults.push('root-differs')
console.log(faults.length > 0 ? faults.join('\n') : `whole: ${lines.length} records, ${without.length} without body`)
process.exitCode = faults.length > 0 ? 1 : 0
