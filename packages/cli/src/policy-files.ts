// How policies find their files.

import { resolve } from 'node:path'
import { systemFiles } from '@kos/libkos/resources'
import type { PolicyFiles } from '@kos/security/psl'
import { identityOf, readText } from './file-access.ts'
import { includeFolder } from './inputs.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says of files. */
export interface PolicyFolders {
  /** Folders that names of classes, packages and policies count from. */
  readonly include: readonly string[]
  /** Modules that lie flat in such folders. */
  readonly module: readonly string[]
}

/** The files that policies may use. */
export function policyFiles({ include, module }: PolicyFolders, { cwd }: Terminal): PolicyFiles {
  return {
    read: (path) => readText(resolve(cwd, path)),
    identity: (path) => identityOf(resolve(cwd, path)),
    roots: include.map((folder) => includeFolder(folder, cwd)),
    modules: module,
    system: systemFiles,
  }
}
