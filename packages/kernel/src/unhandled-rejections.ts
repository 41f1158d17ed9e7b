// Promises that programs let float. When a thread is terminated, what it waits for rejects with
// ThreadTerminated, and if nobody awaits that, the host hears of a rejection that nobody handles:
// Node.js would end. Such a rejection is a mistake of the program and is reported as one; all others
// stay what they are.

import { reportUnhandled } from '@kos/thread'

interface Globals {
  readonly process?: {
    on?(event: 'unhandledRejection', listener: (reason: unknown) => void): void
    listenerCount?(event: 'unhandledRejection'): number
  }
  addEventListener?(
    type: 'unhandledrejection',
    listener: (event: { readonly reason: unknown; preventDefault(): void }) => void,
  ): void
}

let isHearing = false

/** Hears of rejections that nobody handles, in this realm, from now on. */
export function hearUnhandledRejections(): void {
  if (isHearing) return
  isHearing = true
  const globals = globalThis as unknown as Globals
  const { process } = globals
  if (process?.on !== undefined) {
    process.on('unhandledRejection', (reason) => {
      if (reportUnhandled(reason)) return
      // With this listener Node.js takes the rejection for handled. Without others it is not.
      if (process.listenerCount?.('unhandledRejection') === 1) throw reason
    })
  } else {
    globals.addEventListener?.('unhandledrejection', (event) => {
      if (reportUnhandled(event.reason)) event.preventDefault()
    })
  }
}
