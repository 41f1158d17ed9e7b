// Ctrl-C, as a promise.

import type { Terminal } from '../terminal.ts'

/** What is heard of Ctrl-C while a command runs. */
export interface Interruption {
  /** Resolves to what happened; never without Ctrl-C. */
  readonly heard: Promise<string>
  isHeard(): boolean
  /** From now on, Ctrl-C ends the process of the host. */
  forget(): void
}

/** Hears of the next Ctrl-C on a terminal. */
export function interruption({ onInterrupt }: Terminal): Interruption {
  let isHeard = false
  let forget = (): void => {}
  const heard = new Promise<string>((resolve) => {
    forget =
      onInterrupt?.(() => {
        isHeard = true
        resolve('stopped by Ctrl-C')
      }) ?? forget
  })
  return { heard, isHeard: () => isHeard, forget: () => forget() }
}
