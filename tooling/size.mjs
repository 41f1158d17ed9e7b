// What a package weighs in the bundle of an application, from the built packages: minified and
// compressed, against the limits of `size-budgets.mjs`, and without the modules that must not come
// with it. Run in the folder of a package, after the build; `--modules` lists what is in it.
import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import terser from '@rollup/plugin-terser'
import { rollup } from 'rollup'
import { budgets } from './size-budgets.mjs'

const packages = resolve(dirname(dirname(fileURLToPath(import.meta.url))), 'packages')

/** The modules of the built packages. Whatever is not of ours stays outside. */
const builtPackages = {
  resolve(id) {
    const [, name, entry = ''] = /^@kos\/([^/]+)(\/.*)?$/.exec(id) ?? []
    if (name === undefined) return null
    const manifest = JSON.parse(readFileSync(`${packages}/${name}/package.json`, 'utf8'))
    return {
      id: resolve(packages, name, manifest.exports[`.${entry}`].default),
      moduleSideEffects: manifest.sideEffects === true,
    }
  },
  load: (id) => ({
    code: readFileSync(id, 'utf8'),
    map: readFileSync(`${id}.map`, 'utf8'),
  }),
}

function bundlePlugin(code, { resolve: find, load }) {
  return {
    name: 'application',
    resolveId(id, importer) {
      if (id === 'application') return id
      const found = find(id)
      if (found !== null) return found
      const isFile = id.startsWith('.') || importer === undefined
      return isFile ? null : { id, external: true, moduleSideEffects: false }
    },
    load: (id) => (id === 'application' ? code : load(id)),
  }
}

/**
 * Bundles an application: answers the bytes of the bundle compressed and minified, and the sources
 * that are in it. `modules` finds the modules that it imports.
 */
export async function measure(code, modules = builtPackages) {
  const bundle = await rollup({ input: 'application', plugins: [bundlePlugin(code, modules)] })
  const { output } = await bundle.generate({
    file: `${packages}/application.js`,
    format: 'es',
    sourcemap: true,
    inlineDynamicImports: true,
    plugins: [terser({ module: true, ecma: 2020, compress: { passes: 3 } })],
  })
  const [chunk] = output
  return {
    gzipSize: gzipSync(chunk.code, { level: 9 }).length,
    size: chunk.code.length,
    sources: chunk.map.sources.toSorted(),
  }
}

/** What is wrong with a measured bundle: sentences. */
export function budgetFaults({ what, limit, without = [] }, { gzipSize, sources }) {
  const faults = gzipSize > limit ? [`${what} has ${gzipSize} bytes, and may have ${limit}`] : []
  for (const [part, pattern] of without) {
    const found = sources.filter((source) => pattern.test(source))
    if (found.length > 0) faults.push(`${what} has modules of ${part}: ${found.join(', ')}`)
  }
  return faults
}

async function main() {
  const name = basename(process.cwd())
  const faults = []
  for (const budget of budgets[name] ?? []) {
    const measured = await measure(budget.code)
    const { gzipSize, size, sources } = measured
    console.log(
      `${name}, ${budget.what}: ${gzipSize} of ${budget.limit} bytes compressed, ${size} minified`,
    )
    if (process.argv.includes('--modules')) console.log(sources.join('\n'))
    faults.push(...budgetFaults(budget, measured))
  }
  if (faults.length === 0) return
  console.error(faults.join('\n'))
  process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
