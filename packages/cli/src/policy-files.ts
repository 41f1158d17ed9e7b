// How policies find their files, and what templates of them are expanded with.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Diagnostic } from '@kos/idl-compiler'
import { analyse, findingDiagnostics, findings } from '@kos/security/analysis'
import { type LoadedPolicy, loadPolicy, type PolicyOptions } from '@kos/security/psl'
import { describeSolution, type DescribeOptions, systemFiles } from '@kos/solution'
import { identityOf, readText } from './file-access.ts'
import { endsIn, includeFolder, policyEndings, shownPath, UsageError } from './inputs.ts'
import { solutionFoldersAround } from './solution-folder.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says of files. */
export interface PolicyFolders {
  /** Folders that names of classes, packages and policies count from. */
  readonly include: readonly string[]
  /** Modules that lie flat in such folders. */
  readonly module: readonly string[]
  /** Variables of templates: `NAME=VALUE`. */
  readonly define?: readonly string[]
  /** The classes that `@INIT_EXTERNAL_ENTITIES@` of templates stands for. */
  readonly external?: readonly string[]
}

/** The files that policies may use. */
export function policyFiles(options: PolicyFolders, { cwd }: Terminal): PolicyOptions {
  const { include, module, external = [] } = options
  return {
    read: (path) => readText(resolve(cwd, path)),
    identity: (path) => identityOf(resolve(cwd, path)),
    roots: include.map((folder) => includeFolder(folder, cwd)),
    modules: module,
    system: systemFiles,
    externalEntities: external,
    variables: variablesOf(options),
  }
}

function variablesOf({ define = [] }: PolicyFolders): Readonly<Record<string, string>> {
  return Object.fromEntries(define.map(variable))
}

/**
 * Loads the policy at `path`; that of a solution with the files of its folder. Throws UsageError if
 * there is no such file, or it is no policy.
 */
export function readPolicy(path: string, options: PolicyFolders, terminal: Terminal): LoadedPolicy {
  const shown = policyPath(path, terminal.cwd)
  return (
    policyOfSolution(shown, options, terminal) ?? loadPolicy(shown, policyFiles(options, terminal))
  )
}

// A folder of a solution may be around the one of its init.yaml, as kos.json says: the outermost
// folder that has this policy knows all of its files.
function policyOfSolution(
  shown: string,
  options: PolicyFolders,
  { cwd }: Terminal,
): LoadedPolicy | null {
  for (const folder of solutionFoldersAround(resolve(cwd, shown)).toReversed()) {
    const { policy } = describeSolution(folder, describeOptions(options, cwd))
    if (policy?.files[0]?.source.path === shown) return policy
  }
  return null
}

/** What folders of solutions are described with. Throws UsageError for what is no variable. */
export function describeOptions(options: PolicyFolders, cwd: string): DescribeOptions {
  const { include, module: modules } = options
  return { cwd, include, modules, variables: variablesOf(options) }
}

/**
 * The path of a policy, as it is shown. Throws UsageError if there is no such file, or it is no
 * policy; a folder does not say which of its policies includes the others.
 */
export function policyPath(path: string, cwd: string): string {
  const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError(`there is no file ${path}`)
  if (stats.isDirectory())
    throw new UsageError(`${path} is a folder: name the policy in it that includes the others`)
  if (stats.isFile() && endsIn(path, policyEndings)) return shownPath(path, cwd)
  throw new UsageError(`${path} is no policy: its name ends in .psl or .psl.in`)
}

function variable(definition: string): [string, string] {
  const at = definition.indexOf('=')
  if (at > 0) return [definition.slice(0, at), definition.slice(at + 1)]
  throw new UsageError(`--define: ${definition} is not NAME=VALUE`)
}

/** All that is to be said of a policy; findings only of one without errors. */
export function policyDiagnostics(policy: LoadedPolicy): readonly Diagnostic[] {
  if (policy.hasErrors) return policy.diagnostics
  return [...policy.diagnostics, ...findingDiagnostics(findings(analyse(policy)))]
}
