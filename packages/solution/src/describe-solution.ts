// `describeSolution`: what the folder of a solution says, read and checked together.

import type { DescribeOptions, SolutionDescription } from './description.ts'

/**
 * Reads and checks the solution in `folder`: init.yaml, EDL, CDL and IDL files, the policy, and
 * kos.json. Loads no program. What is wrong is `diagnostics` of the answer; it throws for nothing
 * in the folder.
 */
export function describeSolution(
  folder: string,
  options: DescribeOptions = {},
): SolutionDescription {
  throw new Error(`describeSolution: not there yet: ${folder} ${options.cwd ?? ''}`)
}
