// The layers inside the packages: value imports go down only. `layers.json` has the layers of each
// package from the bottom up, as lists of folders and files of `src`; `*` is every file that no
// other item names, and the longest item that fits a file counts.
//
// Imports of types may go up: they are gone at run time. Inside a layer, and in packages without
// layers, the rule is that value imports have no cycles. That is `import/no-cycle` of oxlint, which
// ignores imports of types, too. Between packages, `turbo boundaries` holds the layers.

import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packagesOf, sourcesOf, valueImportsOf } from './source-files.mjs'

/** The index of the layer that a file is in; -1 if it is in none. */
function layerOf(layers, path) {
  let [best, length] = [-1, -1]
  for (const [index, items] of layers.entries()) {
    for (const item of items) {
      const fits = item === '*' || path === item || path.startsWith(`${item}/`)
      const size = item === '*' ? 0 : item.length
      if (fits && size > length) [best, length] = [index, size]
    }
  }
  return best
}

function isNeeded(item, paths) {
  return paths.some((path) => item === '*' || path === item || path.startsWith(`${item}/`))
}

/** What is wrong with the layers of one package: sentences. `sources` is text by path. */
export function layerFaults(name, layers, sources) {
  const paths = [...sources.keys()]
  if (layers === undefined) {
    const folder = paths.find((path) => path.includes('/'))
    if (folder === undefined) return []
    return [`${name}: src has folders (${posix.dirname(folder)}), and layers.json no layers`]
  }
  const stale = layers.flat().filter((item) => !isNeeded(item, paths))
  const faults = stale.map((item) => `${name}: layers.json names ${item}, which is not there`)
  for (const [path, text] of sources) {
    const layer = layerOf(layers, path)
    if (layer === -1) faults.push(`${name}: ${path} is in no layer of layers.json`)
    for (const target of valueImportsOf(text).filter((each) => each.startsWith('.'))) {
      const imported = posix.join(posix.dirname(path), target)
      if (layerOf(layers, imported) > layer)
        faults.push(`${name}: ${path} imports ${imported}, which is in a layer above it`)
    }
  }
  return faults
}

/** What is wrong with the layers of all packages of a repository. */
export function allLayerFaults(root, layersByPackage) {
  const packages = packagesOf(root)
  const unknown = Object.keys(layersByPackage).filter((name) => !packages.includes(name))
  return [
    ...unknown.map((name) => `layers.json has layers of ${name}, which is no package`),
    ...packages.flatMap((name) => layerFaults(name, layersByPackage[name], sourcesOf(root, name))),
  ]
}

const file = fileURLToPath(import.meta.url)
if (process.argv[1] === file) {
  const layers = JSON.parse(readFileSync(join(dirname(file), 'layers.json'), 'utf8'))
  const faults = allLayerFaults(dirname(dirname(file)), layers)
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exit(1)
}
