// The command by which a folder runs this very `kos`.

import { realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { packageFolder } from './package-folder.ts'

/**
 * What scripts of the folder call: `kos` if it is installed, as npm puts it into their path; else,
 * as of a clone of the repository, `node` with the way to it.
 */
export function kosCommand(folder: string): string {
  const own = packageFolder()
  if (own.split(sep).includes('node_modules')) return 'kos'
  return `node ${relative(existing(folder), join(own, 'bin', 'kos.js')).replaceAll('\\', '/')}`
}

// Links are followed, since the folder above `..` is the real one.
function existing(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    const at = folder.lastIndexOf(sep)
    return `${existing(folder.slice(0, at) || sep)}${sep}${folder.slice(at + 1)}`
  }
}
