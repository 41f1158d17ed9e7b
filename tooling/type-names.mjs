// One name, one type: an exported class, interface, alias or enum has a name that no other file of
// any package declares and exports. A reader who searches for a name finds one thing.
//
// A re-export is no declaration, and a constant beside a type of its name in one file is the same
// thing. Generated modules are left out: their names are those of the interface files.

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportedTypesOf, packagesOf, sourcesOf } from './source-files.mjs'

/** Names that several files declare: sentences. `sources` is text by path. */
export function typeNameFaults(sources) {
  const places = new Map()
  for (const [path, text] of sources) {
    if (path.includes('/generated/')) continue
    for (const name of exportedTypesOf(text)) places.set(name, [...(places.get(name) ?? []), path])
  }
  return Array.from(places)
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name} is declared in ${paths.join(' and ')}`)
}

/** The sources of all packages: text by path from the root. */
export function allSources(root) {
  return new Map(
    packagesOf(root).flatMap((name) =>
      Array.from(sourcesOf(root, name), ([path, text]) => [`packages/${name}/src/${path}`, text]),
    ),
  )
}

const file = fileURLToPath(import.meta.url)
if (process.argv[1] === file) {
  const faults = typeNameFaults(allSources(dirname(dirname(file))))
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exit(1)
}
