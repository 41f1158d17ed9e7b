// The order of the calls of one thread. A thread waits for one thing at a time, so a call that is
// made while another one is outstanding, as in `Promise.all([a.Get(), b.Get()])`, waits for it: one
// after the other, in the order in which they were made.
//
// A thread that wants calls to be under way at the same time makes threads (KosThreadCreate).

import type { Sys } from '../runtime/sys.ts'
import { handled } from './handled.ts'

/** Makes a call when the calls of this thread that were made before are over. */
export function callInOrder(sys: Sys, start: () => Promise<unknown>): Promise<unknown> {
  const before = sys.lastCall ?? sys.pending
  const next = (): Promise<unknown> => {
    sys.outstandingCalls--
    if (sys.lastCall === call) sys.lastCall = null
    return start()
  }
  sys.outstandingCalls++
  const call = before === null ? Promise.resolve().then(next) : before.then(next, next)
  sys.lastCall = call
  return handled(call)
}
