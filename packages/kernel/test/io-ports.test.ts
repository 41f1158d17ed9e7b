// I/O ports: registration, permission, access without a system call, and the end of a process that
// has no permission.

import { type Handle, INVALID_HANDLE, type Kos, OCAP_IO_READ, OCAP_IO_WRITE } from '@kos/libkos'
import {
  rcAlreadyExists,
  rcHandleRevoked,
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import type { FullKernelOptions } from '../src/index.ts'
import { machineWith, portsAt, TestDevice } from './test-device.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): { world: World; device: TestDevice } => {
    const device = new TestDevice()
    const world = openWorld({ host: host(), machine: machineWith(device), ...options })
    world.empty('P', 'Other')
    return { world, device }
  }
  const permit = (kos: Kos, size = 16): { rid: Handle; handle: Handle } => {
    const { rid } = unwrap(kos.KnRegisterPorts(portsAt, size))
    return { rid, ...unwrap(kos.KnIoPermitPort(rid)) }
  }

  test('ports are registered once, and are free again when they are closed', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPorts(portsAt, 8))
      expect(kos.KnRegisterPort8(portsAt + 7)).toEqual({ rc: rcAlreadyExists })
      expect(kos.KnRegisterPort16(portsAt - 1)).toEqual({ rc: rcAlreadyExists })
      expect(kos.KnRegisterPort32(portsAt + 4)).toEqual({ rc: rcAlreadyExists })
      const behind = unwrap(kos.KnRegisterPort32(portsAt + 8))
      expect(kos.KnIoClose(rid)).toBe(rcOk)
      const again = unwrap(kos.KnRegisterPort16(portsAt + 6))
      for (const each of [behind, again]) expect(kos.KnIoClose(each.rid)).toBe(rcOk)
      expect(shareOf(world.kernel, 'P').handles).toBe(0)
    })
  })

  test.each([
    ['past the last port', 0xffff, 2],
    ['none', 0x100, 0],
    ['behind all', 0x1_0000, 1],
    ['more than there are', 0, 0x1_0001],
    ['a negative port', -1, 1],
    ['half a port', 0x100, 0.5],
  ])('what is no range of ports is refused: %s', async (_what, port, size) => {
    const { world } = open()
    await using _ = world
    const result = await world.act('P', (kos) => kos.KnRegisterPorts(port, size))
    expect(result).toEqual({ rc: rcInvalidArgument })
  })

  test('every width reads and writes the registers of the device, and buffers one port', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', (kos) => {
      permit(kos)
      kos.IoWriteIoPort32(portsAt, 0x1234_5678)
      kos.IoWriteIoPort16(portsAt + 4, 0xabcd)
      kos.IoWriteIoPort8(portsAt + 6, 0x1ff)
      expect([
        kos.IoReadIoPort32(portsAt),
        kos.IoReadIoPort16(portsAt + 4),
        kos.IoReadIoPort8(portsAt + 6),
        kos.IoReadIoPort8(portsAt + 1),
      ]).toEqual([0x1234_5678, 0xabcd, 0xff, 0x56])
      kos.IoWriteIoPortBuffer8(portsAt, Uint8Array.of(1, 2, 3), 2)
      kos.IoWriteIoPortBuffer16(portsAt, Uint16Array.of(4), 1)
      kos.IoWriteIoPortBuffer32(portsAt, Uint32Array.of(5, 6), 2)
      const bytes = new Uint8Array(3)
      kos.IoReadIoPortBuffer8(portsAt, bytes, 2)
      const words = new Uint16Array(1)
      kos.IoReadIoPortBuffer16(portsAt, words, 1)
      const doubleWords = new Uint32Array(2)
      kos.IoReadIoPortBuffer32(portsAt, doubleWords, 2)
      expect([...bytes, ...words, ...doubleWords]).toEqual([6, 6, 0, 6, 6, 6])
    })
    expect(device.accesses.slice(7)).toEqual([
      'write8 0 = 1',
      'write8 0 = 2',
      'write16 0 = 4',
      'write32 0 = 5',
      'write32 0 = 6',
      'read8 0',
      'read8 0',
      'read16 0',
      'read32 0',
      'read32 0',
    ])
    expect(world.misuses).toEqual([])
  })

  test('an access is no system call', async () => {
    const { world } = open()
    await using _ = world
    const syscalls = (): number => world.kernel.task('P').syscalls
    await world.act('P', (kos) => {
      permit(kos)
      kos.IoReadIoPort8(portsAt)
      const before = syscalls()
      for (let i = 0; i < 10; i++) kos.IoReadIoPort8(portsAt)
      expect(syscalls()).toBe(before)
    })
  })

  test('a buffer that is too short is misuse, and nothing is accessed', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', (kos) => {
      permit(kos)
      kos.IoReadIoPortBuffer8(portsAt, new Uint8Array(2), 3)
      kos.IoWriteIoPortBuffer16(portsAt, new Uint16Array(2), -1)
      kos.IoReadIoPortBuffer32(portsAt, new Uint16Array(4) as never, 2)
    })
    expect(device.accesses).toEqual([])
    expect(world.misuses.map(({ message }) => message.replace(/ \(.*/, ''))).toEqual([
      'P: IoReadIoPortBuffer8 did nothing: 3 elements are more than the 2 of the array, or no number',
      'P: IoWriteIoPortBuffer16 did nothing: -1 elements are more than the 2 of the array, or no number',
      'P: IoReadIoPortBuffer32 did nothing: it takes a Uint32Array',
    ])
  })

  test.each([
    ['read', 'port 0x3f8: 8-bit read', (kos: Kos) => kos.IoReadIoPort8(portsAt)],
    ['written', 'port 0x3f8: 16-bit write', (kos: Kos) => kos.IoWriteIoPort16(portsAt, 1)],
    [
      'read into a buffer',
      'port 0x3f8: 32-bit read',
      (kos: Kos) => kos.IoReadIoPortBuffer32(portsAt, new Uint32Array(1), 1),
    ],
  ])('a port that is %s without permission ends the process', async (_what, text, access) => {
    const { world, device } = open()
    await using _ = world
    const steps: string[] = []
    world.kernel
      .as('P', (kos) => {
        unwrap(kos.KnRegisterPorts(portsAt, 16))
        access(kos)
        steps.push('went on')
      })
      .catch(() => {})
    const exit = await world.exitOf('P')
    expect(exit).toMatchObject({
      crash: `P/host: ${text} without permission (KnIoPermitPort)`,
      stack: expect.stringContaining('io-ports.test.ts'),
    })
    expect([device.accesses, steps]).toEqual([[], []])
    expect(world.kernel.inspect().io?.ports).toEqual([])
  })

  test('every byte of an access must be permitted', async () => {
    const { world } = open()
    await using _ = world
    world.kernel
      .as('P', (kos) => {
        permit(kos, 3)
        kos.IoReadIoPort16(portsAt + 1)
        kos.IoReadIoPort16(portsAt + 2)
      })
      .catch(() => {})
    expect(await world.exitOf('P')).toMatchObject({
      crash: expect.stringContaining('port 0x3fa: 16-bit read'),
    })
  })

  test.each([-1, 0x1_0000, 2 ** 32 + portsAt, Number.NaN, 0.5])(
    'what is no port ends the process as well: %s',
    async (port) => {
      const { world } = open()
      await using _ = world
      world.kernel
        .as('P', (kos) => {
          permit(kos)
          kos.IoReadIoPort8(port)
        })
        .catch(() => {})
      expect(await world.exitOf('P')).toMatchObject({
        crash: expect.stringContaining('without permission'),
      })
    },
  )

  test('a permission that is closed is over, and the range is registered until then', async () => {
    const { world } = open()
    await using _ = world
    world.kernel
      .as('P', (kos) => {
        const { rid, handle } = permit(kos)
        expect(kos.KnIoClose(rid)).toBe(rcOk)
        expect(kos.KnRegisterPort8(portsAt)).toEqual({ rc: rcAlreadyExists })
        expect(kos.IoReadIoPort8(portsAt)).toBe(0)
        expect(kos.KnIoClose(handle)).toBe(rcOk)
        expect(kos.KnIoClose(unwrap(kos.KnRegisterPort8(portsAt)).rid)).toBe(rcOk)
        kos.log('closed')
        kos.IoReadIoPort8(portsAt)
      })
      .catch(() => {})
    expect(await world.exitOf('P')).toMatchObject({ crash: expect.stringContaining('8-bit read') })
    expect(world.lines).toEqual(['P: closed'])
  })

  test('a port that is permitted twice is accessible until both are closed', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { rid, handle } = permit(kos)
      const second = unwrap(kos.KnIoPermitPort(rid)).handle
      expect(kos.KnIoClose(handle)).toBe(rcOk)
      expect(kos.IoReadIoPort8(portsAt)).toBe(0)
      expect(kos.KnIoClose(second)).toBe(rcOk)
    })
  })

  test('a revoked resource ends the access of the process', async () => {
    const { world } = open()
    await using _ = world
    world.kernel
      .as('P', (kos) => {
        const { rid } = unwrap(kos.KnRegisterPorts(portsAt, 16))
        const rights = OCAP_IO_READ | OCAP_IO_WRITE
        const copy = unwrap(kos.KnHandleCopy(rid, rights, INVALID_HANDLE)).handle
        unwrap(kos.KnIoPermitPort(copy))
        expect(kos.IoReadIoPort8(portsAt)).toBe(0)
        expect(kos.KnHandleRevoke(rid)).toBe(rcOk)
        expect(kos.KnIoPermitPort(copy)).toEqual({ rc: rcHandleRevoked })
        kos.log('revoked')
        kos.IoReadIoPort8(portsAt)
      })
      .catch(() => {})
    expect(await world.exitOf('P')).toMatchObject({ crash: expect.stringContaining('8-bit read') })
    expect(world.lines).toEqual(['P: revoked'])
  })

  test('handles that are none, and of other things, are refused', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => {
      const { handle } = permit(kos)
      const irq = unwrap(kos.KnRegisterIrq(33)).rid
      const copy = unwrap(kos.KnHandleCopy(irq, 0, INVALID_HANDLE)).handle
      for (const wrong of [0, 0x7fff_fff0, handle, irq])
        expect(kos.KnIoPermitPort(wrong as Handle)).toEqual({ rc: rcInvalidArgument })
      expect(kos.KnHandleRevoke(irq)).toBe(rcOk)
      expect(kos.KnIoPermitPort(copy)).toEqual({ rc: rcHandleRevoked })
      expect(kos.KnIoClose(copy)).toBe(rcOk)
    })
  })

  test('without a handle for it nothing is registered or permitted', async () => {
    const { world } = open({ handleQuota: 2 })
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPort8(portsAt))
      unwrap(kos.KnRegisterPort8(portsAt + 1))
      expect(kos.KnRegisterPort8(portsAt + 2)).toEqual({ rc: rcQuotaExceeded })
      expect(kos.KnIoPermitPort(rid)).toEqual({ rc: rcQuotaExceeded })
      expect(world.kernel.inspect().io?.ports).toEqual([
        { owner: 'P', first: portsAt, size: 1, permitted: [] },
        { owner: 'P', first: portsAt + 1, size: 1, permitted: [] },
      ])
    })
  })

  test('the ports of a process are free when it has ended', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', (kos) => void permit(kos))
    world.kernel.kill('P')
    await world.act('Other', (kos) => {
      permit(kos)
      expect(kos.IoReadIoPort8(portsAt)).toBe(0)
    })
    expect(world.kernel.inspect().io?.ports).toEqual([
      { owner: 'Other', first: portsAt, size: 16, permitted: ['Other'] },
    ])
  })
})
