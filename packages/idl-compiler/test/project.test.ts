// From files to what they mean: the same values that are written by hand.
import { expect, test } from 'vitest'
import {
  array,
  bytes,
  defineInterface,
  handle,
  sequence,
  sint32,
  string,
  struct,
  uint16,
  uint32,
  uint64,
  uint8,
} from '@kos/idl'
import { type AnyInterface, type Type, union } from '@kos/idl'
import {
  endpointInterfaces,
  endpointsOf,
  loadProject,
  missingFile,
  type Project,
  securityOf,
  soundPart,
} from '../src/index.ts'

function load(files: Readonly<Record<string, string>>, ...paths: string[]): Project {
  const asked = paths.length > 0 ? paths : Object.keys(files).slice(0, 1)
  const project = loadProject(asked, { read: (path) => files[path] ?? null, roots: ['include'] })
  expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return project
}

const store = `// A store.
package demo.Store
import demo.Types
const UInt32 Twice = Limit * 2;
struct Item { Name name; UInt64 amount; array<UInt16, 2> pair; }
interface {
    Put(out UInt32 index, in Item item, error SInt32 status); // order of directions is free
    List(in UInt8 from, out sequence<Item, Twice> items, out bytes<Types.Limit> rest);
    Open(in Name name, in demo.Types.Pick pick, out Handle item);
    Self(in handle<demo.Store> store, out handle<Store> again);
    Clear();
}`
const types =
  'package demo.Types typedef string<1 << 5> Name; const UInt8 Limit = 0x4; union Pick { UInt8 id; Name name; }'

/** All that can be compared of an interface. */
function facts(definition: AnyInterface): unknown {
  return [
    definition.$name,
    definition.$sizes,
    definition.$methods.map(({ name, mid, spec }) => [
      name,
      mid,
      (['in', 'out', 'error'] as const).map((direction) =>
        Object.entries(spec[direction] ?? {}).map(([name, type]) => [name, typeFacts(type)]),
      ),
    ]),
  ]
}

function typeFacts({
  kind,
  size,
  alignment,
  limit,
  growth,
  fields,
  element,
  target,
}: Type<unknown>): unknown {
  const inner = fields.map(({ name, type, offset }) => [name, offset, typeFacts(type)])
  return [
    kind,
    size,
    alignment,
    limit,
    growth,
    inner,
    element === null ? null : typeFacts(element),
    target?.().$name ?? null,
  ]
}

test('a file and defineInterface give the same interface', () => {
  const { modules } = load({ 'demo/Store.idl': store, 'demo/Types.idl': types })
  const parsed = modules.find(({ name }) => name === 'demo.Store')!.interface!.definition
  const name = string(32)
  const item = struct({ name, amount: uint64, pair: array(uint16, 2) })
  const written = defineInterface('demo.Store', {
    Put: { in: { item }, out: { index: uint32 }, error: { status: sint32 } },
    List: { in: { from: uint8 }, out: { items: sequence(item, 8), rest: bytes(4) } },
    Open: { in: { name, pick: union({ id: uint8, name }) }, out: { item: handle } },
    Self: { in: { store: handle }, out: { again: handle } },
    Clear: {},
  })
  expect(
    facts({ ...parsed, $methods: parsed.$methods.filter(({ name }) => name !== 'Self') }),
  ).toEqual(facts({ ...written, $methods: written.$methods.filter(({ name }) => name !== 'Self') }))
  const { in: taken, out } = parsed.$methods[3]!.spec
  expect(taken!['store']!.target!()).toBe(parsed)
  expect(out!['again']).toBe(taken!['store'])
})

test('arena sizes of files are those of the documentation', () => {
  const text = `package demo.File interface {
    Append(in string<48> name, in UInt32 at, in string<8> tag, in UInt8 flag, out UInt8 status);
    Export(in UInt16 id, out string<128> text);
  }`
  const { definition } = load({ 'demo/File.idl': text }).modules[0]!.interface!
  expect(
    definition.$methods.map(({ request, response }) => [request.arenaSize, response.arenaSize]),
  ).toEqual([
    [58, 0],
    [0, 129],
  ])
  expect([definition.$sizes.requestArena, definition.$sizes.responseArena]).toEqual([58, 129])
})

test('expressions have the usual values', () => {
  const text = `package demo.Numbers
    const UInt32 A = 2 + 3 * 4;        const UInt32 B = (2 + 3) * 4;    const UInt32 C = 2 ** 3 ** 2;
    const UInt32 D = 1 << 2 + 1;       const SInt32 E = -2 ** 2;        const SInt64 F = -1 << 63;
    const UInt64 G = 0xFFFFFFFFFFFFFFFF; const UInt8 H = 0o17;          const UInt32 I = A * B;
    const UInt32 J = 0 << 999;         const SInt8 K = (0 + -1) ** 999; const SInt8 L = 1 ** 1000;`
  const { constants } = load({ 'demo/Numbers.idl': text }).modules[0]!
  expect(Array.from(constants.values(), ({ value }) => value)).toEqual([
    14n,
    20n,
    512n,
    8n,
    -4n,
    -(2n ** 63n),
    2n ** 64n - 1n,
    15n,
    280n,
    0n,
    -1n,
    1n,
  ])
})

test('constants are of a typedef of integers as well, of any package', () => {
  const files = {
    'demo/Colours.idl': `package demo.Colours import demo.Types
      typedef Mode Tint; const Tint Red = 1; const demo.Types.Mode Big = 0xFFFF;`,
    'demo/Types.idl': 'package demo.Types typedef UInt16 Mode; const Mode First = 1 << 3;',
  }
  const { constants } = load(files).modules.find(({ name }) => name === 'demo.Colours')!
  expect(Array.from(constants.values(), ({ type, value }) => [type, value])).toEqual([
    ['uint16', 1n],
    ['uint16', 0xffffn],
  ])
})

test('packages and components are found from the root of a name, beside a file, above it, and in given folders', () => {
  const files = {
    'app/resources/edl/Server.edl':
      'entity demo.Server components { disk : store.Disk } endpoints { net : kl.Net }',
    'app/resources/store/Disk.cdl': 'component store.Disk endpoints { a : store.Store }',
    'app/resources/store/Store.idl':
      'package store.Store import Beside import kl.deep.Types interface { Get(out Byte b, out Code c); }',
    'app/resources/store/Beside.idl': 'package Beside typedef UInt8 Byte;',
    'include/kl/Net.idl': 'package kl.Net import kl.deep.Types interface { Send(in Code c); }',
    'include/kl/deep/Types.idl': 'package kl.deep.Types typedef UInt32 Code;',
  }
  const { modules, components } = load(files)
  expect(modules.map(({ name }) => name).toSorted()).toEqual([
    'Beside',
    'kl.Net',
    'kl.deep.Types',
    'store.Store',
  ])
  expect(endpointsOf(components[0]!).map(({ name }) => name)).toEqual(['disk.a', 'net'])
})

const flat = {
  'resources/Server.edl':
    'entity echo.Server components { log : echo.Logger } endpoints { ping : echo.IPing }',
  'resources/Logger.cdl': 'component echo.Logger endpoints { log : echo.deep.ILog }',
  'resources/IPing.idl': 'package echo.IPing import echo.Types interface { Ping(in Text text); }',
  'resources/ILog.idl': 'package echo.deep.ILog interface { Log(); }',
  'resources/Types.idl': 'package echo.Types typedef string<8> Text;',
}

test('a flat folder: files are found by what they declare, whether they were asked for or not', () => {
  for (const asked of [Object.keys(flat), ['resources/Server.edl']]) {
    const { modules, components } = load(flat, ...asked)
    expect(modules.map(({ name }) => name).toSorted()).toEqual([
      'echo.IPing',
      'echo.Types',
      'echo.deep.ILog',
    ])
    const server = components.find(({ name }) => name === 'echo.Server')!
    expect(endpointsOf(server).map(({ name }) => name)).toEqual(['log.log', 'ping'])
  }
})

test("what is in another file of the right name is nobody's business", () => {
  const files = {
    'app/edl/Server.edl': 'entity echo.Server endpoints { ping : echo.IPing }',
    'app/edl/IPing.idl': 'package other.IPing const Never x',
    'app/IPing.idl': 'package echo.IPing interface { }',
  }
  expect(load(files).modules.map(({ file }) => file.source.path)).toEqual(['app/IPing.idl'])
})

test('a module lies flat in every folder that is searched', () => {
  const files = {
    'edl/Server.edl': 'entity echo.Server endpoints { ping : echo.IPing }',
    'include/IPing.idl': 'package echo.IPing interface { }',
  }
  const read = (path: string): string | null => (files as Record<string, string>)[path] ?? null
  const access = { read, roots: ['include'] }
  expect(loadProject(['edl/Server.edl'], access).hasErrors).toBe(true)
  const { diagnostics, modules } = loadProject(['edl/Server.edl'], { ...access, modules: ['echo'] })
  expect(diagnostics).toEqual([])
  expect(modules.map(({ name }) => name)).toEqual(['echo.IPing'])
})

test('a copy of a file is that file: of two that say the same one is used', () => {
  const copies = Object.entries(flat).map(([path, text]) => [
    path.replace('resources/', 'build/echo/'),
    `/* Copied. */\n${text.replaceAll(' ', '\r\n  ')}\n`,
  ])
  const files = { ...flat, ...(Object.fromEntries(copies) as Record<string, string>) }
  const { modules, components } = load(files, ...Object.keys(files))
  expect([modules.length, components.length]).toEqual([3, 2])
  expect(modules.map(({ file }) => file.source.path.split('/')[0])).toEqual(
    modules.map(() => 'resources'),
  )
})

test('what a missing file does not reach is sound', () => {
  const files = {
    'a/Server.edl': 'entity a.Server components { good : a.Good } endpoints { x : a.Lost }',
    'a/Client.edl': 'entity a.Client components { good : a.Good }',
    'a/Good.cdl': 'component a.Good endpoints { x : a.Sound }',
    'a/Bad.cdl': 'component a.Bad endpoints { x : a.Ring }',
    'a/Outer.cdl': 'component a.Outer components { bad : a.Bad }',
    'a/Lost.idl': 'package a.Lost import b.Gone interface { }',
    'a/Ring.idl': 'package a.Ring import a.Ring2 interface { }',
    'a/Ring2.idl': 'package a.Ring2 import a.Ring import a.Lost',
    'a/Sound.idl': 'package a.Sound import a.Sound2 interface { }',
    'a/Sound2.idl': 'package a.Sound2 import a.Sound',
  }
  const read = (path: string): string | null => (files as Record<string, string>)[path] ?? null
  const project = loadProject(Object.keys(files), { read })
  expect(project.diagnostics.map(({ file, code }) => [file, code])).toEqual([
    ['a/Lost.idl', missingFile],
  ])
  const { modules, components, hasErrors } = soundPart(project)
  expect(hasErrors).toBe(false)
  expect(modules.map(({ name }) => name).toSorted()).toEqual(['a.Sound', 'a.Sound2'])
  expect(components.map(({ name }) => name).toSorted()).toEqual(['a.Client', 'a.Good'])
})

test('a file that is reached by several paths is one file', () => {
  const files: Record<string, string> = {
    'demo/Store.idl': 'package demo.Store import demo.Types',
    '/w/demo/Types.idl': types,
    'demo/Types.idl': types,
  }
  const identity = (path: string): string => (path.startsWith('/') ? path : `/w/${path}`)
  const project = loadProject(['/w/demo/Types.idl', 'demo/Store.idl'], {
    read: (path) => files[path] ?? null,
    identity,
  })
  expect(project.diagnostics).toEqual([])
  expect(project.modules).toHaveLength(2)
})

test('endpoints have qualified names and numbers in the order they are written, to any depth', () => {
  const files = {
    'demo/Server.edl': `task class demo.Server
      components { first : demo.Outer
                   second : demo.Inner }
      security demo.Guard
      endpoints { own : demo.Store }`,
    'demo/Outer.cdl':
      'component demo.Outer security demo.Guard endpoints { a : demo.Store } components { deep : demo.Inner }',
    'demo/Inner.cdl': 'component demo.Inner endpoints { b : demo.Other // the b\n c : demo.Store }',
    'demo/Store.idl': 'package demo.Store interface { }',
    'demo/Other.idl': 'package demo.Other interface { Ping(); }',
    'demo/Guard.idl': 'package demo.Guard interface { Note(in UInt8 what); }',
  }
  const { components } = load(files)
  expect(
    endpointsOf(components[0]!).map(({ name, typeName, riid, interface: { name: type }, doc }) => [
      name,
      typeName,
      riid,
      type,
      doc,
    ]),
  ).toEqual([
    ['first.a', 'demo.Outer.a', 0, 'demo.Store', ''],
    ['first.deep.b', 'demo.Inner.b', 1, 'demo.Other', 'the b'],
    ['first.deep.c', 'demo.Inner.c', 2, 'demo.Store', ''],
    ['second.b', 'demo.Inner.b', 3, 'demo.Other', 'the b'],
    ['second.c', 'demo.Inner.c', 4, 'demo.Store', ''],
    ['own', 'demo.Server.own', 5, 'demo.Store', ''],
  ])
  expect(
    securityOf(components[0]!).map(({ name, interface: module }) => [name, module.name]),
  ).toEqual([
    ['', 'demo.Guard'],
    ['first', 'demo.Guard'],
  ])
  expect(Object.keys(endpointInterfaces(components[0]!))).toEqual([
    'first.a',
    'first.deep.b',
    'first.deep.c',
    'second.b',
    'second.c',
    'own',
  ])
})

test('packages come after those whose types they need', () => {
  const files = {
    'demo/A.idl': 'package demo.A import demo.B struct X { Y y; }',
    'demo/B.idl': 'package demo.B import demo.C import demo.D struct Y { Z z; handle<demo.D> d; }',
    'demo/C.idl': 'package demo.C struct Z { UInt8 z; }',
    'demo/D.idl': 'package demo.D import demo.B interface { Get(out Y y); }',
  }
  const names = load(files).modules.map(({ name }) => name)
  expect(names.indexOf('demo.C')).toBeLessThan(names.indexOf('demo.B'))
  expect(names.indexOf('demo.B')).toBeLessThan(names.indexOf('demo.A'))
  expect(names.indexOf('demo.B')).toBeLessThan(names.indexOf('demo.D'))
})

test('comments beside a declaration describe it', () => {
  const text = `// not this one

// A store
/* of things. */
package demo.Store // really
/** A thing.
 *  Or two.
 */
struct Item {
    UInt32 id; // its number
    /* how many */ UInt8 count; /* per day */
}
interface {
    // Puts one.
    Put(in Item item, // the one
        /* where */ out UInt32 index);
    // of nobody
}`
  const { file } = load({ 'demo/Store.idl': text }).modules[0]!
  expect(file.doc).toBe('A store\nof things.\nreally')
  const [item] = file.declarations
  expect(item!.doc).toBe('A thing.\n Or two.')
  expect(item?.kind === 'struct' && item.fields.map(({ doc }) => doc)).toEqual([
    'its number',
    'how many\nper day',
  ])
  const [put] = file.interface!.methods
  expect([put!.doc, ...put!.parameters.map(({ doc }) => doc)]).toEqual([
    'Puts one.',
    'the one',
    'where',
  ])
})
