import { rcOk } from '@kos/retcode'
import { PAGE_SIZE, PhysicalMemory } from '@kos/vmm'
import { describe, expect, it } from 'vitest'
import { DMA_DIR_BIDIR } from '../src/flags.ts'
import {
  type AccessSize,
  formatBdf,
  type Machine,
  PciBus,
  type PciPlacement,
} from '../src/index.ts'
import { createMachine, createManaged, made, ramBytes, RegisterFile } from './machine.ts'

const bdf = 0x0018
const disk: PciPlacement = {
  bdf,
  ids: { vendor: 0x1af4, device: 0x1042, revision: 1, subsystemVendor: 0x1af4, subsystem: 0x1100 },
  class: 0x01_80_00,
  bars: [{ kind: 'memory' }, { kind: 'ports', offset: 8 }],
  irq: 11,
}

/** Accesses to the configuration space as software makes them: by the ports of the host bridge. */
function configOf({ ports }: Machine, of = bdf) {
  const seek = (offset: number): void =>
    ports.write(0xcf8, 4, (0x8000_0000 + of * 256 + (offset & 0xfc)) >>> 0)
  return {
    read(offset: number, size: AccessSize): number {
      seek(offset)
      return ports.read(0xcfc + (offset & 3), size)
    },
    write(offset: number, size: AccessSize, value: number): void {
      seek(offset)
      ports.write(0xcfc + (offset & 3), size, value)
    },
  }
}

function createPci(placement: Partial<PciPlacement> = {}, registerBytes = 16) {
  const made = createMachine()
  const bus = new PciBus(made.machine)
  const device = new RegisterFile('disk', registerBytes)
  const pciFunction = bus.place(device, { ...disk, ...placement })
  return { ...made, bus, device, pciFunction, config: configOf(made.machine) }
}

describe('the configuration space', () => {
  it('has the header of type 0', () => {
    const { config } = createPci()
    const words = Array.from({ length: 16 }, (_, word) => config.read(4 * word, 4).toString(16))
    expect(words).toEqual([
      '10421af4', // device, vendor
      '0', // status, command
      '1800001', // class, revision
      '0', // BIST, header type, latency timer, cache line size
      'e0000000', // BAR 0: memory, 32 bits
      'c001', // BAR 1: ports
      '0',
      '0',
      '0',
      '0',
      '0', // CardBus
      '11001af4', // subsystem, subsystem vendor
      '0', // expansion ROM
      '0', // capabilities
      '0',
      '10b', // pin INTA, line 11
    ])
    for (let offset = 0x40; offset < 0x100; offset += 4) expect(config.read(offset, 4)).toBe(0)
  })

  it('is read in bytes and words, too', () => {
    const { config } = createPci()
    expect([config.read(0x02, 2), config.read(0x0b, 1), config.read(0x0a, 1)]).toEqual([
      0x1042, 0x01, 0x80,
    ])
  })

  it('keeps what may be written, and nothing else', () => {
    const { config } = createPci()
    for (let offset = 0; offset < 256; offset++) config.write(offset, 1, 0xff)
    const changed: string[] = []
    const expected = createPci().config
    for (let offset = 0; offset < 256; offset++) {
      const difference = config.read(offset, 1) ^ expected.read(offset, 1)
      if (difference !== 0) changed.push(`${offset.toString(16)}: ${difference.toString(16)}`)
    }
    expect(changed).toEqual([
      '4: 7', // I/O, memory, bus master
      '5: 4', // interrupt disable
      'c: ff', // cache line size
      '11: f0', // BAR 0, of a page
      '12: ff',
      '13: 1f', // it began with 0xe0
      '14: f8', // BAR 1, of 8 ports
      '15: 3f', // it began with 0xc0
      '16: ff',
      '17: ff',
      '3c: f4', // interrupt line; it began with 0x0b
    ])
  })

  it('of a function that is not there reads all ones', () => {
    const { machine } = createPci()
    const none = configOf(machine, 0x20)
    none.write(4, 2, 7)
    expect([none.read(0, 4), none.read(0, 2), none.read(3, 1)]).toEqual([0xffff_ffff, 0xffff, 0xff])
  })

  it('is reached by whole addresses only, while the bridge is told to', () => {
    const { machine } = createPci()
    const { ports } = machine
    ports.write(0xcf8, 4, 0xffff_ffff)
    expect(ports.read(0xcf8, 4)).toBe(0x80ff_fffc)
    ports.write(0xcf8, 4, 0x8000_1800)
    ports.write(0xcf8, 1, 0x04)
    ports.write(0xcfa, 2, 0)
    expect([ports.read(0xcf8, 4), ports.read(0xcf8, 1), ports.read(0xcfb, 1)]).toEqual([
      0x8000_1800, 0xff, 0xff,
    ])
    expect(ports.read(0xcfc, 4)).toBe(0x1042_1af4)
    ports.write(0xcf8, 4, 0x0000_1800)
    expect(ports.read(0xcfc, 4)).toBe(0xffff_ffff)
  })

  it('says of each function of a device that there are others', () => {
    const { machine, bus, config } = createPci()
    expect(config.read(0x0e, 1)).toBe(0)
    bus.place(new RegisterFile('second'), { ...disk, bdf: bdf + 1, bars: [] })
    bus.place(new RegisterFile('other'), { ...disk, bdf: bdf + 8, bars: [] })
    expect(config.read(0x0e, 1)).toBe(0x80)
    expect(configOf(machine, bdf + 1).read(0x0e, 1)).toBe(0x80)
    expect(configOf(machine, bdf + 8).read(0x0e, 1)).toBe(0)
  })
})

describe('a base address register', () => {
  it.each([
    ['memory', 16, 0xffff_f000],
    ['memory', 5000, 0xffff_e000],
    ['memory', 2 ** 20, 0xfff0_0000],
    ['ports', 1, 0xffff_fffd],
    ['ports', 8, 0xffff_fff9],
    ['ports', 100, 0xffff_ff81],
  ] as const)(
    'of %s with %s bytes says its size when it is written all ones',
    (kind, size, mask) => {
      const { config } = createPci({ bars: [{ kind }] }, size)
      const before = config.read(0x10, 4)
      config.write(0x10, 4, 0xffff_ffff)
      expect(config.read(0x10, 4)).toBe(mask)
      config.write(0x10, 4, before)
      expect(config.read(0x10, 4)).toBe(before)
    },
  )

  it('of 64 bits says its size in two registers, and lies above 4 GiB', () => {
    const { machine, config, device } = createPci(
      { bars: [{ kind: 'memory64', address: 0x2_0000_2000 }], command: 2 },
      5000,
    )
    expect([config.read(0x10, 4), config.read(0x14, 4)]).toEqual([0x2004, 2])
    expect(machine.bus.read(0x2_0000_2000, 1)).toBe(0)
    config.write(0x14, 4, 3)
    expect(machine.bus.read(0x3_0000_2000, 1)).toBe(0)
    expect(device.accesses).toHaveLength(2)
    config.write(0x10, 4, 0xffff_ffff)
    config.write(0x14, 4, 0xffff_ffff)
    expect([config.read(0x10, 4), config.read(0x14, 4)]).toEqual([0xffff_e004, 0xffff_ffff])
    expect(machine.bus.windows).toEqual([])
  })

  it('of more than 4 GiB says its size in the upper register', () => {
    const { config } = createPci({ bars: [{ kind: 'memory64' }] }, 2 ** 33)
    config.write(0x10, 4, 0xffff_ffff)
    config.write(0x14, 4, 0xffff_ffff)
    expect([config.read(0x10, 4), config.read(0x14, 4)]).toEqual([4, 0xffff_fffe])
  })

  it('answers while its kind of access is enabled', () => {
    const { machine, config, pciFunction } = createPci()
    const answers = (): boolean[] => [
      machine.bus.windowAt(0xe000_0000) !== null,
      machine.ports.windowAt(0xc000) !== null,
    ]
    expect(answers()).toEqual([false, false])
    config.write(4, 2, 1)
    expect(answers()).toEqual([false, true])
    config.write(4, 2, 2)
    expect(answers()).toEqual([true, false])
    expect(pciFunction.bars.map((bar) => [bar.address, bar.bytes, bar.isMapped])).toEqual([
      [0xe000_0000, PAGE_SIZE, true],
      [0xc000, 8, false],
    ])
    config.write(4, 2, 0)
    expect(answers()).toEqual([false, false])
  })

  it('moves its window when it is written', () => {
    const { machine, config, device } = createPci({ command: 3 })
    config.write(0x10, 4, 0xf000_1234)
    config.write(0x14, 4, 0x0000_d007)
    machine.bus.write(0xf000_1004, 4, 5)
    machine.ports.write(0xd000, 1, 6)
    expect(machine.bus.read(0xe000_0004, 4)).toBe(0xffff_ffff)
    expect(device.accesses).toEqual(['write 4 4 5', 'write 8 1 6'])
  })

  it('answers nothing where something else is, until that is gone', () => {
    const { machine, bus, config } = createPci({ command: 3 })
    const other = new RegisterFile('other')
    bus.place(other, { ...disk, bdf: 0x20, command: 3 })
    const otherConfig = configOf(machine, 0x20)
    const otherAt = otherConfig.read(0x10, 4)
    config.write(0x10, 4, otherAt)
    machine.bus.write(otherAt, 1, 1)
    expect(other.accesses).toEqual(['write 0 1 1'])
    otherConfig.write(4, 2, 0)
    machine.bus.write(otherAt, 1, 2)
    otherConfig.write(4, 2, 3)
    machine.bus.write(otherAt, 1, 3)
    expect(other.accesses).toEqual(['write 0 1 1'])
    // In RAM, on the host bridge, and where no port is.
    config.write(0x10, 4, ramBytes - PAGE_SIZE)
    for (const port of [0xcf8, 0x1_0000]) config.write(0x14, 4, port)
    expect(machine.bus.windows.map((window) => window.device.name)).toEqual(['other'])
    expect(config.read(0, 2)).toBe(0x1af4)
  })

  it('gets a place of its own, or the one that it asks for', () => {
    const { bus } = createPci({ bars: [{ kind: 'memory' }, { kind: 'ports' }] })
    const addresses = (bars: PciPlacement['bars'], at: number): number[] =>
      bus
        .place(new RegisterFile(`at ${at}`, 0x3000), { ...disk, bdf: at, bars })
        .bars.map((bar) => bar.address)
    expect(addresses([{ kind: 'memory' }, { kind: 'memory', size: 4 }], 1)).toEqual([
      0xe000_4000, 0xe000_1000,
    ])
    expect(addresses([{ kind: 'ports', size: 8, address: 0x60 }], 2)).toEqual([0x60])
    expect(addresses([{ kind: 'ports', size: 32 }, { kind: 'memory64' }], 3)).toEqual([
      0xc020, 0xe000_8000,
    ])
    const bad: PciPlacement['bars'][] = [
      [{ kind: 'memory', address: 0xe000_0000 }],
      [{ kind: 'memory', address: 0xe001_0800 }],
      [{ kind: 'memory', address: 0x1_0000_0000 }],
      [{ kind: 'memory64', address: 2 ** 36 }],
      [{ kind: 'memory', address: 0 }],
      [{ kind: 'ports', size: 8, address: 0xcf8 }],
      [{ kind: 'ports', size: 8, address: 0x60 }],
      [{ kind: 'memory', offset: 0x3000 }],
    ]
    for (const bars of bad) expect(() => addresses(bars, 4)).toThrow(RangeError)
    expect(bus.functions).toHaveLength(4)
  })

  it('of 32 bits has no place on a machine with more than 4 GiB of RAM', () => {
    const memory = new PhysicalMemory({ bytes: 2 ** 32 })
    const bus = new PciBus(createMachine({ memory }).machine)
    const device = new RegisterFile('disk')
    expect(() => bus.place(device, { ...disk, bars: [{ kind: 'memory' }] })).toThrow(/no place/)
    const { bars } = bus.place(device, { ...disk, bars: [{ kind: 'memory64' }] })
    expect(bars[0]?.address).toBe(2 ** 32)
  })
})

describe('a function', () => {
  it('makes DMA while it is a bus master', () => {
    const { machine, manager, space, strays } = createManaged()
    const device = new RegisterFile('disk')
    const bus = new PciBus(machine)
    bus.place(device, disk)
    const client = manager.client('driver', space())
    expect(client.attachDevice(bdf)).toBe(rcOk)
    const { address } = made(client.begin(made(client.createDma(0, PAGE_SIZE, DMA_DIR_BIDIR))))
    const config = configOf(machine)
    const transfer = (): boolean => device.context.dmaWrite(address, new Uint8Array(4))
    expect(transfer()).toBe(false)
    config.write(4, 2, 4)
    expect(transfer()).toBe(true)
    config.write(4, 2, 0)
    expect(transfer()).toBe(false)
    expect(strays.map(({ reason }) => reason)).toEqual([
      'bus mastering is off',
      'bus mastering is off',
    ])
  })

  it('asserts its line unless that is disabled, and says in any case that it wants to', () => {
    const { machine, device, config } = createPci()
    const line = machine.interrupts.lines[11]
    device.context.setLine(0, true)
    expect([line?.isHigh, config.read(6, 2)]).toEqual([true, 8])
    config.write(4, 2, 0x400)
    expect([line?.isHigh, config.read(4, 4)]).toEqual([false, 0x0008_0400])
    config.write(4, 2, 0)
    expect(line?.isHigh).toBe(true)
    device.context.setLine(0, false)
    expect([line?.isHigh, config.read(6, 2)]).toEqual([false, 0])
  })

  it('without an interrupt has no pin', () => {
    const { machine, bus } = createPci()
    const { irq: _, ...silent } = disk
    const device = new RegisterFile('silent')
    bus.place(device, { ...silent, bdf: 1 })
    const config = configOf(machine, 1)
    device.context.setLine(0, true)
    expect(config.read(0x3c, 4)).toBe(0xff)
    config.write(4, 2, 0xffff)
    expect(config.read(4, 2)).toBe(7)
  })

  it('that has no place changes nothing', () => {
    const { machine, bus } = createPci()
    const place = (placement: Partial<PciPlacement>) => (): unknown =>
      bus.place(new RegisterFile(), { ...disk, bdf: 1, ...placement })
    expect(place({ bdf })).toThrow(/requester id/)
    expect(place({ irq: 64 })).toThrow(RangeError)
    const seven = Array.from({ length: 7 }, () => ({ kind: 'ports', size: 1 }) as const)
    expect(place({ bars: seven })).toThrow(/6 registers/)
    expect(place({ bars: [...seven.slice(2), { kind: 'memory64' }] })).toThrow(/6 registers/)
    expect(place({ bars: seven.slice(1) })).not.toThrow()
    expect(bus.functions).toHaveLength(2)
    expect(machine.devices.map((placed) => placed.device.name)).toEqual([
      'PCI host bridge',
      'disk',
      'registers',
    ])
  })
})

it('requester ids are written as bus, device and function', () => {
  expect([0, 0x18, 0x1f, 0xffff].map(formatBdf)).toEqual([
    '00:00.0',
    '00:03.0',
    '00:03.7',
    'ff:1f.7',
  ])
})
