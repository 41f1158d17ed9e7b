// What npm and editors need in a new folder: where packages are.
//
// With an installed kos, package.json has its packages, and `npm install` brings them for editors.
// From a clone of the repository, tsconfig.json says where types are.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isInstalled, wayTo } from '../kos-command.ts'
import { manifestOf, ownModule, packageOf } from '../own-modules.ts'
import { packageFolder } from '../package-folder.ts'

/** What programs and tests of a new folder import, by package. */
const imports: Readonly<Record<string, readonly string[]>> = {
  '@kos/drivers': ['@kos/drivers', '@kos/drivers/gpio'],
  '@kos/io-hw': ['@kos/io-hw', '@kos/io-hw/flags', '@kos/io-hw/models', '@kos/io-hw/node'],
  '@kos/kernel': ['@kos/kernel'],
  '@kos/libkos': ['@kos/libkos', '@kos/libkos/codec'],
  '@kos/messagebus': ['@kos/messagebus', '@kos/messagebus/process'],
  '@kos/posix': ['@kos/posix', '@kos/posix/fat', '@kos/posix/node'],
  '@kos/solution': ['@kos/solution'],
  '@kos/testing': ['@kos/testing', '@kos/testing/matchers', '@kos/testing/pal'],
  '@kos/vmm': ['@kos/vmm'],
  vitest: ['vitest'],
}

const ownPackages = Object.keys(imports).filter((name) => name.startsWith('@kos/'))

/** The text of package.json or tsconfig.json, with what is known of packages here. */
export function withPackages(path: string, text: string, folder: string): string {
  if (path === 'package.json' && isInstalled()) return edited(text, addDependencies)
  if (path === 'tsconfig.json' && !isInstalled())
    return edited(text, (file) => addPaths(file, folder))
  return text
}

/**
 * The first package of a clone whose types the folder would name, and which is not built; null:
 * there is none, as in what npm installed.
 */
export function unbuiltPackage(): string | null {
  if (isInstalled()) return null
  const isBuilt = (name: string): boolean => {
    const entries = entriesOf(name)
    return entries.length > 0 && entries.every(({ types }) => existsSync(types))
  }
  return ownPackages.find((name) => !isBuilt(name)) ?? null
}

type Json = Record<string, unknown>

function edited(text: string, edit: (file: Json) => void): string {
  const file = JSON.parse(text) as Json
  edit(file)
  return `${JSON.stringify(file, null, 2)}\n`
}

function addDependencies(file: Json): void {
  const own = `^${manifestOf(packageFolder()).version}`
  file['devDependencies'] = {
    '@kos/cli': own,
    ...Object.fromEntries(ownPackages.map((name) => [name, own])),
    '@types/node': '>=20',
    vitest: '>=3',
  }
}

function addPaths(file: Json, folder: string): void {
  const options = file['compilerOptions'] as Json
  options['paths'] = Object.fromEntries(
    Object.keys(imports)
      .flatMap(entriesOf)
      .map(({ entry, types }) => [entry, [wayTo(types, folder)]]),
  )
  const node = ownModule('@types/node/package.json')
  if (node !== null) options['typeRoots'] = [wayTo(dirname(packageOf(node)), folder)]
}

/** The entries of a package that folders import, and the files of their types. */
function entriesOf(name: string): readonly { readonly entry: string; readonly types: string }[] {
  const file = ownModule(name === 'vitest' ? 'vitest/package.json' : name)
  if (file === null) return []
  const root = packageOf(file)
  const { exports = {} } = manifestOf(root)
  return (imports[name] ?? []).flatMap((entry) => {
    const types = typesOf(exports[`.${entry.slice(name.length)}`])
    return types === null ? [] : [{ entry, types: join(root, types) }]
  })
}

function typesOf(target: unknown): string | null {
  if (typeof target !== 'object' || target === null) return null
  const { types, import: imported, default: other } = target as Record<string, unknown>
  if (typeof types === 'string') return types
  return typesOf(imported) ?? typesOf(other)
}
