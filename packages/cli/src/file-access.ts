// Files that may not be there.

import { readFileSync, realpathSync } from 'node:fs'

/** The text of a file; null if there is none. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** A key that all paths of one file have in common. */
export function identityOf(path: string): string {
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
