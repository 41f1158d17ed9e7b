// What a small kernel weighs in the bundle of an application, from the built packages: minified and
// compressed, against a limit, and without the modules of what it does not use. Run in
// packages/kernel, after the build.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import terser from '@rollup/plugin-terser'
import { rollup } from 'rollup'

const packages = resolve(dirname(dirname(fileURLToPath(import.meta.url))), 'packages')

/** The most bytes that the kernel below may have, compressed. */
const maxGzipSize = 49_000

/** A kernel of four services, whose processes run in its own realm. */
const application = `
import { createKernel, handles, ipc, notices, realm, threads, VirtualClock } from '@kos/kernel'
export const boot = (security) =>
  createKernel({
    services: [threads(), handles(), ipc(), notices()],
    clock: new VirtualClock(),
    host: realm(),
    security,
  })
`

/** Modules that such a kernel has no use for, by what they are. */
const unused = {
  'the memory service': /^(vmm|kernel\/src\/services\/memory)/,
  'the synchronization service':
    /^(sync\/|kernel\/src\/services\/sync|libkos\/src\/kos\/(mutex|condvar|event|rwlock|semaphore|queue|once)\.)/,
  'the transport of ported C code':
    /^(kernel\/src\/services\/transport|libkos\/src\/nk\/transport)/,
  'the channel manager':
    /^(kernel\/src\/services\/c(m|hannel-manager)\.|libkos\/src\/coresrv\/(cm|ns)\/)/,
  'the front ends of interface and policy files':
    /^(idl-compiler|security\/src\/(psl|pal|analysis|models))\//,
  'printers and compilers of codecs':
    /^idl\/src\/(.*print|compile-|code-codec|.*closure|.*value-codec|composite|growth)/,
}

const resolvePackages = {
  name: 'packages',
  resolveId(id) {
    if (id === 'application') return id
    const [, name, entry] = /^@kos\/([^/]+)(\/.*)?$/.exec(id) ?? []
    if (name === undefined) return null
    const manifest = JSON.parse(readFileSync(`${packages}/${name}/package.json`, 'utf8'))
    return {
      id: resolve(packages, name, manifest.exports[`.${entry ?? ''}`].default),
      moduleSideEffects: manifest.sideEffects,
    }
  },
  load(id) {
    if (id === 'application') return application
    return { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }
  },
}

const bundle = await rollup({ input: 'application', plugins: [resolvePackages] })
const { output } = await bundle.generate({
  file: `${packages}/application.js`,
  format: 'es',
  sourcemap: true,
  plugins: [terser({ module: true, ecma: 2020, compress: { passes: 3 } })],
})
const [{ code, map, modules }] = output

const sizes = {}
for (const [id, { renderedLength }] of Object.entries(modules)) {
  const name = id.startsWith(packages) ? id.slice(packages.length + 1).split('/')[0] : 'application'
  sizes[name] = (sizes[name] ?? 0) + renderedLength
}
const gzipSize = gzipSync(code, { level: 9 }).length
const faults = gzipSize > maxGzipSize ? [`it may have ${maxGzipSize} bytes`] : []
for (const [what, pattern] of Object.entries(unused)) {
  const found = map.sources.filter((source) => pattern.test(source))
  if (found.length > 0) faults.push(`it has modules of ${what}: ${found.join(', ')}`)
}

console.log(`a small kernel: ${gzipSize} bytes compressed, ${code.length} minified`)
console.log(`before minification, by package: ${JSON.stringify(sizes)}`)
if (process.argv.includes('--modules')) console.log(map.sources.toSorted().join('\n'))
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
