// `kos gen` from files as people write them; what it makes is in `golden`, which the compiler reads
// with the tests.
import { expect, test } from 'vitest'
import { Folder } from './folder.ts'
import { traffic } from './traffic.ts'

test('makes the golden files of a set from the wild, with one command', async () => {
  using folder = new Folder(traffic)
  const { code, out, err } = await folder.kos(['gen', 'resources'])
  expect([code, out]).toMatchSnapshot()
  expect(err).toMatchSnapshot()
  const files = folder.files('generated')
  expect(files).toHaveLength(6)
  for (const file of files) {
    await expect(folder.read(file)).toMatchFileSnapshot(`golden/${file.replace('generated/', '')}`)
  }
})

test('makes the same of formatted files, except for what comments are beside', async () => {
  using folder = new Folder(traffic)
  expect((await folder.kos(['gen', 'resources', '-o', 'before'])).code).toBe(0)
  expect((await folder.kos(['fmt', 'resources'])).code).toBe(0)
  expect((await folder.kos(['gen', 'resources', '-o', 'after'])).code).toBe(0)
  const bare = (path: string): string =>
    folder
      .read(path)
      .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
      .replaceAll(/^\s*\n/gm, '')
  for (const file of folder.files('before'))
    expect(bare(file.replace('before', 'after'))).toBe(bare(file))
})

test('writes only what changed, and --check writes nothing', async () => {
  using folder = new Folder(traffic)
  expect(await folder.kos(['gen', 'resources', '--check'])).toMatchObject({ code: 1, out: '' })
  expect((await folder.kos(['gen', 'resources'])).out).toContain('6 files written')
  expect(await folder.kos(['gen', 'resources'])).toMatchObject({
    code: 0,
    out: 'nothing to write, 6 up to date\n',
  })
  expect(await folder.kos(['gen', 'resources', '--check'])).toMatchObject({
    code: 0,
    out: '6 files up to date\n',
  })
  folder.write(
    'resources/traffic/Types.idl',
    traffic['resources/traffic/Types.idl']!.replace('1 << 3', '4'),
  )
  const check = await folder.kos(['gen', 'resources', '--check'])
  expect(check.code).toBe(1)
  expect(check.err).toContain('generated/traffic/Types.idl.ts is not up to date')
  expect((await folder.kos(['gen', 'resources'])).out).toContain('4 files written, 2 up to date')
})

test('finds imports from wherever it is run', async () => {
  using folder = new Folder(traffic)
  expect(
    (await folder.kos(['gen', 'Lights.idl', '-o', '../../out'], 'resources/traffic')).code,
  ).toBe(0)
  expect(folder.files('out').map((path) => path.replace('out/traffic/', ''))).toEqual([
    'Journal.idl.ts',
    'Lights.idl.ts',
    'Types.idl.ts',
  ])
  const alone = {
    'app/Server.edl': 'entity app.Server endpoints { a : kl.deep.Net }',
    'sdk/kl/deep/Net.idl': 'package kl.deep.Net interface { }',
  }
  using apart = new Folder(alone)
  expect((await apart.kos(['gen', 'app'])).err).toContain(
    'there is no file of the package kl.deep.Net',
  )
  expect((await apart.kos(['gen', 'app', '-I', 'sdk'])).code).toBe(0)
})

test('shows errors of all files in one go, and writes nothing', async () => {
  const broken = {
    ...traffic,
    'resources/traffic/Types.idl': traffic['resources/traffic/Types.idl']!.replace(
      'UInt16, 3',
      'Uint16, 3',
    ).replace('-1;', '-1'),
    'resources/edl/Control.edl': traffic['resources/edl/Control.edl']!.replace(
      'traffic.Lights',
      'traffic.Light',
    ),
  }
  using folder = new Folder(broken)
  const { code, out, err } = await folder.kos(['gen', 'resources'])
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatchSnapshot()
  expect(folder.files('.').some((path) => path.startsWith('generated'))).toBe(false)
})

const echo = {
  'resources/IPing.idl':
    'package echo.IPing\ninterface { Ping(in UInt32 value, out UInt32 result); }\n',
  'resources/Server.edl': 'entity echo.Server\nendpoints { ping : echo.IPing }\n',
  'resources/Client.edl': 'entity echo.Client\n',
}

test('a flat folder, as NK_MODULE of CMake has it, needs no more than its name', async () => {
  using folder = new Folder(echo)
  const made = [
    'generated/echo/Client.edl.ts',
    'generated/echo/IPing.idl.ts',
    'generated/echo/Server.edl.ts',
  ]
  expect(await folder.kos(['gen', 'resources'])).toMatchObject({ code: 0, err: '' })
  expect(folder.files('generated')).toEqual(made)
  // With what a build left behind, and by the name of one file.
  folder.write('build/resources/echo/IPing.idl', `${echo['resources/IPing.idl']}\n\n`)
  folder.write('build/resources/echo/Server.edl', echo['resources/Server.edl'])
  expect(await folder.kos(['gen', '.', '--check'])).toMatchObject({ code: 0, err: '' })
  expect(await folder.kos(['gen', 'resources/Server.edl', '--check'])).toMatchObject({
    code: 0,
    err: '',
  })
  folder.write('build/resources/echo/IPing.idl', 'package echo.IPing\n')
  const { code, err } = await folder.kos(['gen', '.'])
  expect(code).toBe(1)
  expect(err).toContain(
    'resources/IPing.idl:1:9: error: the package echo.IPing is in build/resources/echo/IPing.idl already',
  )
})

test('constants keep the base that they were written in, formatted and printed', async () => {
  const text = `package demo.Bases

const UInt32 Last = 0x0001FFFF;
const UInt64 Wide = 0XFf;
const SInt8 Low = -0x1;
const UInt16 Mode = 0o644;
const UInt8 Ten = 10;
const UInt32 Sum = 0x10 + 0x1;
typedef string<0x20> Name;
typedef UInt8 Colour;
const Colour Red = 0x1;
`
  using folder = new Folder({ 'demo/Bases.idl': text })
  expect((await folder.kos(['fmt', '--check', 'demo'])).code).toBe(0)
  expect(await folder.kos(['gen', 'demo'])).toMatchObject({ code: 0, err: '' })
  const lines = folder.read('generated/demo/Bases.idl.ts').split('\n')
  expect(lines.filter((line) => line.startsWith('export const'))).toEqual([
    'export const Last = 0x0001FFFF',
    'export const Wide = 0xFfn',
    'export const Low = -0x1',
    'export const Mode = 0o644',
    'export const Ten = 10',
    'export const Sum = 17',
    'export const Red = 0x1',
    'export const Name: Type<Name> = /* @__PURE__ */ string(0x20)',
    'export const Colour: Type<Colour> = uint8',
  ])
})

test('--module says what lies flat in folders of --include', async () => {
  using folder = new Folder({
    'app/Server.edl': echo['resources/Server.edl'],
    'idl/IPing.idl': echo['resources/IPing.idl'],
  })
  expect(await folder.kos(['gen', 'app', '-I', 'idl'])).toMatchObject({ code: 1 })
  expect(await folder.kos(['gen', 'app', '-I', 'idl', '--module', 'echo'])).toMatchObject({
    code: 0,
  })
  expect(folder.files('generated')).toHaveLength(2)
})

test('a file that is not there keeps back only what needs it, and the exit code tells', async () => {
  using folder = new Folder({
    ...echo,
    'resources/Proxy.edl': 'entity echo.Proxy\nendpoints { net : kl.core.Net }\n',
  })
  const { code, out, err } = await folder.kos(['gen', 'resources'])
  expect([code, out.endsWith('3 files written\n')]).toEqual([1, true])
  expect(err).toContain('there is no file of the package kl.core.Net')
  expect(err).toContain('sysroot-*-kos/include/kl/core/Net.idl')
  expect(err).toContain('-I /opt/KasperskyOS-Community-Edition-<version>/sysroot-')
  expect(await folder.kos(['gen', 'resources', '--check'])).toMatchObject({ code: 1 })
  folder.write('sdk/kl/core/Net.idl', 'package kl.core.Net interface { }')
  expect(await folder.kos(['gen', 'resources', '-I', 'sdk'])).toMatchObject({ code: 0, err: '' })
})

test('prints for other packages and other endings', async () => {
  using folder = new Folder({
    'demo/A.idl': 'package demo.A import demo.B interface { Get(out Byte b); }',
    'demo/B.idl': 'package demo.B typedef UInt8 Byte;',
  })
  expect(
    (await folder.kos(['gen', 'demo', '--runtime', '@kos/idl', '--extension', 'ts'])).code,
  ).toBe(0)
  const text = folder.read('generated/demo/A.idl.ts')
  expect(text).toContain(`from '@kos/idl'`)
  expect(text).toContain(`import { Byte } from './B.idl.ts'`)
  expect(text).not.toMatch(/Proxy|Implementation|libkos/)
})

test('a runtime for messages alone is asked for nothing of processes', async () => {
  using folder = new Folder({
    'demo/A.idl': 'package demo.A interface { Get(); }',
    'demo/Server.edl': 'entity demo.Server endpoints { a : demo.A }',
  })
  expect((await folder.kos(['gen', 'demo', '--runtime', '@kos/idl'])).code).toBe(0)
  const text = folder.read('generated/demo/Server.edl.ts')
  expect(text).toContain(`import type { InterfaceSizes } from '@kos/idl'`)
  expect(text).not.toMatch(/entityInfo/i)
})

test('interfaces may have the names of types that a module imports', async () => {
  using folder = new Folder({
    'demo/EntityInfo.idl': 'package demo.EntityInfo interface { Get(); }',
    'demo/Server.edl': 'entity demo.Server endpoints { info : demo.EntityInfo }',
  })
  expect((await folder.kos(['gen', 'demo'])).code).toBe(0)
  const text = folder.read('generated/demo/Server.edl.ts')
  expect(text).toContain(`import { EntityInfo as EntityInfo_ } from './EntityInfo.idl.js'`)
  expect(text).toContain('export const entityInfo: EntityInfo = {')
})

test('names that clash get an underscore behind them, and a warning', async () => {
  const text =
    'package demo.Interface\nconst UInt8 Type = 1;\nstruct Promise { UInt8 a; }\nstruct string_ { UInt8 new; }\ninterface { Get(out Promise delete, in string_ proxy); }'
  using folder = new Folder({ 'demo/Interface.idl': text })
  const { code, err } = await folder.kos(['gen', 'demo'])
  expect(code).toBe(0)
  expect(err).toMatchSnapshot()
  expect(folder.read('generated/demo/Interface.idl.ts').slice(0, 1200)).toMatchSnapshot()
})

test('of a solution the modules are written where its programs look for them', async () => {
  using folder = new Folder({})
  await folder.kos(['new', 'it'])
  const made = folder.files('it/src/generated')
  folder.write('it/resources/hello/Extra.idl', 'package hello.Extra\ninterface { Do(); }\n')
  expect((await folder.kos(['gen', '--check'], 'it')).code).toBe(1)
  expect(await folder.kos(['gen'], 'it')).toMatchObject({
    code: 0,
    out: expect.stringContaining('src/generated/hello/Extra.idl.ts\n1 file written') as string,
  })
  expect(folder.files('it/src/generated')).toEqual(
    [...made, 'it/src/generated/hello/Extra.idl.ts'].toSorted(),
  )
  expect(await folder.kos(['gen', 'it', '--check'])).toMatchObject({ code: 0, err: '' })
  expect((await folder.kos(['gen', 'it', '-o', 'elsewhere'])).code).toBe(0)
  expect(folder.files('elsewhere')).toHaveLength(4)
})
