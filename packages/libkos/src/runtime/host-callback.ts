// Misuse of `kos` in a callback of the host (a timer, I/O) under virtual time.
//
// When it is called depends on the host, so what threads see of it would differ from run to run.
// The kernel refuses such system calls, the libraries refuse what lives in the process.

import { captureStack, programPlaces } from '@kos/thread'

/** The text of the misuse: who called what, the line of the program, and what to do instead. */
export function hostCallbackMisuse(who: string, call: string): string {
  const [place = 'an unknown place'] = programPlaces(captureStack())
  return (
    `${who} called ${call} in a callback of the host, at ${place}: virtual time can not repeat ` +
    'that, so it did nothing; let a thread call (KnSleep), or the host act (kernel.after)'
  )
}
