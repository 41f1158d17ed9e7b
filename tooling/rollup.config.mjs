// The one build of all packages: an ES module per entry of the package's `exports`, read from the
// package.json in the current folder.
import { readFileSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import esbuild from 'rollup-plugin-esbuild'
import { inlineNumbers } from './inline-numbers.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.values(manifest.exports ?? {})
  .map((target) => target['@kos/source'])
  .filter((source) => source !== undefined)
if (entries.length === 0 && manifest.main) entries.push(manifest.main)

const isExternal = (id) => !id.startsWith('.') && !id.startsWith('/')

/**
 * Puts constants where they are used, and nothing else: hot functions get shorter, so the engine
 * inlines more of them.
 */
const inlineConstants = terser({
  module: true,
  ecma: 2020,
  mangle: false,
  compress: {
    defaults: false,
    evaluate: true,
    reduce_vars: true,
    toplevel: true,
    unused: true,
    passes: 3,
  },
  // Bundlers leave out unused calls that are marked as pure.
  format: { beautify: true, indent_level: 2, preserve_annotations: true },
})

export default {
  input: Object.fromEntries(
    entries.map((path) => [path.replace(/^\.\/(src\/)?/, '').replace(/\.ts$/, ''), path]),
  ),
  external: isExternal,
  plugins: [
    esbuild({ target: 'es2022', tsconfig: false, sourceMap: true }),
    inlineNumbers(),
    inlineConstants,
  ],
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  },
}
