// DMA buffers and IOMMU domains: creation, mappings, what devices reach and when, and what is told
// of transfers that are blocked.

import {
  DMA_ATTR_CACHE_DISABLE,
  DMA_DIR_BIDIR,
  DMA_DIR_FROM_DEVICE,
  DMA_DIR_TO_DEVICE,
  DMA_FRAME_ORDER_BITS,
  DMA_ZONE_DMA32,
  type DmaInfo,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  PAGE_SHIFT,
  PAGE_SIZE,
  rtl_roundup_order,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcBusy,
  rcDeviceNotFound,
  rcInvalidArgument,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test, vi } from 'vitest'
import { type FullKernelOptions, formatStrayDma, type StrayDma } from '../src/index.ts'
import { deviceBdf, machineWith, TestDevice } from './test-device.ts'
import { hosts, openWorld, type World } from './world.ts'

const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE

describe.each(hosts)('on %s', (_name, host) => {
  interface Opened {
    readonly world: World
    readonly device: TestDevice
    readonly other: TestDevice
    readonly strays: StrayDma[]
  }
  const open = (options: FullKernelOptions = {}): Opened => {
    const device = new TestDevice('disk')
    const other = new TestDevice('net')
    const strays: StrayDma[] = []
    const world = openWorld({
      host: host(),
      machine: machineWith(device, other),
      onStrayDma: (stray) => void strays.push(stray),
      ...options,
    })
    world.empty('P', 'Other')
    return { world, device, other, strays }
  }
  const create = (kos: Kos, flags: number = DMA_DIR_BIDIR, pages = 1): Handle =>
    unwrap(kos.KnIoDmaCreate(0, pages * PAGE_SIZE, flags)).rid
  const frameOf = (info: DmaInfo): number => info.descriptors[0]?.frame ?? -1
  /** A buffer that devices of the process access, mapped. */
  const begun = (kos: Kos, flags: number = DMA_DIR_BIDIR) => {
    const rid = create(kos, flags)
    const { handle: permission } = unwrap(kos.KnIoDmaBegin(rid))
    const { addr, handle: mapping } = unwrap(kos.KnIoDmaMap(rid, 0, PAGE_SIZE, 0, READ_WRITE))
    const frame = frameOf(unwrap(kos.KnIoDmaGetInfo(rid)).info)
    return { rid, permission, addr, mapping, frame }
  }

  test('a device and its process share a buffer, in both directions', async () => {
    const { world, device, strays } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { addr, frame } = begun(kos)
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
      expect(device.context.dmaWrite(frame + 8, Uint8Array.of(1, 2, 3, 4))).toBe(true)
      expect(kos.memory.load32(addr + 8)).toBe(0x0403_0201)
      kos.memory.store32(addr + 12, 0x0807_0605)
      const read = new Uint8Array(8)
      expect(device.context.dmaRead(frame + 8, read)).toBe(true)
      expect([...read]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })
    expect(strays).toEqual([])
  })

  test.each([
    ['to devices: they read', DMA_DIR_TO_DEVICE, true, false],
    ['from devices: they write', DMA_DIR_FROM_DEVICE, false, true],
    ['both', DMA_DIR_BIDIR, true, true],
  ])(
    'the direction of a buffer is what devices may do: %s',
    async (_what, flags, reads, writes) => {
      const { world, device } = open()
      await using _ = world
      await world.act('P', (kos) => {
        const { frame } = begun(kos, flags)
        kos.KnIommuAttachDevice(deviceBdf)
        expect(device.context.dmaRead(frame, new Uint8Array(4))).toBe(reads)
        expect(device.context.dmaWrite(frame, new Uint8Array(4))).toBe(writes)
      })
    },
  )

  test('a device reaches a buffer between begin and close, while it is attached', async () => {
    const { world, device, strays } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid, permission, frame } = begun(kos)
      const reaches = (): boolean => device.context.dmaRead(frame, new Uint8Array(4))
      expect(reaches()).toBe(false)
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
      expect(reaches()).toBe(true)
      expect(kos.KnIommuDetachDevice(deviceBdf)).toBe(rcOk)
      expect(reaches()).toBe(false)
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
      expect(kos.KnIoClose(permission)).toBe(rcOk)
      expect(reaches()).toBe(false)
      expect(unwrap(kos.KnIoDmaGetInfo(rid)).info).toMatchObject({ count: 0, descriptors: [] })
    })
    expect(strays.map(formatStrayDma)).toEqual([
      expect.stringMatching(
        /^DMA of disk \(00:03\.0\) was blocked: read of 4 bytes at 0x[0-9a-f]+: the device is attached to no process$/,
      ),
      expect.stringContaining('the device is attached to no process'),
      expect.stringContaining('no buffer is mapped'),
    ])
  })

  test('a device of one process does not reach the buffers of another', async () => {
    const { world, device, other } = open()
    await using _ = world
    const mine = await world.act('P', (kos) => {
      kos.KnIommuAttachDevice(deviceBdf)
      return begun(kos).frame
    })
    await world.act('Other', (kos) => void kos.KnIommuAttachDevice(deviceBdf + 8))
    expect(other.context.dmaWrite(mine, new Uint8Array(4))).toBe(false)
    expect(device.context.dmaWrite(mine, new Uint8Array(4))).toBe(true)
  })

  test('each code of KnIommuAttachDevice and KnIommuDetachDevice', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      expect(kos.KnIommuDetachDevice(deviceBdf)).toBe(rcNotConnected)
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcAlreadyExists)
      for (const none of [0, 0xffff, 0x1_0000 + deviceBdf])
        expect([kos.KnIommuAttachDevice(none), kos.KnIommuDetachDevice(none)]).toEqual([
          rcDeviceNotFound,
          rcDeviceNotFound,
        ])
      for (const wrong of [-1, 0.5, Number.NaN, 'disk'])
        expect([
          kos.KnIommuAttachDevice(wrong as number),
          kos.KnIommuDetachDevice(wrong as number),
        ]).toEqual([rcInvalidArgument, rcInvalidArgument])
    })
    await world.act('Other', (kos) => {
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcBusy)
      expect(kos.KnIommuDetachDevice(deviceBdf)).toBe(rcNotConnected)
    })
    expect(world.kernel.inspect().io?.domains).toMatchObject([
      { process: 'P', devices: [deviceBdf] },
      { process: 'Other', devices: [] },
    ])
  })

  test('what a buffer is made of, by physical addresses and by those of devices', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const flags = DMA_DIR_BIDIR | DMA_ZONE_DMA32 | DMA_ATTR_CACHE_DISABLE
      const { rid } = unwrap(kos.KnIoDmaCreate(1, 6 * PAGE_SIZE, flags))
      const physical = unwrap(kos.KnIoDmaGetPhysInfo(rid)).info
      expect(physical).toMatchObject({ flags, orderMin: 1, size: 6 * PAGE_SIZE })
      const pages = physical.descriptors.reduce((sum, { order }) => sum + 2 ** order, 0)
      expect([physical.count, pages >= 6]).toEqual([physical.descriptors.length, true])
      for (const { order, frame, raw } of physical.descriptors) {
        expect([order >= 1, frame % (PAGE_SIZE * 2 ** order)]).toEqual([true, 0])
        const orderOfRaw = raw % 2 ** DMA_FRAME_ORDER_BITS
        expect([orderOfRaw, raw - orderOfRaw]).toEqual([order, frame])
      }
      expect(unwrap(kos.KnIoDmaGetInfo(rid)).info.count).toBe(0)
      unwrap(kos.KnIoDmaBegin(rid))
      const { info } = unwrap(kos.KnIoDmaGetInfo(rid))
      expect(info.descriptors.map(({ order }) => order)).toEqual(
        physical.descriptors.map(({ order }) => order),
      )
      expect(info.descriptors.map(({ raw }) => raw)).toEqual(
        info.descriptors.map(({ order, frame }) => frame + order),
      )
    })
  })

  test('a buffer of many blocks is described whole', async () => {
    const bytes = 512 * PAGE_SIZE
    const { world } = open({ memory: { bytes, quota: bytes } })
    await using _ = world
    await world.act('P', (kos) => {
      const rids = Array.from({ length: 400 }, () => create(kos))
      for (const rid of rids.filter((_each, index) => index % 2 === 0)) kos.KnIoClose(rid)
      const { rid } = unwrap(kos.KnIoDmaCreate(0, 200 * PAGE_SIZE, DMA_DIR_TO_DEVICE))
      const { count, descriptors } = unwrap(kos.KnIoDmaGetPhysInfo(rid)).info
      expect([descriptors.length, count > 64]).toEqual([count, true])
      expect(descriptors.reduce((sum, { order }) => sum + 2 ** order, 0)).toBe(200)
      expect(new Set(descriptors.map(({ frame }) => frame)).size).toBe(count)
    })
  })

  test('a continuous buffer is one block', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnIoDmaCreateContinuous(5 * PAGE_SIZE, DMA_DIR_TO_DEVICE))
      expect(unwrap(kos.KnIoDmaGetPhysInfo(rid)).info).toMatchObject({
        count: 1,
        size: 5 * PAGE_SIZE,
        descriptors: [{ order: 3 }],
      })
      for (const size of [0, -1, 0.5, Number.NaN, 2 ** 40, PAGE_SIZE + 1])
        expect(kos.KnIoDmaCreateContinuous(size, DMA_DIR_TO_DEVICE)).toEqual({
          rc: rcInvalidArgument,
        })
    })
  })

  test('the order of as many pages as the documented example has is that of one block', async () => {
    const orders = [0, 1, 2, 3, 4, 5, 1024, 1025, 2 ** 40].map(rtl_roundup_order)
    expect(orders).toEqual([0, 0, 1, 2, 2, 3, 10, 11, 40])
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const size = 5 * PAGE_SIZE
      const { rid } = unwrap(
        kos.KnIoDmaCreate(rtl_roundup_order(size >> PAGE_SHIFT), size, DMA_DIR_BIDIR),
      )
      expect(unwrap(kos.KnIoDmaGetPhysInfo(rid)).info.descriptors).toHaveLength(1)
    })
  })

  test('each code of KnIoDmaCreate', async () => {
    const { world } = open({ memory: { bytes: 64 * PAGE_SIZE, quota: 48 * PAGE_SIZE } })
    await using _ = world
    await world.act('P', (kos) => {
      const rc = (order: number, size: number, flags: number): unknown =>
        kos.KnIoDmaCreate(order, size, flags).rc
      for (const [order, size, flags] of [
        [0, 0, DMA_DIR_BIDIR],
        [0, 100, DMA_DIR_BIDIR],
        [11, PAGE_SIZE, DMA_DIR_BIDIR],
        [0, PAGE_SIZE, 0],
        [0, PAGE_SIZE, DMA_DIR_BIDIR | 0x80],
        [0, PAGE_SIZE, DMA_DIR_BIDIR | 0x18],
        [0, 2 ** 52, DMA_DIR_BIDIR],
      ] as const)
        expect(rc(order, size, flags), `${order} ${size} ${flags}`).toBe(rcInvalidArgument)
      expect(rc(0, 49 * PAGE_SIZE, DMA_DIR_BIDIR)).toBe(rcQuotaExceeded)
      const { rid } = unwrap(kos.KnIoDmaCreate(0, 20 * PAGE_SIZE, DMA_DIR_BIDIR))
      expect(kos.KnIoClose(rid)).toBe(rcOk)
    })
    await world.act('Other', (kos) => void create(kos, DMA_DIR_BIDIR, 30))
    await world.act('P', (kos) => {
      expect(kos.KnIoDmaCreate(0, 40 * PAGE_SIZE, DMA_DIR_BIDIR).rc).toBe(rcOutOfMemory)
      expect(kos.KnIoDmaCreate(6, PAGE_SIZE, DMA_DIR_BIDIR).rc).not.toBe(rcOk)
    })
  })

  test('each code of KnIoDmaBegin, KnIoDmaMap and the two that inform', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid, mapping, permission } = begun(kos)
      const ports = unwrap(kos.KnRegisterPort8(1)).rid
      for (const wrong of [0, mapping, permission, ports, 0x7fff_fff0] as Handle[])
        expect([
          kos.KnIoDmaBegin(wrong).rc,
          kos.KnIoDmaMap(wrong, 0, PAGE_SIZE, 0, READ_WRITE).rc,
          kos.KnIoDmaGetInfo(wrong).rc,
          kos.KnIoDmaGetPhysInfo(wrong).rc,
        ]).toEqual(Array(4).fill(rcInvalidArgument))
      expect(kos.KnIoDmaBegin(rid)).toEqual({ rc: rcAlreadyExists })
      for (const [offset, length, flags] of [
        [100, PAGE_SIZE, READ_WRITE],
        [0, 100, READ_WRITE],
        [0, 0, READ_WRITE],
        [0, 2 * PAGE_SIZE, READ_WRITE],
        [PAGE_SIZE, PAGE_SIZE, READ_WRITE],
        [0, PAGE_SIZE, 0],
        [0, PAGE_SIZE, READ_WRITE | VMM_FLAG_EXECUTE],
      ] as const)
        expect(kos.KnIoDmaMap(rid, offset, length, 0, flags).rc).toBe(rcInvalidArgument)
      const guarded = VMM_FLAG_WRITE | VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD
      const { addr } = unwrap(kos.KnIoDmaMap(rid, 0, PAGE_SIZE, 0, guarded))
      kos.memory.store8(addr, 1)
    })
  })

  test('a handle with fewer rights allows no more than these', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const rid = create(kos)
      const copy = (rights: number): Handle =>
        unwrap(kos.KnHandleCopy(rid, rights, INVALID_HANDLE)).handle
      const read = copy(OCAP_IO_READ)
      const write = copy(OCAP_IO_WRITE)
      for (const each of [read, write, copy(0)])
        expect(kos.KnIoDmaBegin(each)).toEqual({ rc: rcNoCapability })
      const map = (from: Handle, flags: number): unknown =>
        kos.KnIoDmaMap(from, 0, PAGE_SIZE, 0, flags).rc
      expect([
        map(read, READ_WRITE),
        map(write, VMM_FLAG_WRITE),
        map(write, VMM_FLAG_READ),
      ]).toEqual(Array(3).fill(rcNoCapability))
      expect(map(read, VMM_FLAG_READ)).toBe(rcOk)
      const one = create(kos, DMA_DIR_TO_DEVICE)
      const oneRead = unwrap(kos.KnHandleCopy(one, OCAP_IO_READ, INVALID_HANDLE)).handle
      expect(kos.KnIoDmaBegin(oneRead).rc).toBe(rcOk)
    })
  })

  test('a buffer lives until its last handle, permission and mapping are closed', async () => {
    const { world, device } = open()
    await using _ = world
    const buffers = (): number => world.kernel.inspect().io?.dma.length ?? 0
    await world.act('P', (kos) => {
      kos.KnIommuAttachDevice(deviceBdf)
      const { rid, permission, mapping, frame, addr } = begun(kos)
      expect(kos.KnIoClose(rid)).toBe(rcOk)
      expect(device.context.dmaWrite(frame, Uint8Array.of(5))).toBe(true)
      expect([kos.memory.load8(addr), buffers()]).toEqual([5, 1])
      expect(kos.KnIoClose(permission)).toBe(rcOk)
      expect(device.context.dmaWrite(frame, Uint8Array.of(6))).toBe(false)
      expect([kos.memory.load8(addr), buffers()]).toEqual([5, 1])
      expect(kos.KnIoClose(mapping)).toBe(rcOk)
      expect(buffers()).toBe(0)
    })
  })

  test('without a handle for it nothing is created, begun or mapped', async () => {
    const { world } = open({ handleQuota: 1 })
    await using _ = world
    await world.act('P', (kos) => {
      const rid = create(kos)
      expect([
        kos.KnIoDmaCreate(0, PAGE_SIZE, DMA_DIR_BIDIR).rc,
        kos.KnIoDmaBegin(rid).rc,
        kos.KnIoDmaMap(rid, 0, PAGE_SIZE, 0, READ_WRITE).rc,
      ]).toEqual(Array(3).fill(rcQuotaExceeded))
      expect(world.kernel.inspect().io?.dma).toMatchObject([{ permitted: [], mappings: [] }])
    })
  })

  test('the probe hears of transfers, and of those that are blocked', async () => {
    const heard: string[] = []
    const { world, device } = open({
      probe: {
        dma: ({ direction, size }) => heard.push(`${direction} ${size}`),
        strayDma: ({ direction, reason }) => heard.push(`stray ${direction}: ${reason}`),
        interrupted: (thread, irq) => heard.push(`${thread.name} ${irq}`),
      },
    })
    await using _ = world
    await world.act('P', (kos) => {
      kos.KnIommuAttachDevice(deviceBdf)
      const { frame } = begun(kos, DMA_DIR_TO_DEVICE)
      device.context.dmaRead(frame, new Uint8Array(4))
      device.context.dmaWrite(frame, new Uint8Array(2))
    })
    expect(heard).toEqual([
      'read 4',
      expect.stringMatching(/^stray write: devices may not write the buffer at 0x/),
    ])
  })

  test('without a listener the console is told of the first blocked transfer, and the tenth', async () => {
    const device = new TestDevice('disk')
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const world = openWorld({ host: host(), machine: machineWith(device) })
    await using _ = world
    for (let i = 0; i < 12; i++) device.context.dmaRead(0x1000, new Uint8Array(4))
    device.context.dmaWrite(0x1000, new Uint8Array(4))
    const lines = warn.mock.calls.map(([line]) => String(line))
    warn.mockRestore()
    const read =
      'DMA of disk (00:03.0) was blocked: read of 4 bytes at 0x1000: the device is attached to no process'
    expect(lines).toEqual([read, `${read} (10 times)`, read.replace('read', 'write')])
  })
})
