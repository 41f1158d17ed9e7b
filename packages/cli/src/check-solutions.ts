// What `kos check` does with folders of solutions: all that `@kos/solution` finds, what in their
// policies does not do what it seems to, and what is wrong with their programs.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Diagnostic } from '@kos/idl-compiler'
import { describeSolution, loadSolution } from '@kos/solution'
import { describeOptions, policyDiagnostics, type PolicyFolders } from './policy-files.ts'
import { Progress } from './progress.ts'
import { hasErrors } from './report.ts'
import { solutionFoldersIn } from './solution-folder.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says beside the paths. */
export interface CheckOptions extends PolicyFolders {
  /** Whether programs are loaded. */
  readonly programs: boolean
}

/** The folders of solutions among `paths` and in them, by their absolute paths. */
export function solutionsIn(paths: readonly string[], { cwd }: Terminal): readonly string[] {
  const folders = paths
    .map((path) => resolve(cwd, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
  return [...new Set(folders.flatMap((folder) => solutionFoldersIn(folder)))]
}

/** What is to be said of solutions, and how many files they consist of. */
export async function checkSolutions(
  folders: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly files: number }> {
  const progress = new Progress(terminal)
  const diagnostics: Diagnostic[] = []
  let files = 0
  for (const folder of folders) {
    progress.step(`checking ${folder}`)
    const said = await checkSolution(folder, options, terminal)
    diagnostics.push(...said.diagnostics)
    files += said.files
  }
  progress.end()
  return { diagnostics, files }
}

async function checkSolution(
  folder: string,
  options: CheckOptions,
  { cwd }: Terminal,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly files: number }> {
  const how = describeOptions(options, cwd)
  const description = describeSolution(folder, how)
  // Programs are loaded once all else is right: what they import is made of it.
  const isLoaded = options.programs && !description.hasErrors
  const { diagnostics, inputs } = isLoaded
    ? await loadSolution(folder, { ...how, withDevices: false })
    : description
  const { policy } = description
  const found = policy === null || hasErrors(diagnostics) ? [] : policyDiagnostics(policy)
  return { diagnostics: [...diagnostics, ...found], files: inputs.length }
}
