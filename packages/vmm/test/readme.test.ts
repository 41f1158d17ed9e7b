import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AddressSpace, drawMemoryMap, PhysicalMemory } from '../src/index.ts'
import {
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '../src/index.ts'
import { LAZY, LOCKED, READ_WRITE } from './machine.ts'
import { sendByte } from './device-example.ts'
import { overrun } from './readme-example.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The process of the README: code, data, a buffer that it shares, a stack in use, a heap. */
function exampleSpace(): AddressSpace {
  const physical = new PhysicalMemory({ bytes: 64 * 2 ** 20 })
  const space = new AddressSpace(physical)
  const code = space.allocate(0x40_0000, 3 * 4096, LOCKED)
  space.protect(code, 3 * 4096, VMM_FLAG_READ | VMM_FLAG_EXECUTE)
  const data = space.allocate(0x40_3000, 8 * 4096, LAZY)
  space.memory.fill(data + 4096, 3 * 4096, 1)
  space.allocate(0x50_0000, 2 * 2 ** 20, VMM_FLAG_RESERVE | READ_WRITE)
  const mdl = new AddressSpace(physical).createMdl(4 * 4096, READ_WRITE)
  if (typeof mdl !== 'number')
    space.map(mdl, 0, 4 * 4096, 0x80_0000, VMM_FLAG_READ | VMM_FLAG_CACHE_DISABLE)
  const stackFlags = VMM_FLAG_RESERVE | READ_WRITE | VMM_FLAG_GROW_DOWN | VMM_FLAG_LOW_GUARD
  const stack = space.allocate(0x7fff_f000_0000, 16 * 4096, stackFlags)
  for (let page = 15; page >= 13; page--) space.memory.fill(stack + page * 4096, 4096, 2)
  space.memory.fill(space.allocate(0x1_2345_6000, 4096, LAZY), 4096, 3)
  return space
}

describe('the README', () => {
  it.each([
    ['./readme-example.ts', 'overrun', overrun],
    ['./device-example.ts', 'sendByte', sendByte],
  ] as const)('shows the example %s, and says what it gives', (path, name, run) => {
    expect(read('../README.md')).toContain('```ts\n' + read(path) + '```')
    const said = read(path).split(`// What \`${name}()\` gives:\n`)[1] as string
    const lines = run().map((line) => `// ${line}\n`)
    expect(lines.join('')).toBe(said)
  })

  it('shows the way through the page table that the code describes', () => {
    const walk = exampleSpace().describeWalk(0x1_2345_6789)
    expect(read('../README.md')).toContain('```\n' + walk + '\n```')
  })

  it('shows the table that the code describes', () => {
    expect(read('../README.md')).toContain('```\n' + exampleSpace().describe() + '\n```')
  })

  it('shows the picture that the code draws', () => {
    const drawn = drawMemoryMap(exampleSpace().regions(), 'The address space of a process')
    expect(read('../docs/address-space.svg')).toBe(drawn)
    expect(read('../README.md')).toContain('(docs/address-space.svg)')
  })
})

describe('descriptions', () => {
  it('say of an address that is not mapped where the way ends', () => {
    const space = exampleSpace()
    expect(space.describeWalk(2 ** 40)).toMatch(
      /level 4: table at 512, entry 2: empty, so the kernel is asked$/,
    )
    expect(space.describeWalk(0x51_0000)).toMatch(/level 1: .* empty, so the kernel is asked$/)
    expect(space.describeWalk(-1)).toBe('-1 is no address')
  })

  it('draw at most as many regions as they are told, and escape titles', () => {
    const drawn = drawMemoryMap(exampleSpace().regions(), 'a < b & c', 2)
    expect(drawn).toContain('a &lt; b &amp; c')
    expect(drawn).toContain('6 more regions')
  })

  it('draw an empty space', () => {
    const empty = new AddressSpace(new PhysicalMemory({ bytes: 4096 }))
    expect(drawMemoryMap(empty.regions(), 'empty')).toContain('</svg>')
    expect(empty.describe()).toBe('address  size  state  access  resident  notes')
  })
})
