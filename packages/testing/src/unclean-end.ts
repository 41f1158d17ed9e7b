// The error at the end of a system that was not left clean.

import { formatTrouble, type Trouble } from './trouble.ts'

/** Something went wrong in a system that its test did not ask about, or something was left. */
export class UncleanEnd extends Error {
  override readonly name = 'UncleanEnd'
  readonly troubles: readonly Trouble[]

  constructor(troubles: readonly Trouble[]) {
    const texts = troubles.map((trouble) => `- ${formatTrouble(trouble).replaceAll('\n', '\n  ')}`)
    super(
      `the system was not left clean; take what is expected (takeCrashes, takeMisuses, takeDeadlocks):\n${texts.join('\n')}`,
    )
    this.troubles = troubles
  }
}
