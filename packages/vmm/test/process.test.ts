// What a program gets: a view and a heap over system calls, and nothing of the kernel's side.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PhysicalMemory } from '../src/index.ts'
import * as entry from '../src/process.ts'
import { createMachine, LAZY } from './machine.ts'

/** The modules that one needs at run time, itself among them. */
function modulesOf(path: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  const text = readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8')
  for (const [, names, from] of text.matchAll(
    /^(?:import|export) (?!type )\{([^}]*)\} from '\.\/([^']+)'/gms,
  )) {
    const isNeeded = names!
      .split(',')
      .some((name) => name.trim() !== '' && !name.trim().startsWith('type '))
    if (isNeeded) modulesOf(from!, found)
  }
  return found
}

test('the entry for processes has nothing of the kernel', () => {
  expect(Object.keys(entry).toSorted()).toEqual([
    'Access',
    'FaultReason',
    'Heap',
    'MemoryFault',
    'MemoryView',
    'formatAddress',
  ])
  expect([...modulesOf('process.ts')].toSorted()).toEqual([
    'flags.ts',
    'heap.ts',
    'limits.ts',
    'memory-bytes.ts',
    'memory-fault.ts',
    'memory-view.ts',
    'page-groups.ts',
    'page-table-layout.ts',
    'page-walk.ts',
    'process.ts',
    'register-window.ts',
    'size-classes.ts',
    'slabs.ts',
    'utf8.ts',
  ])
})

test('the entry for flags has nothing else', () => {
  expect([...modulesOf('flags.ts')]).toEqual(['flags.ts'])
})

test('a view whose pager says that all is well, and is wrong, faults and does not loop', () => {
  const table = { cells: new Int32Array(1024), groups: new Int32Array(16) }
  const memory = new entry.MemoryView(table, new PhysicalMemory({ bytes: 4096 }), {
    fault: () => 0,
  })
  expect(() => memory.load32(0x1_0000)).toThrow(entry.MemoryFault)
})

test('a program reads page table and frames itself, and calls the kernel for what is missing', () => {
  const { physical, space } = createMachine(32)
  const asked: string[] = []
  const pager: entry.Pager = {
    fault: (address, access) => (
      asked.push(entry.formatAddress(address)),
      space.fault(address, access)
    ),
  }
  const memory = new entry.MemoryView(space.pageTable, physical, pager)
  const address = space.allocate(0, 8192, LAZY)
  memory.store32(address, 7)
  memory.store32(address + 4, 8)
  expect(memory.load32(address) + memory.load32(address + 4)).toBe(15)
  expect(space.memory.load32(address)).toBe(7)
  expect(() => memory.load8(address + 8192)).toThrow('nothing is allocated there')
  expect(asked).toEqual(['0x0000_0001_0000', '0x0000_0001_2000'])
})

test('a heap in a program lives on system calls', () => {
  const { space } = createMachine(32)
  const asked: string[] = []
  const heap = new entry.Heap({ ...callsOf(asked, space), memory: space.memory })
  heap.free(heap.alloc(100))
  heap.trim()
  heap.free(heap.alloc(10_000))
  expect(asked).toEqual(['allocate', 'commit', 'decommit', 'allocate', 'unmap'])
})

function callsOf(
  asked: string[],
  space: ReturnType<typeof createMachine>['space'],
): Omit<entry.HeapSource, 'memory'> {
  return {
    allocate: (address, size, flags) => (
      asked.push('allocate'),
      space.allocate(address, size, flags)
    ),
    commit: (address, size) => (asked.push('commit'), space.commit(address, size)),
    decommit: (address, size) => (asked.push('decommit'), space.decommit(address, size)),
    unmap: (address, size) => (asked.push('unmap'), space.unmap(address, size)),
  }
}
