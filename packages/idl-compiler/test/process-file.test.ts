// The EDL file of a class, for files of other languages.
import { expect, test } from 'vitest'
import { type FileAccess, findProcessFile, notPublic } from '../src/index.ts'

const texts: Readonly<Record<string, string>> = {
  'policy/demo/Server.edl': 'task class demo.Server',
  'idl/demo/Server.edl': 'task class demo.Server',
  'idl/demo/Client.edl': 'task class demo.Client',
  'resources/Logger.edl': 'task class demo.Logger',
  'resources/Other.edl': 'task class demo.Another',
}
const system = {
  root: 'system',
  read: (path: string) => (path === 'kl/Klog.edl' ? 'task class kl.Klog' : null),
  notPublic: (path: string) => (path === 'kl/Klog.edl' ? 'its endpoints' : null),
}
const access: FileAccess = {
  read: (path) => texts[path] ?? null,
  roots: ['idl', 'resources'],
  modules: ['demo'],
  system,
}
const pathOf = (name: string): string | null =>
  findProcessFile(name, 'policy/security.psl', access).path

test('is near the file, in a root, or in a module that lies flat', () => {
  expect(pathOf('demo.Server')).toBe('policy/demo/Server.edl')
  expect(pathOf('demo.Client')).toBe('idl/demo/Client.edl')
  expect(pathOf('demo.Logger')).toBe('resources/Logger.edl')
})

test('declares the class, where it lies flat', () => {
  expect(pathOf('demo.Other')).toBeNull()
})

test('is among the files of the system at last, which say what is not public', () => {
  expect(pathOf('kl.Klog')).toBe('system/kl/Klog.edl')
  expect(notPublic('system/kl/Klog.edl', access)).toBe('its endpoints')
  expect(notPublic('idl/demo/Client.edl', access)).toBeNull()
  expect(notPublic('system/kl/Klog.edl', { read: () => null })).toBeNull()
})

test('is missing: then it says where it was looked for, and where the SDK has it', () => {
  const { path, lookedFor, hint } = findProcessFile('kl.None', 'policy/security.psl', access)
  expect(path).toBeNull()
  expect(lookedFor).toContain('idl/kl/None.edl')
  expect(hint).toContain('sysroot-*-kos/include/kl/None.edl')
})

test('is the one that declares the class, for who knows all files', () => {
  const declaring = (name: string, kind: string) =>
    `${kind}:${name}` === 'edl:demo.Another' ? 'resources/Other.edl' : null
  const path = (name: string) =>
    findProcessFile(name, 'policy/security.psl', { ...access, declaring }).path
  expect(path('demo.Another')).toBe('resources/Other.edl')
  expect(path('demo.Server')).toBe('policy/demo/Server.edl')
})
