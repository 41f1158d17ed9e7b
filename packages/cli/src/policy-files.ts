// Policies as the command reads them: a file, what it includes, and the EDL files of its classes.

import { type LoadedPolicy, loadPolicy } from '@kos/security/psl'
import { fileAccess } from './file-access.ts'
import { endsIn, inputFiles, policyEndings, UsageError } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says about the files of policies. */
export interface PolicyFileOptions {
  /** Folders that names of files count from. */
  readonly include: readonly string[]
  /** Modules that lie flat in the folders of the files. */
  readonly module: readonly string[]
  /** `NAME=VALUE`: variables of templates. */
  readonly define: readonly string[]
  /** The classes that `@INIT_EXTERNAL_ENTITIES@` of templates stands for. */
  readonly external: readonly string[]
}

/** Loads the policy at `path`. Throws UsageError if there is no such file. */
export function readPolicy(
  path: string,
  options: PolicyFileOptions,
  terminal: Terminal,
): LoadedPolicy {
  if (!endsIn(path, policyEndings))
    throw new UsageError(`${path} is none of ${policyEndings.join(', ')}`)
  const [file = path] = inputFiles([path], terminal.cwd, policyEndings)
  return loadPolicy(file, {
    ...fileAccess(options.include, options.module, terminal.cwd),
    externalEntities: options.external,
    variables: Object.fromEntries(options.define.map(variable)),
  })
}

function variable(definition: string): [string, string] {
  const at = definition.indexOf('=')
  if (at > 0) return [definition.slice(0, at), definition.slice(at + 1)]
  throw new UsageError(`--define: ${definition} is not NAME=VALUE`)
}
