// How policies find their files, and what templates of them are expanded with.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemFiles } from '@kos/libkos/resources'
import { type LoadedPolicy, loadPolicy, type PolicyOptions } from '@kos/security/psl'
import { identityOf, readText } from './file-access.ts'
import { endsIn, includeFolder, policyEndings, shownPath, UsageError } from './inputs.ts'
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
export function policyFiles(
  { include, module, define = [], external = [] }: PolicyFolders,
  { cwd }: Terminal,
): PolicyOptions {
  return {
    read: (path) => readText(resolve(cwd, path)),
    identity: (path) => identityOf(resolve(cwd, path)),
    roots: include.map((folder) => includeFolder(folder, cwd)),
    modules: module,
    system: systemFiles,
    externalEntities: external,
    variables: Object.fromEntries(define.map(variable)),
  }
}

/** Loads the policy at `path`. Throws UsageError if there is no such file, or it is no policy. */
export function readPolicy(path: string, options: PolicyFolders, terminal: Terminal): LoadedPolicy {
  return loadPolicy(policyPath(path, terminal.cwd), policyFiles(options, terminal))
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
