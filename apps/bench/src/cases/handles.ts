// Handles: what is done on every system call (a check), with every handle in a message (a transfer,
// and a close in the end) and with every object (its first handle, which it dies with), each in a
// space of as many handles as the maps they are compared against have entries; and what a handle
// weighs. What is done with many at a time is in revocation.ts.
import {
  HANDLE_TYPE_USER_FIRST,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  isError,
} from '@kos/handles'
import type { Space } from '@kos/handles'
import { defineCase, defineMemoryCase, limit } from '../case.ts'
import type { MemoryCase, RatioCase, Reference } from '../case.ts'
import { mapSetDelete, standingEntries } from '../references.ts'
import { consume } from '../sink.ts'

const rights = (OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL) >>> 0

/**
 * As everybody's `mapGet`, but keys are read from where numbers are kept, as handles are in ours.
 */
const mapGetKept: Reference = limit('Map.get', {
  awaits: false,
  start: () => {
    const keys = Int32Array.from({ length: standingEntries }, (_, index) => index + 1)
    const map = new Map<number, number>()
    for (const key of keys) map.set(key, key)
    return (iterations) => {
      let misses = 0
      for (let i = 0; i < iterations; i++)
        if ((map.get(keys[i & (standingEntries - 1)] ?? 0) ?? 0) <= 0) misses++
      mustBeNone(misses)
    }
  },
})

/** Checks each handle of a space in turn. */
export const handlesCheck: RatioCase = defineCase({
  name: 'handles/check',
  awaits: false,
  start: () => {
    const space = newTable().createSpace()
    const handles = Int32Array.from({ length: standingEntries }, () => newHandle(space))
    return (iterations) => {
      let refusals = 0
      for (let i = 0; i < iterations; i++) {
        if (space.check(handles[i & (standingEntries - 1)] ?? 0, OCAP_HANDLE_TRANSFER) <= 0)
          refusals++
      }
      mustBeNone(refusals)
    }
  },
  against: [mapGetKept],
})

/** Transfers a handle to a space and closes it there. */
export const handlesTransferClose: RatioCase = defineCase({
  name: 'handles/transfer-close',
  awaits: false,
  start: () => {
    const table = newTable()
    const sender = table.createSpace()
    const receiver = table.createSpace()
    const handle = newHandle(sender)
    for (let i = 0; i < standingEntries; i++) newHandle(receiver)
    return (iterations) => {
      let refusals = 0
      for (let i = 0; i < iterations; i++) {
        const received = sender.transfer(handle, receiver, OCAP_IPC_CALL)
        if (receiver.close(received) !== 0) refusals++
      }
      mustBeNone(refusals)
    }
  },
  against: [mapSetDelete],
})

/** As `mapSetDelete`, but what is put in is a new object: ours makes one for each handle, too. */
const mapSetDeleteObject: Reference = limit('Map.set + Map.delete', {
  awaits: false,
  start: () => {
    const map = new Map<number, KernelObject>()
    for (let key = 0; key < standingEntries; key++) map.set(key, newObject(null))
    return (iterations) => {
      let deleted = 0
      for (let i = 0; i < iterations; i++) {
        const key = standingEntries + (i & 0xf_ffff)
        map.set(key, newObject(null))
        if (map.delete(key)) deleted++
      }
      consume(deleted)
    }
  },
})

/** Makes a new object with its first handle, and closes that, of which the object dies. */
export const handlesCreateClose: RatioCase = defineCase({
  name: 'handles/create-close',
  awaits: false,
  start: () => {
    const space = newTable().createSpace()
    for (let i = 0; i < standingEntries; i++) newHandle(space)
    return (iterations) => {
      let refusals = 0
      for (let i = 0; i < iterations; i++)
        if (space.close(space.create(newObject(space), rights)) !== 0) refusals++
      mustBeNone(refusals)
    }
  },
  against: [mapSetDeleteObject],
})

/** A million handles to one object, in one space. */
export const handlesMemory: MemoryCase = defineMemoryCase({
  name: 'handles/memory',
  count: 1_000_000,
  things: {
    'handle, of a million': (count) => {
      const table = newTable()
      const space = table.createSpace()
      const root = newHandle(space)
      for (let i = 1; i < count; i++) space.copy(root, OCAP_IPC_CALL)
      if (space.used !== count) throw new Error(`${space.used} handles`)
      return [table, space]
    },
  },
})

function newTable(): HandleTable {
  return new HandleTable({ entropy: () => 0x2545_f491 })
}

function newObject(creator: Space | null): KernelObject {
  return new KernelObject(HANDLE_TYPE_USER_FIRST, creator, 0, undefined)
}

function newHandle(space: Space): number {
  const handle = space.create(newObject(space), rights)
  if (isError(handle)) throw new Error(`No handle: ${handle}`)
  return handle
}

/** A refusal is much quicker than the work, so it must not pass for it. */
function mustBeNone(refusals: number): void {
  consume(refusals)
  if (refusals > 0) throw new Error(`${refusals} operations failed`)
}
