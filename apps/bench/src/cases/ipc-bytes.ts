// Large messages between processes: 64 KiB in the arena of a request, from `Call` to `serve`. The
// kernel copies them once, from the client's arena into the server's; writing them into an arena
// before, as a typed call does, is the program's own copy, and not counted.
import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import { bytes, defineInterface, PackInMsg, PackOutMsg, program, serve, SMsgHdr } from '@kos/libkos'
import type { RatioCase } from '../case.ts'
import { defineCase, limit } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

const size = 65_536

const Blobs = defineInterface('bench.Blobs', { Send: { in: { data: bytes(size) } } })

function mustBeOk(rc: number): void {
  if (rc !== 0) throw new Error(`an operation was refused: ${rc}`)
}

// The parameter is not read: what the server does with it is its own affair.
const BlobServer = program({ endpoints: { blobs: Blobs } }, async (kos) => {
  await serve(kos, 'blobs', { blobs: { Send: () => undefined } })
})

/** 64 KiB one way, nothing back; against the copy alone. */
export const ipcBytes: RatioCase = defineCase({
  name: 'ipc/64KiB',
  awaits: true,
  start: () => {
    const kernel = boot(
      defineSolution({
        programs: { Server: BlobServer, Client: null },
        connections: { Client: { blobs: 'Server' } },
        policy: [
          execute(),
          request(any, core),
          request('Client', BlobServer, Blobs),
          response(BlobServer, 'Client', Blobs),
        ],
      }),
    )
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('blobs')
      const message = new Uint8Array(Blobs.Send.request.size)
      const arena = new Uint8Array(size)
      const used = Blobs.Send.request.encode(
        { data: new Uint8Array(size).fill(7) },
        0,
        new DataView(message.buffer),
        arena,
      )
      const question = PackOutMsg(new SMsgHdr(), message, arena, used)
      const received = PackInMsg(new SMsgHdr(), new Uint8Array(Blobs.Send.response.size))
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++)
          mustBeOk((await kos.Call(handle, question, received)) as number)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [
    limit('Uint8Array.set of it', {
      awaits: false,
      start: () => {
        const [source, target] = [new Uint8Array(size).fill(7), new Uint8Array(size)]
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            target.set(source)
            consume(target[i & 0xffff])
          }
        }
      },
    }),
  ],
})
