// How a folder finds this very `kos`: as a command, and as packages.

import { realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { packageFolder } from './package-folder.ts'

/** Whether npm installed it; else it runs from a clone of its repository. */
export function isInstalled(): boolean {
  return packageFolder().split(sep).includes('node_modules')
}

/**
 * What scripts of the folder call: `kos` if it is installed, as npm puts it into their path; else
 * `node` with the way to it.
 */
export function kosCommand(folder: string): string {
  if (isInstalled()) return 'kos'
  return `node ${wayTo(join(packageFolder(), 'bin', 'kos.js'), folder)}`
}

/** What to do in a clone of the repository in which something is not built yet. */
export function buildHint(): string {
  const root = join(packageFolder(), '..', '..')
  return `run npm run pnpm -- exec turbo run build --filter=@kos/cli... in ${root}`
}

/** The way from a folder, which may not be there yet, to a file, with `/` between folders. */
export function wayTo(file: string, folder: string): string {
  return relative(existing(folder), realpathSync(file)).replaceAll('\\', '/')
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
