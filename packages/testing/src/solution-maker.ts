// The solution under test: made by a function of the caller, or described by a folder, whose
// programs are loaded once and made anew for each run.
//
// Folders are read by `@kos/solution`, which needs Node.js, so it is imported only for one.

import type { FullKernelOptions, Solution } from '@kos/kernel'
import { formatDiagnostic } from '@kos/security/psl'
import type { LoadedSolution } from '@kos/solution'

/** Makes a solution. Called once per run, so that variables of its programs are new each time. */
export type SolutionMaker = () => Solution | Promise<Solution>

/** A solution under test: what makes it, or the path of its folder. */
export type SolutionSource = SolutionMaker | string

/** A solution, and what its kernel needs to know beside it. */
export interface MadeSolution {
  readonly solution: Solution
  readonly kernelOptions: Partial<FullKernelOptions>
}

/** Makes the solution of the next run. Rejects with Error for a folder with errors, all of them. */
export type MakeSolution = () => Promise<MadeSolution>

/**
 * What makes the solutions of a source. A folder is read when the first one is made; what changes
 * in it after that is not seen.
 */
export function makerOf(source: SolutionSource): MakeSolution {
  return typeof source === 'string' ? folderMaker(source) : functionMaker(source)
}

function functionMaker(make: SolutionMaker): MakeSolution {
  return async () => {
    if (typeof make !== 'function')
      throw new TypeError(
        'boot: the solution is a function that makes one: boot(() => solution), or a folder',
      )
    return { solution: await make(), kernelOptions: {} }
  }
}

function folderMaker(folder: string): MakeSolution {
  let loading: Promise<LoadedSolution> | null = null
  return async () => {
    const { fresh } = await (loading ??= load(folder))
    return fresh()
  }
}

async function load(folder: string): Promise<LoadedSolution> {
  const { loadSolution } = await import('@kos/solution')
  const loaded = await loadSolution(folder)
  if (!loaded.hasErrors) return loaded
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
  throw new Error(`${folder} has errors:\n${errors.map(formatDiagnostic).join('\n')}`)
}
