// Handles: what is done on every system call (a check) and with every handle in a message (a transfer, and a close in the end), each in
// a space of as many handles as the maps they are compared against have entries.
import { HANDLE_TYPE_USER_FIRST, HandleTable, KernelObject, OCAP_HANDLE_TRANSFER, OCAP_IPC_CALL, refused } from '@kos/handles'
import type { Space } from '@kos/handles'
import { defineCase } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { mapGet, mapSetDelete, standingEntries } from '../references.ts'
import { consume } from '../sink.ts'

const rights = (OCAP_HANDLE_TRANSFER | OCAP_IPC_CALL) >>> 0

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
        if (space.check(handles[i & (standingEntries - 1)] ?? 0, OCAP_HANDLE_TRANSFER) <= 0) refusals++
      }
      mustBeNone(refusals)
    }
  },
  against: [mapGet],
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

function newTable(): HandleTable {
  return new HandleTable({ entropy: () => 0x2545_f491 })
}

function newHandle(space: Space): number {
  const handle = space.create(new KernelObject(HANDLE_TYPE_USER_FIRST, space, 0, undefined), rights)
  if (refused(handle)) throw new Error(`No handle: ${handle}`)
  return handle
}

/** A refusal is much quicker than the work, so it must not pass for it. */
function mustBeNone(refusals: number): void {
  consume(refusals)
  if (refusals > 0) throw new Error(`${refusals} operations were refused`)
}
