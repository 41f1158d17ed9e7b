// Packages as this very `kos` has them, wherever a folder is.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageFolder } from './package-folder.ts'

/** What is read of a package.json. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly version: string
}

/**
 * The file of a module, as `@kos/libkos/codec`; null if there is none. Of `@kos` packages also those
 * that this one needs only by others.
 */
export function ownModule(name: string): string | null {
  const direct = resolvedFrom(packageFolder(), name)
  if (direct !== null || !name.startsWith(scope)) return direct
  for (const folder of ownFolders()) {
    const file = resolvedFrom(folder, name)
    if (file !== null) return file
  }
  return null
}

const scope = '@kos/'

/** The folders of all `@kos` packages that `kos` consists of, this one first. */
function* ownFolders(): Generator<string> {
  const folders = new Set([packageFolder()])
  // What is added meanwhile has its turn, too.
  for (const folder of folders) {
    yield folder
    for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
      const entry = name.startsWith(scope) ? resolvedFrom(folder, name) : null
      if (entry !== null) folders.add(packageOf(entry))
    }
  }
}

/** The same, as it is found from a folder. */
export function resolvedFrom(folder: string, name: string): string | null {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
    throw error
  }
}

/** The folder of the package that a file is in. */
export function packageOf(file: string): string {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** The package.json of a folder. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
