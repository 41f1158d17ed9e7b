// Memory of devices: registration, mappings, accesses through the page table of the process.

import {
  type Handle,
  INVALID_HANDLE,
  type Kos,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  PAGE_SIZE,
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { describePhysicalMap, type FullKernelOptions } from '../src/index.ts'
import { machineWith, registersAt, TestDevice } from './test-device.ts'
import { hosts, openWorld, type World } from './world.ts'

const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): { world: World; device: TestDevice } => {
    const device = new TestDevice()
    const world = openWorld({ host: host(), machine: machineWith(device), ...options })
    world.empty('P', 'Other')
    return { world, device }
  }
  interface Mapped {
    readonly rid: Handle
    readonly addr: number
    readonly handle: Handle
  }
  const mapped = (kos: Kos, prot = READ_WRITE, attr = 0): Mapped => {
    const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
    return { rid, ...unwrap(kos.KnIoMapMem(rid, prot, attr)) }
  }
  /** How the process ends that does this. */
  const endOf = async (world: World, routine: (kos: Kos) => void): Promise<unknown> => {
    world.kernel.as('P', routine).catch(() => {})
    return world.exitOf('P')
  }

  test('memory is registered once, outside of RAM, in whole pages', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, 2 * PAGE_SIZE))
      for (const [addr, size, rc] of [
        [registersAt + PAGE_SIZE, PAGE_SIZE, rcAlreadyExists],
        [registersAt - PAGE_SIZE, PAGE_SIZE, rcInvalidArgument],
        [0, PAGE_SIZE, rcInvalidArgument],
        [registersAt + 8 * PAGE_SIZE, 0, rcInvalidArgument],
        [registersAt + 8 * PAGE_SIZE, 100, rcInvalidArgument],
        [registersAt + 8 * PAGE_SIZE + 4, PAGE_SIZE, rcInvalidArgument],
        [2 ** 36, PAGE_SIZE, rcInvalidArgument],
        [2 ** 36 - PAGE_SIZE, 2 * PAGE_SIZE, rcInvalidArgument],
        [-PAGE_SIZE, PAGE_SIZE, rcInvalidArgument],
      ] as const)
        expect(kos.KnRegisterPhyMem(addr, size), `${addr} ${size}`).toEqual({ rc })
      expect(kos.KnIoClose(rid)).toBe(rcOk)
      expect(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE).rc).toBe(rcOk)
    })
  })

  test('every width reads and writes registers, and buffers one register', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { addr } = mapped(kos)
      kos.IoWriteMmReg32(addr, 0xffff_fffe)
      kos.IoWriteMmReg16(addr + 4, 0x1_abcd)
      kos.IoWriteMmReg8(addr + 6, 0x12)
      expect([
        kos.IoReadMmReg32(addr),
        kos.IoReadMmReg16(addr + 4),
        kos.IoReadMmReg8(addr + 6),
        kos.memory.load32(addr),
      ]).toEqual([0xffff_fffe, 0xabcd, 0x12, 0xffff_fffe])
      kos.IoWriteMmBuffer8(addr, Uint8Array.of(1, 2), 2)
      kos.IoWriteMmBuffer16(addr, Uint16Array.of(3, 4), 1)
      kos.IoWriteMmBuffer32(addr, Uint32Array.of(5), 1)
      const bytes = new Uint8Array(2)
      kos.IoReadMmBuffer8(addr, bytes, 2)
      const words = new Uint16Array(2)
      kos.IoReadMmBuffer16(addr, words, 1)
      const doubleWords = new Uint32Array(1)
      kos.IoReadMmBuffer32(addr, doubleWords, 1)
      expect([...bytes, ...words, ...doubleWords]).toEqual([5, 5, 5, 0, 5])
      kos.IoReadBarrier()
      kos.IoWriteBarrier()
      kos.IoReadWriteBarrier()
    })
    expect(device.accesses.slice(7)).toEqual([
      'write8 0 = 1',
      'write8 0 = 2',
      'write16 0 = 3',
      'write32 0 = 5',
      'read8 0',
      'read8 0',
      'read16 0',
      'read32 0',
    ])
  })

  test('an access is no system call', async () => {
    const { world } = open()
    await using _ = world
    const syscalls = (): number => world.kernel.task('P').syscalls
    await world.act('P', (kos) => {
      const { addr } = mapped(kos)
      kos.IoReadMmReg32(addr)
      const before = syscalls()
      for (let i = 0; i < 10; i++) kos.IoReadMmReg32(addr)
      expect(syscalls()).toBe(before)
    })
  })

  test('behind the registers of a device reads give all ones', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { addr } = mapped(kos)
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt + PAGE_SIZE, PAGE_SIZE))
      const { addr: empty } = unwrap(kos.KnIoMapMem(rid, READ_WRITE, 0))
      kos.IoWriteMmReg32(empty, 1)
      expect([kos.IoReadMmReg8(addr + 16), kos.IoReadMmReg32(empty)]).toEqual([0xff, 0xffff_ffff])
    })
  })

  test('a buffer that is too short is misuse, and nothing is accessed', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { addr } = mapped(kos)
      kos.IoReadMmBuffer8(addr, new Uint8Array(2), 3)
      kos.IoWriteMmBuffer32(addr, null as never, 1)
    })
    expect(device.accesses).toEqual([])
    expect(world.misuses.map(({ message }) => message)).toEqual([
      expect.stringContaining('P: IoReadMmBuffer8 did nothing'),
      expect.stringContaining('P: IoWriteMmBuffer32 did nothing: it takes a Uint32Array'),
    ])
  })

  test.each<[string, (kos: Kos) => void, string]>([
    [
      'writing what is mapped to read',
      (kos) => kos.IoWriteMmReg8(mapped(kos, VMM_FLAG_READ).addr, 1),
      'write',
    ],
    [
      'reading what is mapped to write',
      (kos) => void kos.IoReadMmReg8(mapped(kos, VMM_FLAG_WRITE).addr),
      'read',
    ],
    [
      'an address that is not aligned',
      (kos) => void kos.IoReadMmReg32(mapped(kos).addr + 2),
      'aligned',
    ],
    [
      'the guard page below',
      (kos) => void kos.IoReadMmReg8(mapped(kos, READ_WRITE, VMM_FLAG_LOW_GUARD).addr - 1),
      'guard',
    ],
    [
      'the guard page above',
      (kos) => void kos.IoReadMmReg8(mapped(kos, READ_WRITE, VMM_FLAG_HIGH_GUARD).addr + PAGE_SIZE),
      'guard',
    ],
    [
      'many registers at once',
      (kos) => kos.memory.read(mapped(kos).addr, new Uint8Array(4)),
      'register',
    ],
    ['where nothing is mapped', (kos) => void kos.IoReadMmReg8(64), 'allocated'],
  ])('%s ends the process', async (_what, access, text) => {
    const { world, device } = open()
    await using _ = world
    expect(await endOf(world, access)).toMatchObject({ crash: expect.stringContaining(text) })
    expect(device.accesses).toEqual([])
    expect(world.kernel.inspect().io?.memory).toEqual([])
  })

  test('registers functions access memory as well', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const at = kos.KnVmAllocate(0, PAGE_SIZE, VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | READ_WRITE)
      kos.IoWriteMmReg32(at, 7)
      expect([kos.IoReadMmReg32(at), kos.memory.load32(at)]).toEqual([7, 7])
    })
  })

  test('the flags of a mapping, and its codes', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
      const map = (prot: number, attr: number): number => {
        const result = kos.KnIoMapMem(rid, prot, attr)
        if (result.rc === rcOk) expect(kos.KnIoClose(result.handle)).toBe(rcOk)
        return result.rc as number
      }
      for (const prot of [VMM_FLAG_READ, VMM_FLAG_WRITE, READ_WRITE, VMM_FLAG_RWX_MASK])
        expect(map(prot, VMM_FLAG_CACHE_DISABLE | VMM_FLAG_ALIAS)).toBe(rcOk)
      for (const prot of [0, VMM_FLAG_EXECUTE, VMM_FLAG_EXECUTE | VMM_FLAG_WRITE, VMM_FLAG_RESERVE])
        expect(map(prot, 0)).toBe(rcInvalidArgument)
      for (const attr of [VMM_FLAG_READ, VMM_FLAG_COMMIT, 2 ** 31])
        expect(map(READ_WRITE, attr)).toBe(rcInvalidArgument)
      for (const wrong of [0, 0x7fff_fff0, unwrap(kos.KnRegisterPort8(1)).rid])
        expect(kos.KnIoMapMem(wrong as Handle, READ_WRITE, 0)).toEqual({ rc: rcInvalidArgument })
    })
  })

  test('a range is mapped once at a time, unless all mappings are aliases', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid, handle } = mapped(kos)
      expect(kos.KnIoMapMem(rid, READ_WRITE, 0).rc).toBe(rcAlreadyExists)
      expect(kos.KnIoMapMem(rid, READ_WRITE, VMM_FLAG_ALIAS).rc).toBe(rcAlreadyExists)
      expect(kos.KnIoClose(handle)).toBe(rcOk)
      const one = unwrap(kos.KnIoMapMem(rid, READ_WRITE, VMM_FLAG_ALIAS))
      const other = unwrap(kos.KnIoMapMem(rid, VMM_FLAG_READ, VMM_FLAG_ALIAS))
      kos.IoWriteMmReg8(one.addr, 9)
      expect(kos.IoReadMmReg8(other.addr)).toBe(9)
    })
  })

  test('a handle with fewer rights maps no more than these', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
      const copy = (rights: number): Handle =>
        unwrap(kos.KnHandleCopy(rid, rights, INVALID_HANDLE)).handle
      const [none, read, write] = [copy(0), copy(OCAP_IO_READ), copy(OCAP_IO_WRITE)]
      expect(kos.KnIoMapMem(none, VMM_FLAG_READ, 0).rc).toBe(rcNoCapability)
      expect(kos.KnIoMapMem(read, READ_WRITE, 0).rc).toBe(rcNoCapability)
      expect(kos.KnIoMapMem(write, VMM_FLAG_READ, 0).rc).toBe(rcNoCapability)
      const { addr } = unwrap(kos.KnIoMapMem(read, VMM_FLAG_READ, 0))
      expect(kos.KnVmProtect(addr, PAGE_SIZE, READ_WRITE)).not.toBe(rcOk)
    })
  })

  test('a mapping that is closed is gone, and its range is registered until then', async () => {
    const { world } = open()
    await using _ = world
    const exit = await endOf(world, (kos) => {
      const { rid, addr, handle } = mapped(kos)
      expect(kos.KnIoClose(rid)).toBe(rcOk)
      expect(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE).rc).toBe(rcAlreadyExists)
      expect(kos.IoReadMmReg8(addr)).toBe(0)
      expect(kos.KnIoClose(handle)).toBe(rcOk)
      expect(kos.KnIoClose(handle)).toBe(rcInvalidArgument)
      expect(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE).rc).toBe(rcOk)
      kos.log('closed')
      kos.IoReadMmReg8(addr)
    })
    expect(exit).toMatchObject({ crash: expect.stringContaining('allocated') })
    expect(world.lines).toEqual(['P: closed'])
  })

  test('a mapping that the process has unmapped is over', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid, addr, handle } = mapped(kos)
      expect(kos.KnVmUnmap(addr, PAGE_SIZE)).toBe(rcOk)
      expect(world.kernel.inspect().io?.memory).toMatchObject([{ mappings: [] }])
      const again = unwrap(kos.KnIoMapMem(rid, READ_WRITE, 0))
      expect(kos.KnIoClose(handle)).toBe(rcOk)
      expect(kos.IoReadMmReg8(again.addr)).toBe(0)
    })
  })

  test('without a handle for it nothing is mapped', async () => {
    const { world } = open({ handleQuota: 1 })
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
      expect(kos.KnIoMapMem(rid, READ_WRITE, 0)).toEqual({ rc: rcQuotaExceeded })
      expect(kos.KnRegisterPhyMem(registersAt + PAGE_SIZE, PAGE_SIZE)).toEqual({
        rc: rcQuotaExceeded,
      })
      expect(world.kernel.inspect().io?.memory).toMatchObject([
        { address: registersAt, mappings: [] },
      ])
    })
  })

  test('the physical map says who has registered what, and has it mapped', async () => {
    const { world } = open({ memory: { bytes: 2 ** 30 } })
    await using _ = world
    await world.act('P', (kos) => void mapped(kos))
    const table = describePhysicalMap(world.kernel.inspect().io?.map ?? [])
    expect(table.split('\n').at(-1)?.split(/ {2,}/).slice(1)).toEqual(['4 KiB', 'box', 'P', 'P'])
  })
})
