import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import { connect, defineInterface, program, serve, string, uint32 } from '@kos/libkos'
const Moves = defineInterface('bench.Moves', {
  Move: { in: { x: uint32, y: uint32, speed: uint32, direction: string(16) }, out: { distance: uint32, cost: uint32 } },
})
const MoveServer = program({ endpoints: { moves: Moves } }, async (kos) => {
  await serve(kos, 'moves', { moves: { Move: ({ x, y, speed, direction }) => ({ distance: x + y, cost: speed * direction.length }) } })
})
const kernel = boot(defineSolution({ programs: { Server: MoveServer, Client: null }, connections: { Client: { moves: 'Server' } },
  policy: [execute(), request(any, core), request('Client', MoveServer, Moves), response(MoveServer, 'Client', Moves)] }))
let best = Infinity
await new Promise((resolve) => { void kernel.as('Client', async (kos) => {
  const moves = connect(kos, Moves, 'moves', 'moves')
  for (let b = 0; b < Number(process.argv[2] ?? 150); b++) {
    const t = performance.now()
    for (let i = 0; i < 5000; i++) { const { rc, distance } = await moves.Move({ x: i, y: 2, speed: 3, direction: 'north-west' }); if (rc !== 0 || distance !== i + 2) throw 3 }
    best = Math.min(best, (performance.now() - t) / 5000 * 1e6)
  }
  resolve()
}) })
let pp = Infinity
for (let b = 0; b < 100; b++) { let r1, r2; let p1 = new Promise(r => r1 = r);
  const t = performance.now()
  await Promise.all([ (async () => { for (let i = 0; i < 5000; i++) { await p1; p1 = new Promise(r => r1 = r); r2() } })(), (async () => { for (let i = 0; i < 5000; i++) { const p2 = new Promise(r => r2 = r); r1(); await p2 } })() ])
  pp = Math.min(pp, (performance.now() - t) / 5000 * 1e6) }
console.log(`typed ${best.toFixed(0)} ns, ping-pong ${pp.toFixed(0)} ns, ratio ${(best / pp).toFixed(2)}`)
process.exit(0)
