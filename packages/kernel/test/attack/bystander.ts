// Two processes that do no harm, and go on whatever others do: a heart-beat every ten milliseconds
// of virtual time, with a message, a handle, memory of its own, and memory that the two share.
// Pages hold what was written to them, new ones are zero, and nobody else writes to them.

import {
  connect,
  defineInterface,
  handle,
  HANDLE_TYPE_USER_FIRST,
  type Handle,
  type Kos,
  program,
  type Program,
  rcOk,
  serve,
  uint32,
  unwrap,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import type { Findings } from './findings.ts'

/** Milliseconds between two beats. */
export const beatInterval = 10
/** Bytes that it fills in each beat, and how many such areas it keeps. */
const areaSize = 2 * 4096
const areaCount = 4
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
/** How it allocates memory, and how attackers do. */
export const areaFlags: number = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | readWrite

const Beats = defineInterface('attack.Beats', {
  Share: { in: { buffer: handle } },
  Beat: { in: { count: uint32 }, out: { seen: uint32 } },
})

/** Answers what it reads in the shared page. */
export const Partner: Program<Kos> = program({ endpoints: { beats: Beats } }, async (kos) => {
  let address = 0
  await serve(kos, 'beats', {
    beats: {
      Share({ buffer }) {
        address = unwrap(kos.KnPmmMdlMap(buffer.handle, 0, 4096, 0, VMM_FLAG_READ)).addr
      },
      Beat: () => ({ seen: kos.memory.load32(address) }),
    },
  })
})

/** The heart-beat: `beats` counts. */
export class Bystander {
  beats = 0
  readonly program: Program<Kos>
  readonly #findings: Findings

  constructor(findings: Findings) {
    this.#findings = findings
    this.program = program(async (kos) => this.#live(kos))
  }

  async #live(kos: Kos): Promise<void> {
    const beats = connect(kos, Beats, 'beats', 'beats')
    const buffer: Handle = unwrap(kos.KnPmmMdlCreate(4096, readWrite)).handle
    const shared = unwrap(kos.KnPmmMdlMap(buffer, 0, 4096, 0, readWrite)).addr
    unwrap(await beats.Share({ buffer }))
    const areas: (readonly [address: number, word: number])[] = []
    for (;;) {
      kos.memory.store32(shared, this.beats)
      const { rc, seen } = await beats.Beat({ count: this.beats })
      this.#expect(
        rc === rcOk && seen === this.beats,
        `a message was answered ${Number(rc)}, ${Number(seen)}`,
      )
      this.#useMemory(kos, areas)
      this.#useHandles(kos)
      this.beats++
      await kos.KnSleep(beatInterval)
    }
  }

  #useMemory(kos: Kos, areas: (readonly [number, number])[]): void {
    for (const [address, word] of areas)
      this.#expect(isFilled(kos, address, word), 'its pages hold what it did not write')
    if (areas.length === areaCount) {
      const [address] = areas.shift() as readonly [number, number]
      this.#expect(kos.KnVmUnmap(address, areaSize) === rcOk, 'its pages were not there')
    }
    const address = kos.KnVmAllocate(0, areaSize, areaFlags)
    if (address === 0) return this.#expect(false, 'it got no memory')
    this.#expect(isFilled(kos, address, 0), 'new pages are not zero')
    const word = (0xb0000000 | this.beats) >>> 0
    fill(kos, address, word)
    areas.push([address, word])
  }

  #useHandles(kos: Kos): void {
    const made = kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, 0, {})
    const isClosed = made.rc === rcOk && kos.KnHandleClose(made.handle) === rcOk
    this.#expect(isClosed, 'it could not make and close a handle')
  }

  #expect(isTrue: boolean, otherwise: string): void {
    if (!isTrue) this.#findings.add(`bystander, beat ${this.beats}: ${otherwise}`)
  }
}

// Every 64th byte, in turn for each word of such a line.
function isFilled(kos: Kos, address: number, word: number): boolean {
  for (let at = 0; at < areaSize; at += 68)
    if (kos.memory.load32(address + (at & ~3)) !== word) return false
  return true
}

function fill(kos: Kos, address: number, word: number): void {
  for (let at = 0; at < areaSize; at += 4) kos.memory.store32(address + at, word)
}

/** Allocates pages, finds them zero, and leaves a word in all of them: what attackers do. */
export function dirtyPages(kos: Kos, word: number, findings: Findings): number {
  const address = kos.KnVmAllocate(0, areaSize, areaFlags)
  if (address === 0) return 0
  if (!isFilled(kos, address, 0)) findings.add('an attacker got pages that are not zero')
  fill(kos, address, word)
  return address
}
