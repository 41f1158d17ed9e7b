// The file system, as front ends read it.

import { readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FileAccess } from '@kos/idl-compiler'
import { includeFolder } from './inputs.ts'

/** Files below the folder `cwd`; names of packages also count from the folders `include`. */
export function fileAccess(
  include: readonly string[],
  modules: readonly string[],
  cwd: string,
): Required<FileAccess> {
  return {
    read: (path) => readText(resolve(cwd, path)),
    identity: (path) => identity(resolve(cwd, path)),
    roots: include.map((folder) => includeFolder(folder, cwd)),
    modules,
  }
}

/** The text of a file; null if there is none. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

function identity(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (isAbsent(error)) return path
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'
}
