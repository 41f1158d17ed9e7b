import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PAGE_SIZE, VMM_FLAG_READ } from '@kos/vmm'
import { describePhysicalMap, physicalMap } from '../src/index.ts'
import * as limits from '../src/limits.ts'
import { createManaged, made, RegisterFile } from './machine.ts'
import { measure } from './readme-example.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the README', () => {
  it('shows the example that this test runs', () => {
    expect(read('../README.md')).toContain('```ts\n' + read('./readme-example.ts') + '```')
  })

  it('says what the example gives', () => {
    const said = read('./readme-example.ts').split('// What `measure()` gives:\n')[1] as string
    expect(
      measure()
        .map((line) => `// ${line}\n`)
        .join(''),
    ).toBe(said)
  })

  it('shows the interface of device models as it is', () => {
    const device = read('../src/device.ts')
    expect(read('../README.md')).toContain(
      '```ts\n' + device.slice(device.indexOf('/** Bytes')) + '```',
    )
  })

  it('shows the physical map that the code describes', () => {
    const { machine, manager, space } = createManaged()
    machine.place(new RegisterFile('uart'), { memory: 0x1000_0000 })
    machine.place(new RegisterFile('gpio', 4096), { memory: 0x1000_1000 })
    const driver = manager.client('drivers.Uart', space())
    made(driver.map(made(driver.registerMemory(0x1000_0000, PAGE_SIZE)), VMM_FLAG_READ, 0))
    made(manager.client('drivers.Gpio', space()).registerMemory(0x1000_1000, PAGE_SIZE))
    const map = describePhysicalMap(physicalMap(machine, manager))
    expect(read('../README.md')).toContain('```\n' + map + '\n```')
  })

  it('says the limits', () => {
    const readme = read('../README.md')
    for (const value of [limits.portCount, limits.maxIrqLines, limits.maxDmaBlocks])
      expect(readme).toContain(value.toLocaleString('en'))
  })
})
