// The error of a system with violations or objects left when it is disposed of.

import { formatViolation, type Violation } from './violation.ts'

/** A system had violations that its test did not take, or objects were left. */
export class UncleanShutdown extends Error {
  override readonly name = 'UncleanShutdown'
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[]) {
    const texts = violations.map(
      (violation) => `- ${formatViolation(violation).replaceAll('\n', '\n  ')}`,
    )
    super(
      `the system was not left clean; take what is expected (takeCrashes, takeMisuses, takeDeadlocks, takeLeft, takeStrayDma):\n${texts.join('\n')}`,
    )
    this.violations = violations
  }
}
