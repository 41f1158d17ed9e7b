// The solution under test: made by a function of the caller, or described by a folder, whose
// programs are loaded once and made anew for each run.
//
// Folders are read by `@kos/solution`, which needs Node.js, so it is imported only for one.

import type { FullKernelOptions, IoOptions, Solution } from '@kos/kernel'
import { formatDiagnostic } from '@kos/security/psl'
import type { BuiltMachine, LoadedSolution } from '@kos/solution'

/** Makes a solution. Called once per run, so that variables of its programs are new each time. */
export type SolutionMaker = () => Solution | Promise<Solution>

/** A solution under test: what makes it, or the path of its folder. */
export type SolutionSource = SolutionMaker | string

/** Makes the machine of a run: devices belong to one kernel. */
export type MachineMaker = () => IoOptions

/** A solution, and what its kernel needs to know beside it. */
export interface MadeSolution {
  readonly solution: Solution
  readonly kernelOptions: Partial<FullKernelOptions>
  /** The devices in `kernelOptions`, for one kernel, which gives them back; null: it has none. */
  readonly machine: BuiltMachine | null
}

/** Makes the solution of the next run. Rejects with Error for a folder with errors, all of them. */
export type MakeSolution = () => Promise<MadeSolution>

/**
 * What makes the solutions of a source, on machines that `machine` makes. A folder is read when the
 * first one is made; what changes in it after that is not seen.
 */
export function makerOf(source: SolutionSource, machine?: MachineMaker): MakeSolution {
  return typeof source === 'string' ? folderMaker(source, machine) : functionMaker(source, machine)
}

function functionMaker(make: SolutionMaker, machine?: MachineMaker): MakeSolution {
  return async () => {
    if (typeof make !== 'function')
      throw new TypeError(
        'boot: the solution is a function that makes one: boot(() => solution), or a folder',
      )
    const kernelOptions = machine === undefined ? {} : { machine: machine() }
    return { solution: await make(), kernelOptions, machine: null }
  }
}

function folderMaker(folder: string, machine?: MachineMaker): MakeSolution {
  let loading: Promise<LoadedSolution> | null = null
  return async () => {
    const made = await (await (loading ??= load(folder))).fresh()
    if (machine === undefined) return made
    if (made.machine === null)
      return { ...made, kernelOptions: { ...made.kernelOptions, machine: machine() } }
    await made.machine[Symbol.asyncDispose]()
    throw new TypeError('boot: this folder says its machine itself, in machine.yaml')
  }
}

async function load(folder: string): Promise<LoadedSolution> {
  const { loadSolution } = await import('@kos/solution')
  const loaded = await loadSolution(folder, { withDevices: false })
  if (!loaded.hasErrors) return loaded
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
  throw new Error(`${folder} has errors:\n${errors.map(formatDiagnostic).join('\n')}`)
}
