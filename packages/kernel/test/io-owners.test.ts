// Whose I/O resources are: they are transferred and revoked by handles, their uses are not, and all
// that a process has ends with it, first what its devices reach. And: policies govern the calls, and
// code of the host that fails stops nobody.

import {
  connect,
  defineInterface,
  DMA_DIR_BIDIR,
  type Handle,
  handle,
  HANDLE_TYPE_USER_FIRST,
  type Kos,
  OCAP_HANDLE_TRANSFER,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  PackOutMsg,
  PAGE_SIZE,
  program,
  serve,
  SMsgHdr,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcNoCapability,
  rcOk,
  rcSecurityDisallow,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  core,
  createFullKernel,
  createKernel,
  defineSolution,
  boot,
  type Clock,
  execute,
  handles,
  HostClock,
  io,
  iommu,
  memory,
  request,
  threads,
  VirtualClock,
} from '../src/index.ts'
import type { FullKernelOptions } from '../src/index.ts'
import { FakeHost } from './fake-host.ts'
import { deviceBdf, irqs, machineWith, portsAt, registersAt, TestDevice } from './test-device.ts'
import { hosts, leftovers, openWorld, type World } from './world.ts'

const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE
const [irq] = irqs as [number]
const rights = OCAP_IO_READ | OCAP_IO_WRITE | OCAP_HANDLE_TRANSFER

const Broker = defineInterface('test.Broker', {
  Take: { out: { ports: handle, registers: handle, buffer: handle, interrupt: handle } },
  Give: { in: { use: handle } },
})

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): { world: World; device: TestDevice } => {
    const device = new TestDevice()
    const machine = machineWith(device)
    const world = openWorld({ host: host(), machine, onStrayDma: () => {}, ...options })
    return { world, device }
  }

  /** A process that registers one resource of each kind, and gives them away. */
  const Owner = program({ endpoints: { broker: Broker } }, async (kos) => {
    const all = {
      ports: unwrap(kos.KnRegisterPorts(portsAt, 16)).rid,
      registers: unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE)).rid,
      buffer: unwrap(kos.KnIoDmaCreate(0, PAGE_SIZE, DMA_DIR_BIDIR)).rid,
      interrupt: unwrap(kos.KnRegisterIrq(irq)).rid,
    }
    const lent = (each: Handle) => ({ handle: each, rights })
    const Take = () => ({
      ports: lent(all.ports),
      registers: lent(all.registers),
      buffer: lent(all.buffer),
      interrupt: lent(all.interrupt),
    })
    const revoking = async (own: Kos): Promise<void> => {
      await own.KnSleep(100)
      for (const each of Object.values(all)) own.KnHandleRevoke(each)
      own.log('revoked')
    }
    unwrap(kos.KosThreadCreate(15, 0, revoking as never, 0, 0))
    await serve(kos, 'owner', { broker: { Take, Give: () => {} } })
  })

  const lendingWorld = (): { world: World; device: TestDevice } => {
    const opened = open()
    opened.world.kernel.spawn(Owner, { name: 'Owner' })
    for (const name of ['P', 'Q'])
      opened.world.kernel.spawn(null, { name, connections: { owner: 'Owner' } })
    return opened
  }
  const take = async (kos: Kos) => {
    const taken = unwrap(await connect(kos, Broker, 'owner', 'broker').Take())
    return {
      ports: taken.ports.handle,
      registers: taken.registers.handle,
      buffer: taken.buffer.handle,
      interrupt: taken.interrupt.handle,
    }
  }
  const header = (): SMsgHdr => PackOutMsg(new SMsgHdr(), new Uint8Array(16))

  test('resources that were transferred are used until they are revoked', async () => {
    const { world, device } = lendingWorld()
    await using _ = world
    const done = world.kernel.as('P', async (kos) => {
      const { ports, registers, buffer, interrupt } = await take(kos)
      unwrap(kos.KnIoPermitPort(ports))
      const { addr } = unwrap(kos.KnIoMapMem(registers, READ_WRITE, 0))
      unwrap(kos.KnIoDmaBegin(buffer))
      const { addr: memoryAt } = unwrap(kos.KnIoDmaMap(buffer, 0, PAGE_SIZE, 0, READ_WRITE))
      const frame = unwrap(kos.KnIoDmaGetInfo(buffer)).info.descriptors[0]?.frame ?? 0
      expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk)
      const { handle: own } = unwrap(kos.KnIoAttachIrq(interrupt, 0))
      kos.IoWriteIoPort8(portsAt, 5)
      expect(kos.IoReadMmReg8(addr)).toBe(5)
      expect(device.context.dmaWrite(frame, Uint8Array.of(6))).toBe(true)
      expect(kos.memory.load8(memoryAt)).toBe(6)
      device.setLine(true)
      expect(await kos.Recv(own, header())).toBe(rcOk)
      device.setLine(false)
      const rc = await kos.Recv(own, header())
      const later = [
        kos.KnIoPermitPort(ports).rc,
        kos.KnIoMapMem(registers, READ_WRITE, 0).rc,
        kos.KnIoDmaBegin(buffer).rc,
        kos.KnIoDmaGetPhysInfo(buffer).rc,
        kos.KnIoAttachIrq(interrupt, 0).rc,
        kos.KnIoEnableIrq(interrupt),
      ]
      const reached = device.context.dmaWrite(frame, Uint8Array.of(7))
      for (const each of [ports, registers, buffer, interrupt])
        expect(kos.KnIoClose(each)).toBe(rcOk)
      return [rc, later, reached]
    })
    await world.idle()
    expect(await done).toEqual([rcHandleRevoked, Array(6).fill(rcHandleRevoked), false])
    expect(world.kernel.inspect().io).toMatchObject({ ports: [], memory: [], irqs: [], dma: [] })
  })

  type Access = (kos: Kos, taken: Awaited<ReturnType<typeof take>>) => (own: Kos) => unknown
  const accesses: readonly (readonly [string, Access, string])[] = [
    [
      'a port',
      (kos, { ports }) => {
        unwrap(kos.KnIoPermitPort(ports))
        return (own) => own.IoReadIoPort8(portsAt)
      },
      'without permission',
    ],
    [
      'a register',
      (kos, { registers }) => {
        const { addr } = unwrap(kos.KnIoMapMem(registers, READ_WRITE, 0))
        return (own) => own.IoReadMmReg8(addr)
      },
      'revoked',
    ],
    [
      'a DMA buffer',
      (kos, { buffer }) => {
        const { addr } = unwrap(kos.KnIoDmaMap(buffer, 0, PAGE_SIZE, 0, READ_WRITE))
        return (own) => own.memory.load8(addr)
      },
      'revoked',
    ],
  ]
  test.each(accesses)('the next access to %s ends the process', async (_what, begin, text) => {
    const { world } = lendingWorld()
    await using _ = world
    world.kernel
      .as('P', async (kos) => {
        const access = begin(kos, await take(kos))
        access(kos)
        await kos.KnSleep(200)
        kos.log('accesses')
        access(kos)
        kos.log('goes on')
      })
      .catch(() => {})
    expect(await world.exitOf('P')).toMatchObject({ crash: expect.stringContaining(text) })
    expect(world.lines).toEqual(['Owner: revoked', 'P: accesses'])
  })

  test('several processes use one resource, each for itself', async () => {
    const { world } = lendingWorld()
    await using _ = world
    const permit = async (kos: Kos): Promise<Handle> =>
      unwrap(kos.KnIoPermitPort((await take(kos)).ports)).handle
    const both = ['P', 'Q'].map((name) =>
      world.kernel.as(name, async (kos) => {
        const permission = await permit(kos)
        kos.IoWriteIoPort8(portsAt, 1)
        if (name === 'P') kos.KnIoClose(permission)
        await kos.KnSleep(10)
        if (name === 'Q') kos.IoWriteIoPort8(portsAt, 2)
        return world.kernel.inspect().io?.ports[0]?.permitted
      }),
    )
    await world.idle()
    expect(await Promise.all(both)).toEqual([['Q'], ['Q']])
  })

  test('permissions, mappings and attachments are neither transferred nor copied', async () => {
    const { world } = lendingWorld()
    await using _ = world
    await world.act('P', async (kos) => {
      const broker = connect(kos, Broker, 'owner', 'broker')
      const { ports, registers, buffer, interrupt } = await take(kos)
      const uses = [
        unwrap(kos.KnIoPermitPort(ports)).handle,
        unwrap(kos.KnIoMapMem(registers, READ_WRITE, 0)).handle,
        unwrap(kos.KnIoDmaBegin(buffer)).handle,
        unwrap(kos.KnIoDmaMap(buffer, 0, PAGE_SIZE, 0, VMM_FLAG_READ)).handle,
        unwrap(kos.KnIoAttachIrq(interrupt, 0)).handle,
      ]
      for (const use of uses) {
        expect((await broker.Give({ use })).rc).toBe(rcNoCapability)
        expect(kos.KnHandleCopy(use, 0, 0 as Handle).rc).toBe(rcNoCapability)
      }
      expect((await broker.Give({ use: ports })).rc).toBe(rcOk)
    })
  })

  test('a resource outlives the process that registered it, while others have it', async () => {
    const { world } = lendingWorld()
    await using _ = world
    world.empty('Third')
    const used = world.kernel.as('P', async (kos) => {
      const { ports } = await take(kos)
      unwrap(kos.KnIoPermitPort(ports))
      await kos.KnSleep(20)
      return kos.IoReadIoPort8(portsAt)
    })
    await world.kernel.advance(10)
    world.kernel.kill('Owner')
    expect(world.kernel.inspect().io?.ports).toMatchObject([{ owner: 'Owner', permitted: ['P'] }])
    await world.idle()
    expect(await used).toBe(0)
    world.kernel.kill('P')
    expect(world.kernel.inspect().io?.ports).toEqual([])
  })

  test('the devices of a process reach no memory from the moment in which it ends', async () => {
    const reached: unknown[] = []
    let attempt = (): unknown => null
    const { world, device } = open({
      probe: { taskEnded: ({ name }) => void reached.push([name, attempt()]) },
      onExit: () => void reached.push(['exit', attempt()]),
    })
    await using _ = world
    world.empty('P', 'Q')
    const frame = await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnIoDmaCreate(0, PAGE_SIZE, DMA_DIR_BIDIR))
      unwrap(kos.KnIoDmaBegin(rid))
      kos.KnIommuAttachDevice(deviceBdf)
      return unwrap(kos.KnIoDmaGetInfo(rid)).info.descriptors[0]?.frame ?? 0
    })
    attempt = () => device.context.dmaWrite(frame, Uint8Array.of(1))
    expect(attempt()).toBe(true)
    world.kernel.kill('P')
    expect(reached).toEqual([
      ['P', false],
      ['exit', false],
    ])
    await world.act('Q', (kos) => expect(kos.KnIommuAttachDevice(deviceBdf)).toBe(rcOk))
    attempt = () => null
  })

  test('a process that crashes in the middle of everything leaves nothing', async () => {
    const { world, device } = open()
    await using _ = world
    world.empty('P', 'Q')
    const everything = async (kos: Kos, then: (own: Kos) => Promise<void>): Promise<void> => {
      unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 16)).rid))
      const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
      unwrap(kos.KnIoMapMem(rid, READ_WRITE, 0))
      const buffer = unwrap(kos.KnIoDmaCreate(0, PAGE_SIZE, DMA_DIR_BIDIR)).rid
      unwrap(kos.KnIoDmaBegin(buffer))
      unwrap(kos.KnIoDmaMap(buffer, 0, PAGE_SIZE, 0, READ_WRITE))
      kos.KnIommuAttachDevice(deviceBdf)
      const { handle: own } = unwrap(kos.KnIoAttachIrq(unwrap(kos.KnRegisterIrq(irq)).rid, 0))
      unwrap(kos.KosThreadCreate(15, 0, then as never, 0, 0))
      await kos.Recv(own, header())
    }
    world.kernel
      .as('P', (kos) =>
        everything(kos, async (own) => {
          await own.KnSleep(1)
          throw new Error('a bug')
        }),
      )
      .catch(() => {})
    expect(await world.exitOf('P')).toMatchObject({ crash: 'a bug' })
    const { ports, memory: windows, irqs: lines, dma, domains } = world.kernel.inspect().io ?? {}
    expect([ports, windows, lines, dma, domains]).toEqual([[], [], [], [], []])
    // Another one takes over at once.
    world.kernel.as('Q', (kos) => everything(kos, async () => {})).catch(() => {})
    await world.kernel.advance(1)
    expect(world.kernel.inspect().io?.irqs).toMatchObject([{ owner: 'Q', handler: 'Q' }])
    device.pulse()
    await world.idle()
    expect(world.kernel.inspect().io?.irqs).toMatchObject([{ handler: null, taken: 1 }])
  })

  test('KnIoClose closes handles of I/O resources, and no others', async () => {
    const { world } = open()
    await using _ = world
    world.empty('P')
    await world.act('P', (kos) => {
      const created = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, 0, 0)).handle
      for (const wrong of [0, created, 0x7fff_fff0, -1, 0.5, 'handle'])
        expect(kos.KnIoClose(wrong as Handle)).toBe(rcInvalidArgument)
      expect(kos.KnHandleClose(created)).toBe(rcOk)
      const { rid } = unwrap(kos.KnRegisterIrq(irq))
      const { handle: own } = unwrap(kos.KnIoAttachIrq(rid, 0))
      expect([kos.KnIoClose(own), kos.KnHandleClose(rid), kos.KnIoClose(rid)]).toEqual([
        rcOk,
        rcOk,
        rcInvalidArgument,
      ])
    })
  })

  test('the policy governs every call, and sees resources by their ids', async () => {
    const seen: string[] = []
    const security = [
      execute(),
      request('P', core, ({ event, message }) => {
        const { endpoint, interface: name, method } = event
        if (endpoint !== 'io.IO' && endpoint !== 'iommu.IOMMU') return true
        seen.push(`${name} ${method}`)
        return method === 'RegisterPorts' && (message as { port: number }).port === portsAt
      }),
    ]
    const { world } = open({ security })
    await using _ = world
    world.empty('P')
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterPorts(portsAt, 2))
      expect([
        kos.KnRegisterPorts(portsAt + 8, 2).rc,
        kos.KnIoPermitPort(rid).rc,
        kos.KnRegisterPhyMem(registersAt, PAGE_SIZE).rc,
        kos.KnIoDmaCreate(0, PAGE_SIZE, DMA_DIR_BIDIR).rc,
        kos.KnRegisterIrq(irq).rc,
        kos.KnIommuAttachDevice(deviceBdf),
        kos.KnIoClose(rid),
      ]).toEqual(Array(7).fill(rcSecurityDisallow))
    })
    expect(seen).toEqual([
      'kl.core.IO RegisterPorts',
      'kl.core.IO RegisterPorts',
      'kl.core.IO PermitPort',
      'kl.core.IO RegisterPhyMem',
      'kl.core.IO DmaCreate',
      'kl.core.IO RegisterIrq',
      'kl.core.IOMMU AttachDevice',
      'kl.core.IO Close',
    ])
  })

  test('a device model that throws is reported, and its access has no effect', async () => {
    const failures: string[] = []
    const { world, device } = open({
      onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
    })
    await using _ = world
    world.empty('P')
    device.onAccess = () => {
      throw new Error('burnt')
    }
    await world.act('P', (kos) => {
      unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 16)).rid))
      kos.IoWriteIoPort8(portsAt, 1)
      expect(kos.IoReadIoPort16(portsAt)).toBe(0xffff)
      device.onAccess = null
      expect(kos.IoReadIoPort8(portsAt)).toBe(0)
    })
    expect(failures).toEqual(Array(2).fill('the device box: Error: burnt'))
  })

  test('a device model that kills the process which accesses it does no harm', async () => {
    const { world, device } = open()
    await using _ = world
    world.empty('P', 'Q')
    device.onAccess = () => world.kernel.kill('P')
    world.kernel
      .as('P', async (kos) => {
        unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 16)).rid))
        kos.IoReadIoPort8(portsAt)
        await kos.KnSleep(1)
        kos.log('goes on')
      })
      .catch(() => {})
    await world.act('Q', (kos) => kos.log('lives'))
    expect([world.lines, world.kernel.task('P').result]).toEqual([
      ['Q: lives'],
      { killed: 'killed by the host' },
    ])
  })

  test.each(['kill', 'throw'] as const)(
    'a probe that hears of an interrupt may %s, whether its thread waits or not',
    async (action) => {
      for (const waits of [true, false]) {
        const failures: string[] = []
        const { world, device } = open({
          probe: {
            interrupted: () => {
              if (action === 'throw') throw new Error('of the host')
              world.kernel.kill('P')
            },
          },
          onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
        })
        await using _ = world
        world.empty('P', 'Q')
        world.kernel
          .as('P', async (kos) => {
            const { rid } = unwrap(kos.KnRegisterIrq(irq))
            const { handle: own } = unwrap(kos.KnIoAttachIrq(rid, 0))
            if (!waits) device.setLine(true)
            kos.log(await kos.Recv(own, header()))
          })
          .catch(() => {})
        await world.idle()
        device.setLine(true)
        await world.act('Q', (kos) => kos.log('lives'))
        const isKilled = action === 'kill'
        expect(world.lines.toSorted()).toEqual(isKilled ? ['Q: lives'] : ['P: 0', 'Q: lives'])
        expect(failures).toEqual(isKilled ? [] : ['probe.interrupted: Error: of the host'])
      }
    },
  )

  test('who hears of a blocked transfer may end the process whose device it was', async () => {
    const { world, device } = open({ onStrayDma: () => world.kernel.kill('P') })
    await using _ = world
    world.empty('P')
    const steps: unknown[] = []
    world.kernel
      .as('P', async (kos) => {
        kos.KnIommuAttachDevice(deviceBdf)
        steps.push(device.context.dmaRead(0, new Uint8Array(1)), kos.KnIommuAttachDevice(deviceBdf))
        await kos.KnSleep(1)
        steps.push('goes on')
      })
      .catch(() => {})
    await world.idle()
    expect(steps).toEqual([false, rcInvalidThreadState])
  })

  test('devices have the time of the kernel', async () => {
    const times: number[] = []
    class Ticker extends TestDevice {
      override reset(): void {
        super.reset()
        this.context.tickAfter(10)
      }
      tick(): void {
        times.push(this.context.now())
        if (times.length < 3) this.context.tickAfter(5)
      }
    }
    const { world } = open({ machine: machineWith(new Ticker()) })
    await using _ = world
    await world.kernel.advance(12)
    expect(times).toEqual([10])
    await world.idle()
    expect(times).toEqual([10, 15, 20])
  })

  test.each([
    ['virtual', (): Clock => new VirtualClock()],
    ['real', (fake: FakeHost): Clock => new HostClock(fake)],
  ])('a kernel that is over keeps no device ticking, in %s time', async (_time, clock) => {
    const fake = new FakeHost()
    const device = new TestDevice()
    const { world } = open({ machine: machineWith(device), clock: clock(fake) })
    device.context.tickAfter(10)
    // This proves that no timer is left.
    await world[Symbol.asyncDispose]()
    device.context.tickAfter(10)
    expect([leftovers(world.kernel.inspect()), fake.timers]).toEqual([{}, 0])
  })
})

test('a kernel has no machine without the io service, and no iommu without io', async () => {
  const kernel = createKernel({
    services: [threads(), handles(), memory()],
    clock: new VirtualClock(),
    security: allowAll(),
  })
  expect(kernel.inspect().io).toBe(null)
  await kernel[Symbol.asyncDispose]()
  const without: unknown = { services: [threads(), handles(), memory(), iommu()] }
  expect(() => createKernel(without as { services: [] })).toThrow(
    'createKernel: iommu needs io; add io() to services',
  )
})

test('a kernel of chosen services accesses devices without IPC', async () => {
  const device = new TestDevice()
  const kernel = createKernel({
    services: [threads(), handles(), memory(), io(machineWith(device)), iommu()],
    clock: new VirtualClock(),
    security: allowAll(),
  })
  kernel.spawn(null, { name: 'P' })
  const read = kernel.as('P', (kos) => {
    const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
    const { addr } = unwrap(kos.KnIoMapMem(rid, READ_WRITE, 0))
    kos.IoWriteMmReg8(addr, 3)
    return kos.IoReadMmReg8(addr)
  })
  await kernel.run({ until: 'idle' })
  expect(await read).toBe(3)
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
})

test('a machine whose devices have no place is refused when the kernel is made', () => {
  const one = { device: new TestDevice(), placement: { ports: 1 } }
  const other = { device: new TestDevice('second'), placement: { ports: 8 } }
  expect(() => createFullKernel({ machine: { devices: [one, other] } })).toThrow(RangeError)
  expect(() => createFullKernel({ machine: { irqLines: 0 } })).toThrow(RangeError)
})

test('what a device was about to do is not left in a kernel that is disposed of', async () => {
  const device = new TestDevice()
  const kernel = createFullKernel({ clock: new VirtualClock(), machine: machineWith(device) })
  device.context.tickAfter(1000)
  expect(leftovers(kernel.inspect())).toEqual({ timers: 1 })
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
})

test('a solution boots on a machine, which its host sets up', async () => {
  const device = new TestDevice()
  const Driver = program(async (kos) => {
    unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 16)).rid))
    kos.IoWriteIoPort8(portsAt, 42)
  })
  const solution = defineSolution({ programs: { Driver }, policy: allowAll() })
  await using kernel = boot(solution, {
    clock: new VirtualClock(),
    machine: { setUp: (machine) => void machine.place(device, { ports: portsAt }) },
  })
  await kernel.run({ until: kernel.task('Driver') })
  expect(device.accesses).toEqual(['write8 0 = 42'])
})
