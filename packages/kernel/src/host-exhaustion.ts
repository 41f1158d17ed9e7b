// The end of the host's event loop: no timer and no I/O is left that could make anything happen. A
// host process as Node.js ends then, whatever promises are pending, and says nothing of them. Hosts
// without such an end never call.

interface Globals {
  readonly process?: {
    on?(event: 'beforeExit', listener: () => void): void
    off?(event: 'beforeExit', listener: () => void): void
  }
}

/** Calls `listener` whenever the host has nothing left to do. Answers what takes that back. */
export function onHostExhausted(listener: () => void): () => void {
  const { process } = globalThis as unknown as Globals
  process?.on?.('beforeExit', listener)
  return () => process?.off?.('beforeExit', listener)
}
