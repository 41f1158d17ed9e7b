// The sources of the packages, as the checks of this folder read them: files, imports and exported
// types. Regular expressions on lines that start a statement, so no compiler is needed: the
// formatter puts each import and each declaration at the beginning of a line.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The packages of a repository that have sources: their names, which are those of their folders. */
export function packagesOf(root) {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'src')))
    .toSorted()
}

/** The sources of a package: text by path, relative to `src`, with slashes. */
export function sourcesOf(root, name) {
  const source = join(root, 'packages', name, 'src')
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  return new Map(
    files.map((path) => [relative(source, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  )
}

const fromStatement = /^(?:import|export)\s+(type\s)?\s*([^;'"]*?)\s*\bfrom\s+['"]([^'"]+)['"]/gm
const plainImport = /^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/**
 * The modules that a file needs at run time. An import or re-export of types alone is left out:
 * `import type`, and one whose names are all marked `type`.
 */
export function valueImportsOf(text) {
  const from = Array.from(text.matchAll(fromStatement))
    .filter(([, isType, names]) => isType === undefined && !isOnlyTypes(names))
    .map(([, , , path]) => path)
  const plain = Array.from(text.matchAll(plainImport), ([, path, dynamic]) => path ?? dynamic)
  return [...from, ...plain]
}

function isOnlyTypes(names) {
  const list = /^\{([^}]*)\}$/.exec(names)
  if (list === null) return false
  const each = list[1].split(',').map((name) => name.trim())
  return each.every((name) => name === '' || name.startsWith('type '))
}

const declaration =
  /^(export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:class|interface|type|(?:const\s+)?enum)\s+(\w+)/gm
const localExports = /^export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)/gm

/**
 * The types that a file declares and exports: classes, interfaces, aliases, enums. A re-export is
 * no declaration.
 */
export function exportedTypesOf(text) {
  const listed = new Set(
    Array.from(text.matchAll(localExports)).flatMap(([, names]) =>
      names.split(',').map((name) => name.trim().replace(/^type\s+/, '')),
    ),
  )
  const declared = Array.from(text.matchAll(declaration))
    .filter(([, exported, name]) => exported !== undefined || listed.has(name))
    .map(([, , name]) => name)
  return [...new Set(declared)]
}
