// What the folder of a solution describes, for commands that take one.

import { describeSolution, type SolutionDescription } from '@kos/solution'
import { solutionFolder } from './solution-folder.ts'
import type { Terminal } from './terminal.ts'

/** Describes the solution at `path`. Throws UsageError if it is none. */
export function describeFolder(path: string, terminal: Terminal): SolutionDescription {
  return describeSolution(solutionFolder(path, terminal), { cwd: terminal.cwd })
}
