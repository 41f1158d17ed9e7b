// What a bundler keeps of this package: the parts that are used, and nothing else.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src', import.meta.url))
const built = fileURLToPath(new URL('../dist', import.meta.url))

/** Treats every file as one that must run, whatever package.json says of side effects. */
const keepAll: Plugin = {
  name: 'keep-all',
  setup(bundler) {
    bundler.onResolve({ filter: /\.[jt]s$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path),
      sideEffects: true,
    }))
  },
}

async function bundle(
  contents: string,
  options: BuildOptions = {},
): Promise<{ readonly files: readonly string[]; readonly text: string }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: source, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    metafile: true,
    minifySyntax: true,
    ...options,
  })
  const inputs = Object.values(metafile!.outputs)[0]!.inputs
  const kept = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  const files = kept.map(([path]) => path.slice(path.lastIndexOf('/') + 1))
  return {
    files: files.filter((file) => file !== '<stdin>').toSorted(),
    text: outputFiles![0]!.text.replaceAll(/^\/\/.*\n/gm, '').trim(),
  }
}

test.each([
  [['codeIsAllowed'], ['code-allowed.ts']],
  [['headerFault', 'isErrorResponse', 'messageMid', 'messageRiid', 'writeHeader'], ['message.ts']],
  [['descriptorFlags', 'descriptorHandle', 'descriptorRights', 'writeDescriptor'], ['message.ts']],
  [['plainHandles'], ['codec.ts']],
  [
    ['bytes', 'string', 'uint32'],
    ['growth.ts', 'type.ts'],
  ],
])('a bundle with %j has nothing else of the package', async (names, files) => {
  const list = names.join(', ')
  const { files: kept } = await bundle(`export { ${list} } from './index.ts'`)
  expect(kept).toEqual(files)
})

test.each(['index.ts', 'codec-runtime.ts', 'printer.ts', 'nearest.ts'])(
  'importing %s does no work',
  async (entry) => {
    const { text } = await bundle(`import './${entry}'`, { plugins: [keepAll] })
    expect(text).toBe('')
  },
)

// `npm test` builds before it tests; a test that is run alone may find no build.
test.skipIf(!existsSync(built)).each(['index.js', 'codec-runtime.js', 'printer.js', 'nearest.js'])(
  'importing the built %s does no work',
  async (entry) => {
    const { text } = await bundle(`import '${join(built, entry)}'`, { plugins: [keepAll] })
    expect(text).toBe('')
  },
)
