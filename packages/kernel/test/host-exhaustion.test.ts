// A run in real time whose threads wait for interrupts only: it waits on while the host can act, and
// says so when that has nothing left to do.

import { expect, test } from 'vitest'
import { script } from './script.ts'

const waiting = `
  const { rid } = kos.KnRegisterIrq(5)
  const { handle } = kos.KnIoAttachIrq(rid, 0)
  return kos.Recv(handle, PackOutMsg(new SMsgHdr(), new Uint8Array(16)))`

/** A device whose host side is done with `act`, in real time. */
const machine = (act: string): string => `,
  clock: undefined,
  machine: {
    setUp(machine) {
      const raise = () => machine.interrupts.source(5).set(true)
      ${act}
    },
  }`

test('is over when a device interrupts', () => {
  const { status, stderr } = script(waiting, machine('setTimeout(raise, 20)'))
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('rejects when no timer and no I/O is left, and says who waits for what', () => {
  const { status, stderr } = script(waiting, machine('setTimeout(() => {}, 20)'))
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /Deadlock: P has not ended, and nothing can run any more:\n +P\/main waits: interrupt 5/,
  )
})
