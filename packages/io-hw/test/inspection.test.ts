import { PAGE_SIZE, VMM_FLAG_ALIAS, VMM_FLAG_READ } from '@kos/vmm'
import { describe, expect, it } from 'vitest'
import { DMA_DIR_TO_DEVICE, IRQ_LEVEL_HIGH, IRQ_PRIO_HIGH, IRQ_PRIO_NORMAL } from '../src/flags.ts'
import { describePhysicalMap, physicalMap } from '../src/index.ts'
import { createManaged, made, ramBytes, RegisterFile } from './machine.ts'

describe('what is registered', () => {
  it('is plain data, with who uses it', () => {
    const { machine, manager, space } = createManaged()
    const disk = new RegisterFile('disk')
    machine.place(disk, { memory: 0x1000_0000, irqs: [33], bdf: 0x18 })
    const driver = manager.client('driver', space())
    const helper = manager.client('helper', space())
    const ports = made(driver.registerPorts(0x60, 2))
    made(helper.permit(ports))
    const memory = made(driver.registerMemory(0x1000_0000, PAGE_SIZE))
    const mapping = made(driver.map(memory, VMM_FLAG_READ, 0))
    const irq = made(driver.registerIrq(33))
    const attachment = made(driver.attachIrq(irq, IRQ_PRIO_HIGH, { interrupt: () => {} }))
    made(helper.registerIrq(2)).mask(true)
    const buffer = made(driver.createDma(1, 2 * PAGE_SIZE, DMA_DIR_TO_DEVICE))
    const dma = made(driver.begin(buffer))
    const shown = made(helper.mapDma(buffer, 0, PAGE_SIZE, 0, VMM_FLAG_READ))
    driver.attachDevice(0x18)
    disk.context.setLine(0, true)
    attachment.take()
    const all = manager.registrations()
    expect(structuredClone(all)).toEqual(all)
    expect(all).toEqual({
      ports: [{ owner: 'driver', first: 0x60, size: 2, permitted: ['helper'] }],
      memory: [
        {
          owner: 'driver',
          address: 0x1000_0000,
          size: PAGE_SIZE,
          mappings: [{ process: 'driver', address: mapping.address, size: PAGE_SIZE }],
        },
      ],
      irqs: [
        {
          owner: 'driver',
          irq: 33,
          handler: 'driver',
          flags: IRQ_LEVEL_HIGH | IRQ_PRIO_HIGH,
          isMasked: false,
          taken: 1,
        },
        { owner: 'helper', irq: 2, handler: null, flags: 0, isMasked: true, taken: 0 },
      ],
      dma: [
        {
          owner: 'driver',
          size: 2 * PAGE_SIZE,
          flags: DMA_DIR_TO_DEVICE,
          blocks: [{ address: (buffer.blocks[0]?.frame ?? 0) * PAGE_SIZE, size: 2 * PAGE_SIZE }],
          permitted: [{ process: 'driver', address: dma.address }],
          mappings: [{ process: 'helper', address: shown.address, size: PAGE_SIZE }],
        },
      ],
      domains: [{ process: 'driver', devices: [0x18], mapped: 2 * PAGE_SIZE }],
    })
    expect(IRQ_PRIO_NORMAL).toBe(0x40)
  })

  it('is nothing on a machine that nobody uses', () => {
    const { manager } = createManaged()
    expect(manager.registrations()).toEqual({
      ports: [],
      memory: [],
      irqs: [],
      dma: [],
      domains: [],
    })
  })
})

describe('the physical map', () => {
  it('has RAM, windows of devices, and what is registered elsewhere', () => {
    const { machine, manager, space } = createManaged()
    machine.place(new RegisterFile('uart'), { memory: 0x1000_2000 })
    machine.place(new RegisterFile('gpio', 0x1001), { memory: 0x1000_0000 })
    const driver = manager.client('driver', space())
    const other = manager.client('other', space())
    const first = made(driver.registerMemory(0x1000_0000, PAGE_SIZE))
    made(other.registerMemory(0x1000_1000, PAGE_SIZE))
    made(driver.registerMemory(0x2000_0000, 2 * PAGE_SIZE))
    made(driver.map(first, VMM_FLAG_READ, VMM_FLAG_ALIAS))
    made(driver.map(first, VMM_FLAG_READ, VMM_FLAG_ALIAS))
    const rows = physicalMap(machine, manager)
    expect(rows).toEqual([
      { kind: 'ram', address: 0, size: ramBytes, device: null, owners: [], mappedBy: [] },
      {
        kind: 'device',
        address: 0x1000_0000,
        size: 2 * PAGE_SIZE,
        device: 'gpio',
        owners: ['driver', 'other'],
        mappedBy: ['driver'],
      },
      {
        kind: 'device',
        address: 0x1000_2000,
        size: PAGE_SIZE,
        device: 'uart',
        owners: [],
        mappedBy: [],
      },
      {
        kind: 'empty',
        address: 0x2000_0000,
        size: 2 * PAGE_SIZE,
        device: null,
        owners: ['driver'],
        mappedBy: [],
      },
    ])
    expect(describePhysicalMap(rows)).toBe(
      [
        'address           size   what  registered by  mapped by',
        '0x0000_0000_0000  1 MiB  RAM   -              -',
        '0x0000_1000_0000  8 KiB  gpio  driver, other  driver',
        '0x0000_1000_2000  4 KiB  uart  -              -',
        '0x0000_2000_0000  8 KiB  -     driver         -',
      ].join('\n'),
    )
    expect(physicalMap(machine, null)).toHaveLength(3)
  })
})
