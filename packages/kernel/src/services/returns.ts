// How handlers of system calls answer: with a code, and with numbers in the registers of the
// calling thread.

import { rcOk } from '@kos/retcode'
import type { TaskThread } from '../task.ts'

/** Leaves a number in register 0, and answers rcOk. */
export function returnValue({ registers }: TaskThread, value: number): number {
  registers[0] = value
  return rcOk
}

/**
 * Passes on `answer`: a handle or an address, which are positive, goes to register 0, and the call
 * answers rcOk; a code, which is not positive, is the answer of the call.
 */
export function returnHandle(thread: TaskThread, answer: number): number {
  return answer > 0 ? returnValue(thread, answer) : answer
}
