// What compilers of good manners say: all errors of a file in one go, each with its place, its line
// and what to do.
import { expect, test } from 'vitest'
import { formatDiagnostic, loadProject } from '../src/index.ts'

function complaints(files: Readonly<Record<string, string>>, ...paths: string[]): string {
  const asked = paths.length > 0 ? paths : Object.keys(files).slice(0, 1)
  const project = loadProject(asked, { read: (path) => files[path] ?? null })
  return `\n${project.diagnostics.map(formatDiagnostic).join('\n')}\n`
}

const idl = (text: string, more: Readonly<Record<string, string>> = {}): string =>
  complaints({ 'demo/Store.idl': text, ...more })

test('errors of syntax, many in one file', () => {
  const text = `// a store
package demo.Store
import "demo/Types.idl"
const UInt32 Max = 2 ** 3 << 1 + 0xZZ;
typedef string<Max> Name
struct Item { Name name; UInt64 amount }
struct Bad { UInt32; Max x; array<UInt32> y; string z; }
interface Store {
\tPut(in Item item, UInt32 index, error SInt32 status);
    Get(inn UInt32 a,)
    Bad in;
    Sum(in UInt32 a; in UInt32 b);
    Ok();
}
inteface { Foo(); }
}
`
  expect(idl(text)).toMatchSnapshot()
})

test('a missing package, a missing }, a comment without end', () => {
  expect(idl('interface { Ping(); }')).toMatchSnapshot()
  expect(
    idl('package demo.Store\nstruct Item {\n    UInt32 id;\n\ninterface {\n    Ping();\n}\n'),
  ).toMatchSnapshot()
  expect(idl('package demo.Store\ninterface { Ping(); /* never ends')).toMatchSnapshot()
  expect(idl('')).toMatchSnapshot()
})

test('errors of meaning, many in one file', () => {
  const text = `package demo.Store
import demo.Types
const UInt8 Big = 1 << 8;
const UInt32 Self = Self + 1;
const SInt8 Low = -129;
const string Text = 4;
const UInt64 Huge = 1 << 200;
const UInt32 Odd = 2 ** -1;
typedef string<MaxNam> Name;
struct Item { Nme name; UInt64 amount; UInt32 amount; }
struct A { B b; } struct B { A a; }
struct E { }
struct A { UInt8 again; }
union U { UInt32 id; Handle peer; }
typedef sequence<Handle, 2> Peers;
typedef array<UInt64, 0x1000000> Much;
interface {
    Put_It(in Item2 item, error SInt32 status);
    List(in uint32_t from, in Uint32 to, in bool all, out sequence<Pair, 8> items);
    Many(in array<Handle, 8> x);
    Put(in UInt32 a, in UInt32 a, out Limit b);
    Put();
    Get(out handle<demo.Other> o, in string<0> s, in demo.Nope.Type t, in Types.Pear p);
    Send(in string<0xFFFFE0> one, in string<32> two);
    _odd(in UInt32 _x);
}`
  const types =
    'package demo.Types const UInt32 Limit = 4; const UInt32 MaxName = 8; struct Pair { UInt32 a; }'
  expect(idl(text, { 'demo/Types.idl': types })).toMatchSnapshot()
})

test('constants of types that are no integers, or none', () => {
  const text = `package demo.Store
typedef UInt8 Mode;
typedef Mode Small;
typedef string<8> Name;
typedef Name Alias;
typedef Round Ring;
typedef Ring Round;
const Small Much = 256;
const Mod Near = 1;
const Alias Text = 1;
const Ring None = 1;`
  expect(idl(text)).toMatchSnapshot()
})

test('names that mean something else in TypeScript', () => {
  const text = `package demo.Store
struct Word { UInt32 class; UInt32 class_; UInt32 kind; }
interface {
    Get(in UInt32 rc, in UInt32 default, out UInt32 rc, out UInt32 error, out UInt32 rc_, error UInt32 error);
    then();
    handle(in UInt32 badge);
    handleMethod();
    rights();
}`
  expect(idl(text)).toMatchSnapshot()
})

test('imports that are not there, double, idle, or of another name', () => {
  const text = `package demo.Store
import demo.Nope
import demo.Types
import demo.Types
import demo.Store
import demo.Wrong
struct Item { Found a; Unknown b; }
`
  expect(
    idl(text, {
      'demo/Types.idl': 'package demo.Types struct Found { UInt8 a; }',
      'demo/Wrong.idl': 'package demo.Right',
    }),
  ).toMatchSnapshot()
})

test('a name that two imports have, and packages that need each other', () => {
  const files = {
    'demo/Store.idl':
      'package demo.Store import demo.One import demo.Two struct Item { Pair a; demo.One.Pair b; }',
    'demo/One.idl': 'package demo.One import demo.Two struct Pair { Single a; }',
    'demo/Two.idl':
      'package demo.Two import demo.One struct Single { UInt8 a; } struct Pair { demo.One.Pair a; }',
  }
  expect(complaints(files)).toMatchSnapshot()
})

test('a package in the wrong place, with a name in lower case, or in two files', () => {
  expect(complaints({ 'demo/Shop.idl': 'package demo.Store' })).toMatchSnapshot()
  expect(complaints({ 'demo/store.idl': 'package demo.store' })).toMatchSnapshot()
  const twice = {
    'one/demo/Store.idl': 'package demo.Store',
    'two/demo/Store.idl': 'package demo.Store const UInt8 Max = 1;',
  }
  expect(complaints(twice, ...Object.keys(twice))).toMatchSnapshot()
  expect(complaints({}, 'demo/Gone.idl')).toMatchSnapshot()
  expect(() => complaints({}, 'demo/Gone.txt')).toThrow(
    'loadProject: demo/Gone.txt is none of .idl, .cdl, .edl',
  )
})

test('a component or process that two files say differently', () => {
  const twice = {
    'src/Server.edl': 'entity demo.Server',
    'src/Disk.cdl': 'component demo.Disk',
    'build/demo/Server.edl': 'entity demo.Server components { disk : demo.Disk }',
    'build/demo/Disk.cdl': 'component demo.Disk security demo.Guard',
  }
  expect(complaints(twice, ...Object.keys(twice))).toMatchSnapshot()
})

test('files of the system that are not there: where the SDK has them', () => {
  const files = {
    'Server.edl': 'entity demo.Server components { net : kl.VfsNet } endpoints { a : demo.Store }',
    'Store.idl': 'package demo.Store import kl.core.Types interface { Get(out Byte b); }',
  }
  expect(complaints(files)).toMatchSnapshot()
})

test('errors in components and processes', () => {
  const files = {
    'demo/Server.edl': `entity demo.Server
components { disk : demo.Disk, gone : demo.Gone, two_disks : demo.Disk }
endpoints { main : demo.Good; main : demo.Types }
endpoints { other : demo.Nope }
security demo.Good
securty demo.Types
`,
    'demo/Disk.cdl':
      'component demo.Disk components { inner : demo.Disk } endpoints { a demo.Good }',
    'demo/Good.idl': 'package demo.Good interface { Ping(in UInt8 a, out UInt8 b); }',
    'demo/Types.idl': 'package demo.Types',
  }
  expect(complaints(files)).toMatchSnapshot()
})

test('heads of components and processes that are mixed up', () => {
  expect(complaints({ 'demo/A.edl': 'component demo.A' })).toMatchSnapshot()
  expect(complaints({ 'demo/A.cdl': 'entity demo.A' })).toMatchSnapshot()
  expect(complaints({ 'demo/A.edl': 'task demo.A endpoints { }' })).toMatchSnapshot()
  expect(complaints({ 'demo/A.edl': 'entty demo.A endpoints { }' })).toMatchSnapshot()
  expect(complaints({ 'demo/A.edl': 'endpoints { }' })).toMatchSnapshot()
  expect(complaints({ 'demo/A.edl': 'entity demo.A endpoints { a : demo.B' })).toMatchSnapshot()
})

test('signs that are not needed are warnings', () => {
  const text = 'package demo.Store;\nstruct Item { UInt32 id; };\ninterface { Ping();; };\n'
  expect(idl(text)).toMatchSnapshot()
})
