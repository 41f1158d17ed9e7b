// Files of a VFS process: what a read costs beside a read in the process itself and the round trips
// that it can't do without, and how much of a long read is more than one copy.
import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import {
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  OpenFile,
  RemoteFiles,
  vfsProcess,
} from '@kos/posix'
import { defineCase, limit, own } from '../case.ts'
import type { Batch, RatioCase, Side, Start } from '../case.ts'
import { consume } from '../sink.ts'
import { startRoundTrip } from './ipc.ts'
import { Rounds } from './rounds.ts'

const fileBytes = 1 << 20
const className = 'kl.VfsEntity'

function mustBe(answer: number, expected: number): void {
  if (answer !== expected) throw new Error(`${answer} in place of ${expected}`)
}

function newTree(): MountTable {
  const clock = { read: () => {} }
  const mounts = new MountTable(new MemoryFileSystem({ clock }))
  const file = new Namespace(mounts).open(null, '/file', O_CREAT | O_RDWR, 0o644)
  if (!(file instanceof OpenFile)) throw new Error(`Not opened: ${file}`)
  mustBe(file.write(new Uint8Array(fileBytes).fill(7)), fileBytes)
  file.close()
  return mounts
}

/** Reads so many bytes at positions that go round in a file of 1 MiB, of another process. */
function remoteReads(size: number): Start {
  return () => {
    const mounts = newTree()
    const kernel = boot(
      defineSolution({
        programs: { [className]: vfsProcess({ mounts: () => mounts }), Client: null },
        connections: { Client: { [className]: className } },
        policy: [
          execute(),
          request(any, core),
          request('Client', className),
          response(className, 'Client'),
        ],
      }),
    )
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const thread = { kos, wait: () => Promise.resolve(0) }
      const file = await new RemoteFiles(className).open(thread, null, '/file', O_RDONLY, 0)
      if (typeof file === 'number' || file.file === null) throw new Error(`Not opened`)
      const into = new Uint8Array(size)
      let at = 0
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++) {
          mustBe(await file.file.pread(thread, at, into, 0, size), size)
          at = (at + size) % fileBytes
        }
        consume(into[0])
        rounds.finish()
      }
    })
    return rounds.batch
  }
}

/** The same reads in this process, and two round trips for each. */
function readsAndRoundTrips(size: number): Side {
  return {
    awaits: true,
    start: async (iterations) => {
      const trips: Batch = await startRoundTrip(0)(iterations)
      const file = new Namespace(newTree()).open(null, '/file', O_RDONLY)
      if (!(file instanceof OpenFile)) throw new Error(`Not opened: ${file}`)
      const into = new Uint8Array(size)
      let at = 0
      return async (count) => {
        for (let i = 0; i < count; i++) {
          mustBe(file.pread(at, into, 0, size), size)
          at = (at + size) % fileBytes
        }
        consume(into[0])
        await trips(2 * count)
      }
    },
  }
}

/** A read of 4 KiB. */
export const posixVfsRead4K: RatioCase = defineCase({
  name: 'posix/vfs-read-4K',
  awaits: true,
  start: remoteReads(4096),
  against: [own('a read here and two ipc/round-trip', readsAndRoundTrips(4096))],
})

/** A read of 64 KiB, against one copy of as much. */
export const posixVfsRead64K: RatioCase = defineCase({
  name: 'posix/vfs-read-64K',
  awaits: true,
  start: remoteReads(65_536),
  against: [
    limit('Uint8Array.set of it', {
      awaits: false,
      start: () => {
        const source = new Uint8Array(fileBytes).fill(7)
        const into = new Uint8Array(65_536)
        let at = 0
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            into.set(source.subarray(at, at + into.length))
            at = (at + into.length) % fileBytes
          }
          consume(into[0])
        }
      },
    }),
  ],
})
