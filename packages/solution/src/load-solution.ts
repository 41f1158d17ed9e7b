// `loadSolution`: a folder, described and with its programs loaded, ready for `boot`.

import { relative, sep } from 'node:path'
import { type Diagnostic, formatDiagnostic } from '@kos/idl-compiler'
import type { Solution } from '@kos/kernel'
import type { BuiltMachine } from './built-machine.ts'
import { bundlePrograms } from './bundle.ts'
import { bundleDiagnostics } from './bundle-diagnostics.ts'
import { describeSolution } from './describe-solution.ts'
import type { DescribeOptions, SolutionDescription } from './description.ts'
import { generatedModules } from './generated-modules.ts'
import { loadedPrograms } from './loaded-programs.ts'
import { ProgramInstances } from './program-instances.ts'
import { runModules } from './program-modules.ts'
import { type BootParts, bootParts } from './solution-parts.ts'

/** What a folder is loaded with. */
export interface LoadOptions extends DescribeOptions {
  /**
   * Whether the devices of its machine are made, which opens files and sockets of the host; default
   * true. False: for who boots no kernel with them. `fresh` makes them in any case.
   */
  readonly withDevices?: boolean
}

/** A folder, ready for `boot`. */
export interface LoadedSolution {
  readonly description: SolutionDescription
  /** For `boot(solution, kernelOptions)`; null if there are errors. */
  readonly solution: Solution | null
  /** What the kernel needs to know beside the solution. */
  readonly kernelOptions: BootParts['kernelOptions']
  /**
   * The devices in `kernelOptions`, for one kernel; null if the folder has no machine. Who has run
   * the kernel gives back what they have of the host: `await using machine = loaded.machine`.
   */
  readonly machine: BuiltMachine | null
  /**
   * The same solution with modules of its own, made of what was compiled: for runs that share no
   * variable with others. Rejects if there are errors.
   */
  readonly fresh: () => Promise<BootParts>
  /** Those of the description, and what is wrong with its programs. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there are errors among them. */
  readonly hasErrors: boolean
  /** The files that were read, by their absolute paths; those of programs among them. */
  readonly inputs: readonly string[]
}

/**
 * Describes the solution in `folder`, and loads its programs, each time anew. What is wrong is
 * `diagnostics` of the answer. Rejects with DeviceError if the host refuses a device what it needs.
 *
 * `const { solution, kernelOptions } = await loadSolution('traffic')`
 */
export async function loadSolution(
  folder: string,
  options: LoadOptions = {},
): Promise<LoadedSolution> {
  return loadDescribed(describeSolution(folder, options), options)
}

/**
 * Loads the programs of a folder that was described. With errors in it, nothing is loaded. Rejects
 * as `loadSolution`.
 */
export async function loadDescribed(
  description: SolutionDescription,
  { cwd = process.cwd(), withDevices = true }: Pick<LoadOptions, 'cwd' | 'withDevices'> = {},
): Promise<LoadedSolution> {
  if (description.hasErrors) return refused(description, [], [])
  const shown = (path: string): string => relative(cwd, path).replaceAll(sep, '/')
  const generated = generatedModules(description.project)
  const bundles = await bundlePrograms(programsOf(description), description, generated.texts)
  const { inputs } = bundles
  const said = [
    ...generated.diagnostics,
    ...bundleDiagnostics(bundles, description, generated.texts, shown),
  ]
  if (hasErrors(said)) return refused(description, said, inputs)
  const { byPath, diagnostics } = loadedPrograms(
    await runModules(bundles.programs),
    description,
    shown,
  )
  const all = [...said, ...diagnostics]
  if (hasErrors(diagnostics)) return refused(description, all, inputs)
  const instances = new ProgramInstances(bundles.programs)
  const fresh = async (): Promise<BootParts> => {
    const again = loadedPrograms(await instances.make(), description, shown)
    if (!hasErrors(again.diagnostics)) return bootParts(description, again.byPath, true)
    throw new Error(again.diagnostics.map(formatDiagnostic).join('\n'))
  }
  const parts = await bootParts(description, byPath, withDevices)
  return loaded(description, { ...parts, fresh, said: all, inputs })
}

function programsOf(description: SolutionDescription): readonly string[] {
  const { processes, otherPrograms, einit } = description
  const paths = [...processes.map(({ program }) => program), ...otherPrograms.values(), einit]
  return [...new Set(paths.filter((path) => path !== null))]
}

function refused(
  description: SolutionDescription,
  said: readonly Diagnostic[],
  inputs: readonly string[],
): LoadedSolution {
  const fresh = (): Promise<BootParts> =>
    Promise.reject(new Error(`the solution in ${description.folder} has errors`))
  return loaded(description, {
    solution: null,
    kernelOptions: {},
    machine: null,
    fresh,
    said,
    inputs,
  })
}

function loaded(
  description: SolutionDescription,
  {
    said,
    inputs,
    ...parts
  }: Pick<LoadedSolution, keyof BootParts | 'fresh' | 'inputs'> & {
    readonly said: readonly Diagnostic[]
  },
): LoadedSolution {
  const diagnostics = [...description.diagnostics, ...said]
  return Object.freeze<LoadedSolution>({
    ...parts,
    description,
    diagnostics,
    hasErrors: hasErrors(diagnostics),
    inputs: [...new Set([...description.inputs, ...inputs])],
  })
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
