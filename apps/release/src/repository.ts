// The repository as the check reads it: its packages, and a copy of it as a clone has it, without
// what is built or installed.

import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of this repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url))

/** What a package.json says, as far as it matters here. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** The package.json in a folder. */
export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The names of the packages that are released. Their folders are named alike, without the scope. */
export const packageNames: readonly string[] = readdirSync(join(root, 'packages')).map(
  (folder) => `@kos/${folder}`,
)

/** The folder of a package: `kernel` for `@kos/kernel`. */
export function folderOf(name: string): string {
  return name.slice('@kos/'.length)
}

/** Copies what a clone has: all files but those that `.gitignore` names. Needs no git. */
export function copyClone(folder: string): void {
  const patterns = readFileSync(join(root, '.gitignore'), 'utf8').trim().split('\n')
  const names = new Set(['.git', ...patterns.map((pattern) => pattern.replace(/\/$/, ''))])
  const endings = patterns.filter((pattern) => pattern.startsWith('*')).map((p) => p.slice(1))
  const isIgnored = (path: string): boolean =>
    names.has(basename(path)) || endings.some((ending) => path.endsWith(ending))
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => path === root || !isIgnored(path),
  })
}
