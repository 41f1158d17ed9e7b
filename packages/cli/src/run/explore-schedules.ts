// `kos run --explore`: a search for an order of threads in which the solution fails.

import { loadSolution } from '@kos/solution'
import { explore, formatFailure } from '@kos/testing'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { Progress } from '../progress.ts'
import { counted, type Reporter } from '../report.ts'
import { solutionFolder } from '../solution-folder.ts'
import type { Terminal } from '../terminal.ts'

/** How much is searched. */
export interface SearchOptions {
  readonly runs: number
  readonly seed: number | undefined
}

/** Runs the solution at `path` under many schedules; resolves to the exit code. */
export async function exploreFolder(
  path: string,
  { runs, seed = 1 }: SearchOptions,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const folder = solutionFolder(path, terminal)
  const progress = new Progress(terminal)
  const loaded = await loadSolution(folder, { cwd: terminal.cwd, withDevices: false })
  const { solution, diagnostics } = loaded
  if (solution === null) {
    reporter.diagnostics(diagnostics)
    return exitFailure
  }
  let done = 0
  const check = (): void => progress.step(`schedule ${++done} of ${runs}`)
  const { failure, runs: ran } = await explore(folder, { runs, seed, check })
  progress.end()
  if (failure === null) {
    const text = `${counted(ran, 'schedule')} ran, and none failed (seed ${seed})\n`
    reporter.result(text, { runs: ran, failure: null })
    return exitOk
  }
  const again = `kos run ${path} --explore ${ran} --seed ${seed}`
  reporter.result(`${formatFailure(failure)}\n\nor: ${again}\n`, { runs: ran, failure })
  return exitFailure
}
