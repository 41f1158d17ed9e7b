// Projects of files of the system alone, which are checked once.
import { expect, test } from 'vitest'
import { type FileAccess, loadProject, type Project } from '../src/index.ts'

const texts: Readonly<Record<string, string>> = {
  'kl/Clock.edl': 'task class kl.Clock\nendpoints { clock : kl.Time }\n',
  'kl/Time.idl':
    'package kl.Time\nimport kl.Types\ninterface { Now(out Msec now, out Msec boot); }\n',
  'kl/Types.idl': 'package kl.Types\ntypedef UInt32 Msec;\n',
  'kl/Odd.edl': 'task class kl.Odd\nendpoints { odd : kl.Missing }\n',
}
const clock = ['system/kl/Clock.edl']

function system(): NonNullable<FileAccess['system']> {
  return { root: 'system', read: (path) => texts[path] ?? null, notPublic: () => null }
}

function sizeOf({ modules }: Project): number | undefined {
  return modules.find(({ name }) => name === 'kl.Time')?.interface?.definition.$sizes.response
}

test('files of the system are checked once', () => {
  const access: FileAccess = { read: () => null, system: system() }
  const project = loadProject(clock, access)
  expect(project.components.map(({ name }) => name)).toEqual(['kl.Clock'])
  expect(loadProject(clock, { ...access, roots: ['include'] })).toBe(project)
  expect(loadProject(clock, { ...access, declaring: () => null })).toBe(project)
  expect(loadProject(clock, { ...access, system: system() })).not.toBe(project)
  expect(loadProject(['system/kl/Time.idl'], access).components).toEqual([])
})

test('a file of a name of the system that somebody has of their own is taken for theirs alone', () => {
  const own = 'package kl.Types\ntypedef UInt64 Msec;\n'
  const access: FileAccess = { read: () => null, system: system() }
  const declaring: FileAccess = {
    ...access,
    read: (path) => (path === 'Types.idl' ? own : null),
    declaring: (name) => (name === 'kl.Types' ? 'Types.idl' : null),
  }
  const sizes = [access, declaring, access, declaring].map((each) =>
    sizeOf(loadProject(clock, each)),
  )
  expect(sizes[1]).toBe((sizes[0] as number) + 8)
  expect(sizes.slice(2)).toEqual(sizes.slice(0, 2))
  const ownFirst: FileAccess = { ...declaring, system: system() }
  expect(sizeOf(loadProject(clock, ownFirst))).toBe(sizes[1])
  expect(sizeOf(loadProject(clock, { ...ownFirst, declaring: () => null }))).toBe(sizes[0])
})

test('what is wrong with files of the system is said each time', () => {
  const access: FileAccess = { read: () => null, system: system() }
  const messages = [1, 2].map(() =>
    loadProject(['system/kl/Odd.edl'], access).diagnostics.map(({ message }) => message),
  )
  expect(messages[0]).toEqual(['there is no file of the package kl.Missing'])
  expect(messages[1]).toEqual(messages[0])
})
