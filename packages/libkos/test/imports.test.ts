// What each entry of this package reaches at run time. A program's bundle has nothing of the
// kernel's side, the ABI has nothing of this package but data, and a library has nothing of the
// others.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src', import.meta.url))
const statement = /^(?:import|export)\s(type\s)?([^;'"]*?)\sfrom '([^']+)'/gm

/** The modules that a file needs at run time: names of packages, paths from `src`. */
function valueImportsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8')
  return Array.from(text.matchAll(statement))
    .filter(([, isType, names = '']) => isType === undefined && !isOnlyTypes(names))
    .map(([, , , path = '']) => path)
    .map((path) => (path.startsWith('.') ? join(dirname(file), path) : path))
}

function isOnlyTypes(names: string): boolean {
  const each = names.replaceAll(/[{}]/g, '').split(',')
  return each.every((name) => name.trim() === '' || name.trim().startsWith('type '))
}

/** All modules that `files` reach, themselves included. */
function reachedFrom(...files: string[]): string[] {
  const reached = new Set(files)
  for (const each of reached)
    if (!each.startsWith('@')) for (const path of valueImportsOf(each)) reached.add(path)
  return [...reached].toSorted()
}

function packagesOf(reached: readonly string[]): string[] {
  return reached.filter((path) => path.startsWith('@'))
}

/** The folders, or files, of `src` that modules are in. */
function foldersOf(reached: readonly string[]): string[] {
  const own = reached.filter((path) => !path.startsWith('@'))
  const folders = own.map((path) => path.split('/')[0] ?? path)
  return [...new Set(folders)].toSorted()
}

/** The file of each library, by name. */
function libraryFiles(): Map<string, string> {
  const text = readFileSync(join(source, 'libraries.ts'), 'utf8')
  const lines = text.matchAll(/^export \{ (\w+) \} from '([^']+)'$/gm)
  return new Map(Array.from(lines, ([, name = '', path = '']) => [name, join(path)]))
}

const manifest = JSON.parse(readFileSync(join(source, '../package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly '@kos/source': string }>>
}

test('all entries together reach what a program needs inside its process, and no kernel', () => {
  const entries = Object.values(manifest.exports).map((entry) => entry['@kos/source'])
  const files = entries.map((path) => path.replace('./src/', ''))
  expect(packagesOf(reachedFrom(...files))).toEqual([
    '@kos/handles/rights',
    '@kos/idl',
    '@kos/idl/codec',
    '@kos/idl/nearest',
    '@kos/io-hw/flags',
    '@kos/io-hw/process',
    '@kos/ipc/received',
    '@kos/notice/event-mask',
    '@kos/retcode',
    '@kos/sync',
    '@kos/thread',
    '@kos/vmm/flags',
    '@kos/vmm/process',
  ])
})

test('the entry abi is data alone', () => {
  const constants = ['@kos/io-hw/flags', '@kos/ipc/received', '@kos/thread']
  const reached = reachedFrom('abi/index.ts')
  expect([packagesOf(reached), foldersOf(reached)]).toEqual([constants, ['abi']])
})

test('the entry process knows no library, no typed IPC and no lock', () => {
  const reached = reachedFrom('runtime/index.ts')
  expect(packagesOf(reached)).toEqual(['@kos/ipc/received', '@kos/retcode', '@kos/thread'])
  expect(foldersOf(reached)).toEqual(['abi', 'limits.ts', 'runtime'])
})

describe('the entry libraries', () => {
  const reachedBy = (module: RegExp): string[] =>
    Array.from(libraryFiles())
      .filter(([, file]) => reachedFrom(file).some((path) => module.test(path)))
      .map(([name]) => name)

  test('is a list of re-exports, so that a bundle has only the libraries that are named', () => {
    const text = readFileSync(join(source, 'libraries.ts'), 'utf8')
    const statements = text.split('\n').filter((line) => line !== '' && !line.startsWith('//'))
    expect(libraryFiles().size).toBe(statements.length)
  })

  test('has locks and the waiter of threads for synchronisation alone', () => {
    expect(reachedBy(/^@kos\/sync$/)).toEqual(['syncLibrary'])
    expect(reachedBy(/^runtime\/thread-waiter\.ts$/)).toEqual(['syncLibrary'])
  })

  test('has page tables for memory and devices alone, the heap for memory', () => {
    expect(reachedBy(/^@kos\/vmm\//)).toEqual(['memoryLibrary', 'ioLibrary'])
    expect(reachedBy(/^kos\/alloc\.ts$/)).toEqual(['memoryLibrary'])
    expect(reachedBy(/^@kos\/io-hw\//)).toEqual(['ioLibrary'])
  })

  test('has typed IPC for clients of the name server alone', () => {
    expect(reachedBy(/^rpc\//)).toEqual(['nameServerLibrary'])
  })
})
