// `loadSolution`: a folder, described and with its programs loaded, ready for `boot`.

import { relative, sep } from 'node:path'
import type { Diagnostic } from '@kos/idl-compiler'
import type { KernelOptions, Solution } from '@kos/kernel'
import type { Program } from '@kos/libkos'
import { bundlePrograms } from './bundle.ts'
import { bundleDiagnostics } from './bundle-diagnostics.ts'
import { describeSolution } from './describe-solution.ts'
import type { DescribeOptions, SolutionDescription } from './description.ts'
import { generatedModules } from './generated-modules.ts'
import { loadedPrograms } from './loaded-programs.ts'
import { ModuleFolder } from './program-modules.ts'
import { solutionOf } from './solution-parts.ts'

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
 * `diagnostics` of the answer.
 *
 * `const { solution, kernelOptions } = await loadSolution('traffic')`
 */
export async function loadSolution(
  folder: string,
  options: LoadOptions = {},
): Promise<LoadedSolution> {
  return loadDescribed(describeSolution(folder, options), options)
}

/** Loads the programs of a folder that was described. With errors in it, nothing is loaded. */
export async function loadDescribed(
  description: SolutionDescription,
  { cwd = process.cwd() }: Pick<LoadOptions, 'cwd'> = {},
): Promise<LoadedSolution> {
  if (description.hasErrors) return loaded(description, null, [], [])
  const shown = (path: string): string => relative(cwd, path).replaceAll(sep, '/')
  const modules = new ModuleFolder()
  try {
    const generated = generatedModules(description.project)
    const paths = programsOf(description)
    const bundles = await bundlePrograms(paths, description, generated.texts, modules.path)
    const { texts } = generated
    const said = [
      ...generated.diagnostics,
      ...bundleDiagnostics(bundles, description, texts, shown),
    ]
    const { inputs } = bundles
    if (hasErrors(said)) return loaded(description, null, said, inputs)
    const outcomes = await modules.load(bundles.programs)
    const programs = await loadedPrograms(outcomes, description, shown)
    const all = [...said, ...programs.diagnostics]
    return loaded(description, hasErrors(all) ? null : programs.byPath, all, inputs)
  } finally {
    modules.remove()
  }
}

function programsOf({ processes, einit }: SolutionDescription): readonly string[] {
  const paths = [...processes.map(({ program }) => program), einit]
  return [...new Set(paths.filter((path) => path !== null))]
}

function loaded(
  description: SolutionDescription,
  programs: ReadonlyMap<string, Program> | null,
  said: readonly Diagnostic[],
  inputs: readonly string[],
): LoadedSolution {
  const diagnostics = [...description.diagnostics, ...said]
  return Object.freeze<LoadedSolution>({
    description,
    solution: programs === null ? null : solutionOf(description, programs),
    kernelOptions: {},
    diagnostics,
    hasErrors: hasErrors(diagnostics),
    inputs: [...new Set([...description.inputs, ...inputs])],
  })
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
