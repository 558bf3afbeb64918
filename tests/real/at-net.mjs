// A whole AT Protocol network on loopback: directory and account server, with APPVIEW=1 also the service that counts.
//   node --require ./loopback.cjs at-net.mjs
// First line on stdout: one JSON object with the addresses. Ends with SIGTERM, or when its stdin closes.
// APPVIEW=1 needs DB_POSTGRES_URL: a database on a server that has pg_trgm.
// RATE_LIMITS=1 switches the account server's own limits on.
import http from 'node:http'
import { TestNetwork, TestNetworkNoAppView } from '@atproto/dev-env'

// The desk under test has no public address: what servers fetch from DESKS comes from where a test says (/desk?at=…).
const DESKS = /^https:\/\/(\w+\.atelier-lune\.org\/.*)$/
let desk = null
const fetched = globalThis.fetch
globalThis.fetch = function (input, init) {
  const url = input instanceof Request ? input.url : String(input)
  const there = desk && DESKS.exec(url)
  if (!there) return fetched.call(this, input, init)
  return fetched(`${desk}/${there[1]}`, { redirect: 'error' }) // without their own guard: it is loopback
}

const { APPVIEW, DB_POSTGRES_URL, RATE_LIMITS } = process.env
const pds = { hostname: 'localhost', enableDidDocWithSession: true, rateLimitsEnabled: RATE_LIMITS === '1' }

async function withAppView() {
  process.env.REDIS_HOST ??= 'unused' // asked for, never dialled by this version
  const dbPostgresSchema = `run_${[...String(process.pid)].map((digit) => 'abcdefghij'[digit]).join('')}` // letters only
  return TestNetwork.create({ dbPostgresUrl: DB_POSTGRES_URL, dbPostgresSchema, pds })
}

const net = APPVIEW === '1' ? await withAppView() : await TestNetworkNoAppView.create({ pds })

// What a test may ask for beside the protocol: wait until everything is indexed; where the desk is.
const control = http.createServer(async (request, response) => {
  const reply = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  try {
    if (request.url.startsWith('/desk?at=')) {
      desk = decodeURIComponent(request.url.slice('/desk?at='.length))
      return reply(200, { desk })
    }
    if (request.url !== '/settle') return reply(404, { error: 'only /settle and /desk' })
    await net.processAll()
    reply(200, { settled: true })
  } catch (error) {
    reply(500, { error: String(error) })
  }
})
await new Promise((listening) => control.listen(0, '127.0.0.1', listening))

console.log(JSON.stringify({
  pds: net.pds.url,
  plc: net.plc.url,
  appview: net.bsky?.url ?? null,
  appviewDid: net.bsky?.serverDid ?? null,
  control: `http://127.0.0.1:${control.address().port}`,
}))

// All of it is thrown away (memory, files under TMPDIR): leave at once.
const leave = () => process.exit(0)
process.on('SIGTERM', leave)
process.on('SIGINT', leave)
process.stdin.on('end', leave)
process.stdin.resume()
