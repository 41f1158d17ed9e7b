// Names that generated code uses itself, as names in files: whatever stands where, the modules that
// are made of it compile, and leave nothing unused.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Folder } from './folder.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)
const config = {
  extends: here('../../../tooling/tsconfig.base.json'),
  compilerOptions: {
    noUnusedLocals: true,
    noUnusedParameters: true,
    paths: {
      '@kos/libkos': [here('../../libkos/src/index.ts')],
      '@kos/libkos/codec': [here('../../libkos/src/codec.ts')],
      '@kos/idl': [here('../../idl/src/index.ts')],
      '@kos/idl/codec': [here('../../idl/src/codec-runtime.ts')],
    },
  },
  include: ['generated'],
}

/** All words of generated modules, and names that are made of them. */
function wordsOfModules(): string[] {
  const folder = here('golden/traffic')
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
  const words = new Set(text.match(/[A-Za-z]\w*/g))
  for (const word of ['as', 'asserts', 'infer', 'intrinsic', 'is', 'keyof', 'satisfies', 'unique'])
    words.add(word)
  // Words in upper case are types; of those, codecs alone stand in functions.
  return [...words].filter((word) => /^[a-z]|Codec$/.test(word))
}

const kinds = ['UInt32', 'string<8>', 'bytes<8>', 'sequence<UInt8, 4>', 'Part', 'Choice']
const withHandles = ['Handle', 'handle<Peer>', 'array<Handle, 2>', 'UInt64', 'array<UInt16, 3>']

// Every name is a field, a member, and a parameter of each direction, of types that take turns.
function fields(words: readonly string[], name: string): string {
  const types = words.flatMap((word, i) => {
    const [kind, other] = [kinds[i % kinds.length], withHandles[i % withHandles.length]]
    return [
      `struct S${i} { ${kind} ${word}; string<2> ${word}_; ${other} ${word}Size; }`,
      `union U${i} { UInt16 x1; ${kind} ${word}; }`,
    ]
  })
  const methods = words.map((word, i) => {
    const [kind, other] = [kinds[i % kinds.length], withHandles[i % withHandles.length]]
    const parameters = [
      `in ${kind} ${word}, in bytes<4> x1, in S${i} x2, in sequence<U${i}, 2> x3`,
      `out ${other} ${word}, out string<4> ${word}Size`,
      `error ${kind} ${word}`,
    ]
    return `M${i}(${parameters.join(', ')});`
  })
  const parts = 'struct Part { UInt32 a; string<4> b; } union Choice { UInt8 a; bytes<4> b; }'
  return [`package demo.${name}`, 'import demo.Peer', parts, ...types]
    .concat('interface {', ...methods, '}')
    .join('\n')
}

// Every name is a type and a method, beside fields that are called as what is made of them.
function types(words: readonly string[], name: string): string {
  // What IDL itself means by a name can't be the name of a type there.
  const own = words.filter((word) => !['string', 'bytes', 'sequence', 'array'].includes(word))
  const records = own.map(
    (word, i) =>
      `struct ${word} { UInt32 x1; string<4> ${word}; } struct x${i} { ${word} ${word}Codec; }`,
  )
  const methods = own
    .filter((word) => !word.includes('_'))
    .map(
      (word) =>
        `${word}(in ${word} ${word}Codec, in array<UInt16, 2> items, in UInt8 ${word}ItemsCodec, ` +
        `out handle<Peer> interfaceOfPeer, out bytes<4> ${word}ResponseView);`,
    )
  return [`package demo.${name}`, 'import demo.Peer', ...records]
    .concat('interface {', ...methods, '}')
    .join('\n')
}

// For the other runtime package only what is imported differs: a few names tell.
test.each([
  ['@kos/libkos', 1],
  ['@kos/idl', 20],
])(
  'names that generated code uses itself are names of anything, for %s',
  { timeout: 240_000 },
  async (runtime, step) => {
    const all = wordsOfModules()
    expect(all).toEqual(expect.arrayContaining(['data', 'arena', 'bytes', 'writer', 'handles']))
    const words = all.filter((_word, i) => i % step === 0)
    using folder = new Folder({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify(config),
      'demo/Peer.idl': 'package demo.Peer\ninterface { Ping(); }\n',
      ...Object.fromEntries(
        Array.from({ length: Math.ceil(words.length / 40) }, (_, i) => {
          const some = words.slice(i * 40, i * 40 + 40)
          return [
            [`demo/F${i}.idl`, fields(some, `F${i}`)],
            [`demo/T${i}.idl`, types(some, `T${i}`)],
          ]
        }).flat(),
      ),
    })
    const made = await folder.kos(['gen', 'demo', '--runtime', runtime, '--extension', 'ts'])
    expect(made.err.split('\n').filter((line) => line.includes(' error: '))).toEqual([])
    expect(made.code).toBe(0)
    const compiled = spawnSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' })
    expect(compiled.stdout.split('\n').slice(0, 10).join('\n')).toBe('')
    expect(compiled.status).toBe(0)
  },
)
