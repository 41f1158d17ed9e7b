// Interrupts: registration, attached threads that wait with Recv, levels and edges, masks, shared
// lines, priorities; and what the kernel says of threads that wait for them.

import {
  type Handle,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_PRIO_LOW,
  IRQ_PRIO_RT,
  IRQ_SHARED,
  type Kos,
  OCAP_IO_READ,
  PackOutMsg,
  SMsgHdr,
  type Tid,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcBusy,
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcIpcInterrupt,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcRestart,
  rcTimeout,
  type Retcode,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Deadlock, formatWaitReport, HostClock, type FullKernelOptions } from '../src/index.ts'
import { irqs, machineWith, TestDevice } from './test-device.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

const [irq, otherIrq] = irqs as [number, number]

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: FullKernelOptions = {}): { world: World; device: TestDevice } => {
    const device = new TestDevice()
    const world = openWorld({ host: host(), machine: machineWith(device), ...options })
    world.empty('P', 'Other')
    return { world, device }
  }
  const header = (): SMsgHdr => PackOutMsg(new SMsgHdr(), new Uint8Array(16))
  const attach = (kos: Kos, flags = 0, number = irq): { rid: Handle; handle: Handle } => {
    const { rid } = unwrap(kos.KnRegisterIrq(number))
    return { rid, ...unwrap(kos.KnIoAttachIrq(rid, flags)) }
  }
  /** Runs a handler thread as a process; it says `waits`, and what each receive ends with. */
  const handle = (
    world: World,
    process: string,
    name: string,
    flags: number,
    handler: (kos: Kos, receive: () => Promise<Retcode>, rid: Handle) => Promise<void>,
  ): void => {
    world.kernel
      .as(process, async (kos) => {
        const { rid, handle: own } = attach(kos, flags)
        await handler(
          kos,
          async () => {
            const rc = await kos.Recv(own, header())
            kos.log(name, rc)
            return rc
          },
          rid,
        )
      })
      .catch(() => {})
  }

  test('an edge that comes while the thread waits wakes it, each time', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'edge', IRQ_EDGE_RAISE, async (_kos, receive) => {
      while ((await receive()) === rcOk);
    })
    await world.idle()
    for (let i = 0; i < 3; i++) {
      device.pulse()
      await world.idle()
    }
    device.setLine(true)
    await world.idle()
    device.setLine(false)
    await world.idle()
    expect(world.lines).toEqual(Array(4).fill('P: edge 0'))
    expect(world.kernel.inspect().io?.irqs).toEqual([
      { owner: 'P', irq, handler: 'P', flags: expect.any(Number), isMasked: false, taken: 4 },
    ])
  })

  test('a falling edge is an interrupt of its own', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'fall', IRQ_EDGE_FALL, async (_kos, receive) => {
      while ((await receive()) === rcOk);
    })
    await world.idle()
    device.setLine(true)
    await world.idle()
    expect(world.lines).toEqual([])
    device.setLine(false)
    await world.idle()
    expect(world.lines).toEqual(['P: fall 0'])
  })

  test('what is received is empty', async () => {
    const { world, device } = open()
    await using _ = world
    const message = new Uint8Array(16).fill(7)
    const received = world.kernel.as('P', async (kos) => {
      const { handle: own } = attach(kos, IRQ_EDGE_RAISE)
      const into = PackOutMsg(new SMsgHdr(), message, new Uint8Array(4), 4)
      into.sender = 3
      into.threadId = 4
      const rc = await kos.Recv(own, into)
      return [rc, into.messageSize, into.arenaSize, into.sender, into.threadId]
    })
    await world.idle()
    device.pulse()
    await world.idle()
    expect(await received).toEqual([rcOk, 0, 0, 0, 0])
    expect([...message]).toEqual(Array(16).fill(7))
  })

  test('an edge that comes while the thread is busy is latched, once', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'edge', IRQ_EDGE_RAISE, async (kos, receive) => {
      device.pulse()
      device.pulse()
      await kos.KnSleep(10)
      while ((await receive()) === rcOk);
    })
    await world.idle()
    expect(world.lines).toEqual(['P: edge 0'])
  })

  test('a level comes again after each receive while it is active', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'level', IRQ_LEVEL_HIGH, async (_kos, receive) => {
      for (let i = 0; i < 3; i++) await receive()
      device.setLine(false)
      await receive()
    })
    await world.idle()
    device.setLine(true)
    await world.idle()
    expect(world.lines).toEqual(Array(3).fill('P: level 0'))
    device.setLine(true)
    await world.idle()
    expect(world.lines).toEqual(Array(4).fill('P: level 0'))
  })

  test('a low level is active from the beginning', async () => {
    const { world } = open()
    await using _ = world
    handle(world, 'P', 'low', IRQ_LEVEL_LOW, async (_kos, receive) => void (await receive()))
    await world.idle()
    expect(world.lines).toEqual(['P: low 0'])
  })

  test('a level that nobody lowers starves neither threads of the same priority nor the host', async () => {
    const { world, device } = open()
    await using _ = world
    let received = 0
    world.kernel
      .as('P', async (kos) => {
        const { handle: own } = attach(kos)
        while ((await kos.Recv(own, header())) === rcOk) received++
      })
      .catch(() => {})
    device.setLine(true)
    const others = world.kernel.as('Other', async (kos) => {
      for (let i = 0; i < 10; i++) await kos.KnSleep(0)
      return received
    })
    // The host ends the storm in a turn of its own: it gets one.
    setTimeout(() => device.setLine(false), 0)
    await world.idle()
    expect(await others).toBeLessThan(20)
    expect(received).toBeGreaterThan(1000)
  })

  test('an interrupt storm does not keep a thread of higher priority from running', async () => {
    const { world, device } = open()
    await using _ = world
    let received = 0
    world.kernel
      .as('P', async (kos) => {
        const { handle: own } = attach(kos)
        while (received < 1000 && (await kos.Recv(own, header())) === rcOk) received++
      })
      .catch(() => {})
    const before = world.kernel.as('Other', async (kos) => {
      let seen = -1
      const routine = async (own: Kos): Promise<void> => {
        device.setLine(true)
        await own.KnSleep(0)
        seen = received
      }
      const { tid } = unwrap(kos.KosThreadCreate(31, 0, routine as never, 0, 0))
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return seen
    })
    await world.idle()
    expect([await before, received]).toEqual([0, 1000])
  })

  test('a masked interrupt waits until it is unmasked: edges and levels', async () => {
    const { world, device } = open()
    await using _ = world
    for (const [process, flags] of [
      ['P', IRQ_EDGE_RAISE],
      ['Other', IRQ_LEVEL_HIGH],
    ] as const) {
      handle(world, process, 'unmasked', flags, async (kos, receive, rid) => {
        expect(kos.KnIoDisableIrq(rid)).toBe(rcOk)
        device.setLine(true)
        const routine = async (own: Kos): Promise<void> => {
          await own.KnSleep(10)
          own.log('enables')
          expect(own.KnIoEnableIrq(rid)).toBe(rcOk)
        }
        unwrap(kos.KosThreadCreate(15, 0, routine as never, 0, 0))
        await receive()
        device.setLine(false)
        expect(kos.KnIoClose(rid)).toBe(rcOk)
        expect(kos.KnIoDetachIrq(rid)).toBe(rcInvalidArgument)
      })
      await world.idle()
      expect(world.lines.splice(0)).toEqual([`${process}: enables`, `${process}: unmasked 0`])
      world.kernel.kill(process)
    }
  })

  test('a mask that was set before is that of the attachment', async () => {
    const { world, device } = open()
    await using _ = world
    const codes = world.kernel.as('P', async (kos) => {
      const { rid } = unwrap(kos.KnRegisterIrq(irq))
      expect(kos.KnIoDisableIrq(rid)).toBe(rcOk)
      const { handle: own } = unwrap(kos.KnIoAttachIrq(rid, IRQ_EDGE_RAISE))
      device.pulse()
      const masked = await kos.RecvEx(own, header(), 5, 0 as Handle)
      expect(kos.KnIoEnableIrq(rid)).toBe(rcOk)
      return [masked, await kos.RecvEx(own, header(), 5, 0 as Handle)]
    })
    await world.idle()
    expect(await codes).toEqual([rcTimeout, rcOk])
  })

  test('handlers share a line with equal flags, and each has the interrupt', async () => {
    const { world, device } = open()
    await using _ = world
    const flags = IRQ_EDGE_RAISE | IRQ_SHARED
    for (const process of ['P', 'Other'])
      handle(world, process, 'shared', flags, async (_kos, receive) => void (await receive()))
    await world.idle()
    device.pulse()
    await world.idle()
    expect(world.lines).toEqual(['P: shared 0', 'Other: shared 0'])
  })

  test('each code of KnIoAttachIrq', async () => {
    const { world } = open()
    await using _ = world
    const shared = IRQ_SHARED | IRQ_EDGE_RAISE
    handle(world, 'Other', 'other', shared, async (_kos, receive) => void (await receive()))
    await world.idle()
    await world.act('P', async (kos) => {
      const { rid } = unwrap(kos.KnRegisterIrq(irq))
      const { rid: second } = unwrap(kos.KnRegisterIrq(otherIrq))
      const ports = unwrap(kos.KnRegisterPort8(1)).rid
      for (const wrong of [0, 0x7fff_fff0, ports])
        expect(kos.KnIoAttachIrq(wrong as Handle, 0).rc).toBe(rcInvalidArgument)
      for (const flags of [3, 12, IRQ_PRIO_HIGH | IRQ_PRIO_LOW, 0x200, -1])
        expect(kos.KnIoAttachIrq(second, flags).rc).toBe(rcInvalidArgument)
      expect(kos.KnIoAttachIrq(rid, IRQ_EDGE_RAISE).rc).toBe(rcBusy)
      expect(kos.KnIoAttachIrq(rid, IRQ_SHARED | IRQ_EDGE_FALL).rc).toBe(rcAlreadyExists)
      expect(shareOf(world.kernel, 'P').handles).toBe(3)
      const { handle: own } = unwrap(kos.KnIoAttachIrq(rid, shared))
      expect(kos.KnIoAttachIrq(second, 0).rc).toBe(rcInvalidThreadState)
      const tid = await inThread(kos, (thread) => {
        expect(thread.KnIoAttachIrq(rid, shared).rc).toBe(rcAlreadyExists)
        expect(unwrap(thread.KnIoAttachIrq(second, 0)).handle).not.toBe(own)
      })
      expect(tid).toBeGreaterThan(0)
      // The thread has ended, and its attachment with it.
      expect(kos.KnIoDetachIrq(rid)).toBe(rcOk)
      expect(kos.KnIoAttachIrq(second, 0).rc).toBe(rcOk)
    })
  })

  /** Runs a routine in a thread of its own, and waits for it. */
  const inThread = async (kos: Kos, routine: (kos: Kos) => unknown): Promise<Tid> => {
    const { tid } = unwrap(
      kos.KosThreadCreate(15, 0, async (own: Kos) => void (await routine(own)), 0, 0),
    )
    expect(await kos.KosThreadWait(tid, INFINITE_TIMEOUT)).toBe(rcOk)
    return tid
  }

  test('without a handle for it nothing is attached', async () => {
    const { world } = open({ handleQuota: 1 })
    await using _ = world
    await world.act('P', (kos) => {
      const { rid } = unwrap(kos.KnRegisterIrq(irq))
      expect(kos.KnRegisterIrq(irq)).toEqual({ rc: rcQuotaExceeded })
      expect(kos.KnIoAttachIrq(rid, 0)).toEqual({ rc: rcQuotaExceeded })
      expect(world.kernel.inspect().io?.irqs).toMatchObject([{ irq, handler: null }])
      expect(kos.KnSetSystemTime({ sec: 1, nsec: 0 })).toBe(rcOk)
    })
  })

  test.each([-1, 64, 0x7fff_ffff, 0.5])('there is no interrupt %s', async (number) => {
    const { world } = open()
    await using _ = world
    expect(await world.act('P', (kos) => kos.KnRegisterIrq(number))).toEqual({
      rc: rcInvalidArgument,
    })
  })

  test('a line is registered again and again, and one handle attaches one thread', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', async (kos) => {
      const first = attach(kos, IRQ_SHARED)
      await inThread(kos, (own) => void attach(own, IRQ_SHARED))
      expect(kos.KnIoDetachIrq(first.rid)).toBe(rcOk)
      expect(kos.KnIoDetachIrq(first.rid)).toBe(rcInvalidThreadState)
      for (const wrong of [0, first.handle, 0x7fff_fff0])
        expect(kos.KnIoDetachIrq(wrong as Handle)).toBe(rcInvalidArgument)
      expect(kos.KnIoEnableIrq(first.handle)).toBe(rcInvalidArgument)
      expect(kos.KnIoDisableIrq(0 as Handle)).toBe(rcInvalidArgument)
    })
  })

  test('only the attached thread receives', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', async (kos) => {
      const { rid, handle: own } = attach(kos, IRQ_EDGE_RAISE)
      device.pulse()
      await inThread(kos, async (thread) => {
        expect(await thread.Recv(own, header())).toBe(rcInvalidThreadState)
        expect(thread.KnIoDetachIrq(rid)).toBe(rcInvalidThreadState)
      })
      expect(await kos.Recv(own, header())).toBe(rcOk)
      expect(await kos.Recv(rid, header())).toBe(rcInvalidArgument)
      expect(await kos.Reply(own, header())).toBe(rcInvalidArgument)
      expect(await kos.Call(own, header(), header())).toBe(rcNoCapability)
    })
  })

  test('a receive times out, and is interrupted by a synchronization object', async () => {
    const { world, device } = open()
    await using _ = world
    const codes = world.kernel.as('P', async (kos) => {
      const { handle: own } = attach(kos, IRQ_EDGE_RAISE)
      const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
      const receive = (msec: number): Promise<Retcode> =>
        kos.RecvEx(own, header(), msec, syncHandle)
      const interrupter = async (thread: Kos): Promise<void> => {
        await thread.KnSleep(10)
        thread.KnIpcSetInterrupt(syncHandle)
        await thread.KnSleep(10)
        thread.KnHandleClose(syncHandle)
      }
      const first = [await receive(0), await receive(3)]
      unwrap(kos.KosThreadCreate(15, 0, interrupter as never, 0, 0))
      const second = [await receive(INFINITE_TIMEOUT), await receive(1)]
      kos.KnIpcClearInterrupt(syncHandle)
      device.pulse()
      const third = [await receive(1), await receive(INFINITE_TIMEOUT)]
      return [...first, ...second, ...third]
    })
    await world.idle()
    expect(await codes).toEqual([
      rcTimeout,
      rcTimeout,
      rcIpcInterrupt,
      rcIpcInterrupt,
      rcOk,
      rcRestart,
    ])
  })

  test.each([
    ['the attachment is closed', rcNotConnected, rcInvalidArgument, 'handle'],
    ['the interrupt is revoked', rcHandleRevoked, rcHandleRevoked, 'rid'],
  ] as const)('a receive ends when %s', async (_what, waiting, later, which) => {
    const { world, device } = open()
    await using _ = world
    const codes = world.kernel.as('P', async (kos) => {
      const { rid } = unwrap(kos.KnRegisterIrq(irq))
      const copy = unwrap(kos.KnHandleCopy(rid, OCAP_IO_READ, INVALID_HANDLE)).handle
      const { handle: own } = unwrap(kos.KnIoAttachIrq(copy, IRQ_EDGE_RAISE))
      const ending = async (thread: Kos): Promise<void> => {
        await thread.KnSleep(5)
        if (which === 'rid') thread.KnHandleRevoke(rid)
        else thread.KnIoClose(own)
      }
      unwrap(kos.KosThreadCreate(15, 0, ending as never, 0, 0))
      const first = await kos.Recv(own, header())
      device.pulse()
      const second = await kos.Recv(own, header())
      return [first, second, kos.KnSetSystemTime({ sec: 1, nsec: 0 })]
    })
    await world.idle()
    expect(await codes).toEqual([waiting, later, rcOk])
    expect(world.kernel.inspect().io?.irqs.map((each) => each.handler)).toEqual(
      which === 'rid' ? [] : [null],
    )
  })

  test('a thread that was detached receives nothing any more', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', async (kos) => {
      const { rid, handle: own } = attach(kos, IRQ_LEVEL_LOW)
      expect(await kos.Recv(own, header())).toBe(rcOk)
      expect(kos.KnIoDetachIrq(rid)).toBe(rcOk)
      expect(await kos.Recv(own, header())).toBe(rcNotConnected)
      const again = unwrap(kos.KnIoAttachIrq(rid, IRQ_LEVEL_LOW)).handle
      expect(await kos.Recv(again, header())).toBe(rcOk)
    })
  })

  test('a thread that is terminated while it waits is detached', async () => {
    const { world, device } = open()
    await using _ = world
    await world.act('P', async (kos) => {
      const waiting = async (thread: Kos): Promise<void> => {
        const { handle: own } = attach(thread, IRQ_EDGE_RAISE)
        await thread.Recv(own, header())
      }
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, waiting as never, 0, 0))
      await kos.KnSleep(1)
      expect(await kos.KosThreadTerminate(tid, 0)).toBe(rcOk)
      device.pulse()
      expect(unwrap(kos.KnIoAttachIrq(unwrap(kos.KnRegisterIrq(irq)).rid, 0))).toBeDefined()
    })
    expect(world.kernel.inspect().objects['irqThreads']).toBe(0)
  })

  test('an attached thread does not set the system time', async () => {
    const { world } = open()
    await using _ = world
    await world.act('P', async (kos) => {
      const { rid } = attach(kos)
      const set = (thread: Kos): Retcode => thread.KnSetSystemTime({ sec: 5, nsec: 0 })
      expect(set(kos)).toBe(rcInvalidThreadState)
      await inThread(kos, (thread) => expect(set(thread)).toBe(rcOk))
      kos.KnIoDetachIrq(rid)
      expect(set(kos)).toBe(rcOk)
    })
  })

  test('interrupts of one moment come by priority, then by number', async () => {
    const device = new TestDevice('many')
    const numbers = [1, 2, 3, 4]
    const machine = { devices: [{ device, placement: { irqs: numbers } }] }
    const { world } = open({ machine })
    await using _ = world
    const priorities = [IRQ_PRIO_LOW, 0, IRQ_PRIO_RT, IRQ_PRIO_HIGH]
    for (const [index, number] of numbers.entries())
      world.kernel
        .as('P', async (kos) => {
          const { handle: own } = attach(kos, IRQ_EDGE_RAISE | (priorities[index] ?? 0), number)
          if ((await kos.Recv(own, header())) === rcOk) kos.log(number)
        })
        .catch(() => {})
    await world.idle()
    device.context.batch(() => numbers.forEach((_, index) => device.context.setLine(index, true)))
    await world.idle()
    expect(world.lines).toEqual(['P: 3', 'P: 4', 'P: 2', 'P: 1'])
  })

  test('an interrupt that the running thread causes comes when that gives way', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'handled', IRQ_EDGE_RAISE, async (_kos, receive) => void (await receive()))
    await world.idle()
    await world.act('Other', async (kos) => {
      device.pulse()
      kos.log('raised')
      await kos.KnSleep(0)
      kos.log('goes on')
    })
    expect(world.lines).toEqual(['Other: raised', 'P: handled 0', 'Other: goes on'])
  })

  test('reports say which interrupt a thread waits for; it is no deadlock, but idleness', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'handled', IRQ_EDGE_RAISE, async (_kos, receive) => void (await receive()))
    await world.kernel.run({ until: 'idle' })
    expect(formatWaitReport(world.kernel.waits())).toBe(`  P/host waits: interrupt ${irq}`)
    expect(world.kernel.inspect().tasks[0]?.threads).toMatchObject([{ state: 'waits: interrupt' }])
    await expect(world.kernel.run({ until: world.kernel.task('P') })).rejects.toThrow(Deadlock)
    device.pulse()
    await world.idle()
    expect(world.lines).toEqual(['P: handled 0'])
  })

  test('in real time a run goes on while a thread waits for an interrupt', async () => {
    const { world, device } = open({ clock: new HostClock() })
    await using _ = world
    handle(world, 'P', 'handled', IRQ_EDGE_RAISE, async (kos, receive) => {
      await receive()
      await kos.KosThreadExit(0)
    })
    await world.idle()
    const handled = world.kernel.as('P', async (kos) => {
      while (world.lines.length === 0) await kos.KnSleep(1)
      kos.log('seen')
    })
    setTimeout(() => device.pulse(), 3)
    await world.kernel.run({ until: handled })
    expect(world.lines).toEqual(['P: handled 0', 'P: seen'])
  })

  test('the line of a process that is killed while it waits is free', async () => {
    const { world, device } = open()
    await using _ = world
    handle(world, 'P', 'killed', 0, async (_kos, receive) => void (await receive()))
    await world.idle()
    world.kernel.kill('P')
    device.setLine(true)
    handle(world, 'Other', 'taken over', 0, async (_kos, receive) => void (await receive()))
    await world.idle()
    expect(world.lines).toEqual(['Other: taken over 0'])
  })
})
