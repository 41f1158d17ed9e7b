// Writes the texts of the interface files of a package, its folder `resources`, into one module, so
// that tools find them without a file system: `node tooling/resources.mjs`. The tests of the packages
// hold the modules equal to the files.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = ['libkos', 'drivers', 'messagebus', 'posix']

/** The text of the module of a package. */
export function resourcesModule(name) {
  const folder = new URL(`../packages/${name}/resources/`, import.meta.url)
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(folder), join(entry.parentPath, entry.name)))
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted((a, b) => (a < b ? -1 : 1))
  const entries = paths.map((path) => {
    const text = readFileSync(new URL(path, folder), 'utf8')
    return `  '${path}': \`${text.replace(/[\\`$]/g, String.raw`\$&`)}\`,`
  })
  const lines = [
    '// Made by `node tooling/resources.mjs` from `resources`. Do not edit.',
    '/* eslint-disable */',
    '',
    '/** The texts of the files of the system, by path. */',
    'export const resources: Readonly<Record<string, string>> = {',
    ...entries,
    '}',
  ]
  return `${lines.join('\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const name of packages) {
    const target = new URL(`../packages/${name}/src/generated/resources.ts`, import.meta.url)
    writeFileSync(target, resourcesModule(name))
  }
