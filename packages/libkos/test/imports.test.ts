// A program's bundle has nothing of the kernel's side: what this package imports at run time is a
// short list.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src', import.meta.url))

function importsOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return importsOf(path)
    const text = readFileSync(path, 'utf8')
    const statements = text.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '(@kos\/[^']+)'/gms)
    return Array.from(statements, ([, name]) => name ?? '')
  })
}

test('libkos imports what a program needs inside its own process, and nothing of the kernel', () => {
  expect([...new Set(importsOf(source))].toSorted()).toEqual([
    '@kos/handles/rights',
    '@kos/idl',
    '@kos/idl/codec',
    '@kos/idl/nearest',
    '@kos/ipc/received',
    '@kos/notice/event-mask',
    '@kos/retcode',
    '@kos/sync',
    '@kos/thread',
    '@kos/vmm/flags',
    '@kos/vmm/process',
  ])
})
