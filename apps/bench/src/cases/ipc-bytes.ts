// Large messages between processes: 64 KiB in the arena of a request, through libkos and the system calls. The kernel copies them once, from the
// client's arena into the server's; writing them into an arena before, as a typed call does, is the program's own copy, and not counted.
import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import { bytes, defineInterface, PackInMsg, PackOutMsg, program, SMsgHdr } from '@kos/libkos'
import type { RatioCase } from '../case.ts'
import { defineCase, limit } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

const size = 65_536

const Blobs = defineInterface('bench.Blobs', { Send: { in: { data: bytes(size) } } })

function mustBeOk(rc: number): void {
  if (rc !== 0) throw new Error(`an operation was refused: ${rc}`)
}

const BlobServer = program({ endpoints: { blobs: Blobs } }, async (kos) => {
  const listener = kos.ServiceLocatorRegister('blobs')
  const arena = new Uint8Array(size)
  const received = PackInMsg(new SMsgHdr(), new Uint8Array(Blobs.Send.request.size), arena)
  const answer = new Uint8Array(Blobs.Send.response.size)
  Blobs.Send.response.encode({}, 0, new DataView(answer.buffer), arena)
  const header = PackOutMsg(new SMsgHdr(), answer)
  for (;;) {
    mustBeOk((await kos.Recv(listener, received)) as number)
    header.threadId = received.threadId
    mustBeOk((await kos.Reply(listener, header)) as number)
  }
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
        policy: [execute(), request(any, core), request('Client', BlobServer, Blobs), response(BlobServer, 'Client', Blobs)],
      }),
    )
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('blobs')
      const message = new Uint8Array(Blobs.Send.request.size)
      const arena = new Uint8Array(size)
      const used = Blobs.Send.request.encode({ data: new Uint8Array(size).fill(7) }, 0, new DataView(message.buffer), arena)
      const question = PackOutMsg(new SMsgHdr(), message, arena, used)
      const received = PackInMsg(new SMsgHdr(), new Uint8Array(Blobs.Send.response.size))
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++) mustBeOk((await kos.Call(handle, question, received)) as number)
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
