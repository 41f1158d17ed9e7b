// Hostile software on PCI: any accesses to the ports of the host bridge. Nothing throws, reads fit,
// and each window is where its register says, or nowhere, and then for a reason.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AccessSize, PciBus } from '../src/index.ts'
import { createMachine, RegisterFile } from './machine.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)

const functions = [0x08, 0x10, 0x11]
/** Values of registers: small commands, addresses that others have, and anything. */
const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 7, 0x400, 0xffff_ffff, 0xe000_0000, 0xe000_1000, 0xc000, 0xc010),
  fc.constantFrom(0x000f_f000, 0xcf8, 0xfff8, 0x1_0000),
  fc.nat(0xffff_ffff),
)
const access = fc.record({
  bdf: fc.constantFrom(...functions, 0x20),
  offset: fc.oneof(fc.constantFrom(4, 0x10, 0x14, 0x18, 0x1c), fc.nat(0xff)),
  size: fc.constantFrom<AccessSize>(1, 2, 4, 4),
  value,
})

test('no access to configuration spaces throws, or puts a window where another one is', () => {
  fc.assert(
    fc.property(fc.array(access, { maxLength: 60, size: 'max' }), (accesses) => {
      const { machine } = createMachine()
      const { ports, bus: memory } = machine
      const bus = new PciBus(machine)
      for (const bdf of functions)
        bus.place(new RegisterFile(`at ${bdf}`, 64), {
          bdf,
          ids: { vendor: 1, device: bdf },
          class: 0,
          bars: [{ kind: 'memory' }, { kind: 'ports', size: 16 }, { kind: 'memory64', offset: 32 }],
          irq: 3,
        })
      for (const { bdf, offset, size, value: written } of accesses) {
        ports.write(0xcf8, 4, (0x8000_0000 + bdf * 256 + (offset & 0xfc)) >>> 0)
        const at = 0xcfc + (offset & 3 & -size)
        ports.write(at, size, size === 4 ? written : written & (256 ** size - 1))
        const read = ports.read(at, size)
        expect(Number.isInteger(read) && read >= 0 && read < 256 ** size).toBe(true)

        const mapped: number[] = []
        for (const { bars, command } of bus.functions)
          for (const bar of bars) {
            const mask = bar.isMemory ? 2 : 1
            const on = bar.isMemory ? memory : ports
            if (bar.isMapped) {
              mapped.push(bar.address)
              expect([command & mask, on.windowAt(bar.address)?.base]).toEqual([mask, bar.address])
            } else if ((command & mask) !== 0)
              expect(bar.obstacle(machine, bar.address)).not.toBeNull()
          }
        // The bridge is on the port bus, too.
        expect(ports.windows.length + memory.windows.length).toBe(mapped.length + 1)
      }
    }),
    { numRuns: RUNS, seed: Number(process.env['KOS_MODEL_SEED'] ?? 1) },
  )
})
