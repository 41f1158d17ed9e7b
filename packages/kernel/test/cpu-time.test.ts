// CPU time: measured in real time by performance counters, computed from counts in virtual time.

import {
  connect,
  GROUP_PARAM_CPU_IDLE,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_CPU_USER,
  type Kos,
  program,
  TASK_PARAM_TIME_TOTAL,
  TASK_PARAM_TIME_USER,
} from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { rcOk, rcUnimplemented, unwrap } from '@kos/retcode'
import { Scheduler } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { CpuCounters } from '../src/cpu-counters.ts'
import {
  kernelCostOfCall,
  kernelCostOfKibibyte,
  kernelCostOfSwitch,
  userCostOfCall,
  userCostOfSwitch,
} from '../src/cpu-model.ts'
import {
  allowAll,
  any,
  core,
  createKernel,
  type CpuTotals,
  defineService,
  execute,
  HostClock,
  type KernelStatistics,
  request,
  seededChoice,
  statistics,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { TaskThread } from '../src/task.ts'
import { FakeHost, settle } from './fake-host.ts'
import { Lights, LightServer } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

const millisecond = 1_000_000

const totalsOf = (world: World): CpuTotals => world.kernel.statistics().cpu as CpuTotals
const sumOf = ({ kernel, user, idle }: CpuTotals): number => kernel + user + idle
const taskOf = ({ tasks }: KernelStatistics, name: string): { total: number; user: number } =>
  tasks.find((task) => task.name === name)?.cpu as { total: number; user: number }

describe.each(hosts)('performance counters on %s', (_name, host) => {
  interface Measured {
    readonly fake: FakeHost
    readonly world: World
  }
  const open = (counters = true, security = [execute(), request(any, core)]): Measured => {
    const fake = new FakeHost()
    const clock = new HostClock(fake)
    const world = openWorld({ host: host(), clock, security, statistics: { counters } })
    world.empty('P', 'Q')
    return { fake, world }
  }

  test('a process has the time of its code, and sleeping is idle', async () => {
    const { fake, world } = open()
    await using _ = world
    const done = world.kernel.as('P', async (kos) => {
      fake.time += 3
      await kos.KnSleep(100)
      fake.time += 4
    })
    await fake.elapse(200)
    await done
    const { cpu, uptime, tasks } = world.kernel.statistics()
    expect(cpu).toEqual({ kernel: 0, user: 7 * millisecond, idle: uptime - 7 * millisecond })
    expect(tasks.map((task) => task.cpu?.user)).toEqual([7 * millisecond, 0])
  })

  test('idle time grows while all sleep, and nothing else does', async () => {
    const { fake, world } = open()
    await using _ = world
    void world.kernel.as('P', (kos) => kos.KnSleep(1000)).catch(() => {})
    await fake.elapse(10)
    const before = totalsOf(world)
    await fake.elapse(500)
    expect(totalsOf(world)).toEqual({ ...before, idle: before.idle + 500 * millisecond })
  })

  test('a system call is time in the kernel for its caller, policy included', async () => {
    const fake = new FakeHost()
    const slow = (): boolean => ((fake.time += 2), true)
    const security = [execute(), request(any, core, { endpoint: 'time.Time' }, slow)]
    const clock = new HostClock(fake)
    await using world = openWorld({ host: host(), clock, security, statistics: { counters: true } })
    world.empty('P', 'Q')
    const done = world.kernel.as('P', (kos) => {
      const before = kos.KnGetMSecSinceStart()
      fake.time += 5
      return kos.KnGetMSecSinceStart() - before
    })
    await settle()
    expect(await done).toBe(7)
    const read = world.kernel.statistics()
    expect(read.cpu).toEqual({ kernel: 4 * millisecond, user: 5 * millisecond, idle: 0 })
    expect(taskOf(read, 'P')).toEqual({ total: 9 * millisecond, user: 5 * millisecond })
    expect(taskOf(read, 'Q')).toEqual({ total: 0, user: 0 })
  })

  test('threads that take turns have each the time of their own process', async () => {
    const { fake, world } = open()
    await using _ = world
    const work = (cost: number) => async (kos: Kos) => {
      for (let i = 0; i < 5; i++) {
        fake.time += cost
        await kos.KosThreadYield()
      }
    }
    const done = [world.kernel.as('P', work(1)), world.kernel.as('Q', work(3))]
    await settle()
    await Promise.all(done)
    const read = world.kernel.statistics()
    expect([taskOf(read, 'P').user, taskOf(read, 'Q').user]).toEqual([
      5 * millisecond,
      15 * millisecond,
    ])
  })

  test('time in which a thread awaits the host is idle', async () => {
    const { fake, world } = open()
    await using _ = world
    let arrived: () => void = () => {}
    const answer = new Promise<void>((resolve) => (arrived = resolve))
    const done = world.kernel.as('P', async (kos) => {
      fake.time += 1
      await answer
      // Done when the thread is dispatched again: outside of the system call.
      await kos.KnSleep(20)
      fake.time += 2
    })
    await settle()
    fake.time += 50
    arrived()
    await fake.elapse(25)
    await done
    expect(totalsOf(world)).toEqual({
      kernel: 0,
      user: 3 * millisecond,
      idle: 73 * millisecond,
    })
  })

  test('all times together are the time since the start, whatever happens, and none goes back', async () => {
    const { fake, world } = open(true)
    await using _ = world
    const { kernel } = world
    kernel.spawn(
      program(async (kos: Kos) => {
        for (let i = 0; i < 8; i++) {
          fake.time += 0.001
          await kos.KnSleep(i % 3)
        }
        if (kos.KnGetMSecSinceStart() > 5) throw new Error('it crashes')
      }),
      { name: 'R' },
    )
    void kernel
      .as('P', async (kos) => {
        unwrap(
          kos.KosThreadCreate(
            20,
            0,
            async (own: Kos) => {
              fake.time += 0.1
              await own.KosThreadExit(0)
            },
            0,
            0,
          ),
        )
        fake.time += 0.3
        await kos.KnSleep(1e6)
      })
      .catch(() => {})
    let last = totalsOf(world)
    for (let i = 0; i < 12; i++) {
      await fake.elapse(1.7)
      if (i === 6) kernel.kill('P')
      const { cpu, uptime } = kernel.statistics()
      const next = cpu as CpuTotals
      expect(sumOf(next)).toBe(uptime)
      expect(uptime).toBe(Math.round(fake.time * millisecond))
      expect(next.kernel).toBeGreaterThanOrEqual(last.kernel)
      expect(next.user).toBeGreaterThanOrEqual(last.user)
      expect(next.idle).toBeGreaterThanOrEqual(last.idle)
      last = next
    }
    const ends = kernel.task('R').result
    expect(ends).toMatchObject({ crash: expect.stringContaining('it crashes') })
  })

  test('what processes used that have ended stays in the sum', async () => {
    const { fake, world } = open()
    await using _ = world
    const done = world.kernel.as('P', () => void (fake.time += 6))
    await settle()
    await done
    world.kernel.kill('P')
    world.empty('P')
    const read = world.kernel.statistics()
    expect(read.cpu?.user).toBe(6 * millisecond)
    expect(taskOf(read, 'P')).toEqual({ total: 0, user: 0 })
  })

  test('programs read the same numbers', async () => {
    const { fake, world } = open()
    await using _ = world
    const done = world.kernel.as('Q', (kos) => {
      fake.time += 2
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, 1))
      return [
        ...[GROUP_PARAM_CPU_KERNEL, GROUP_PARAM_CPU_USER, GROUP_PARAM_CPU_IDLE].map((param) =>
          kos.KnGroupStatGetParam(param),
        ),
        ...[TASK_PARAM_TIME_TOTAL, TASK_PARAM_TIME_USER].map((param) =>
          kos.KnTaskStatGetParam(task, param),
        ),
      ]
    })
    await settle()
    const values = [0, 2, 0, 2, 2].map((time) => ({ rc: rcOk, value: time * millisecond }))
    expect(await done).toEqual(values)
  })

  test('a system call inside another one is time of the outer one', async () => {
    const { fake, world } = open()
    await using _ = world
    const { kernel } = world
    const [P, Q] = ['P', 'Q'].map((name) => new TaskThread(kernel.task(name), 0, 0))
    const clock = new HostClock(fake)
    const counters = new CpuCounters(clock, new Scheduler({ clock }))
    const inner = counters.measured(() => () => (fake.time += 2))(Q as TaskThread)
    const outer = counters.measured(() => () => inner() + (fake.time += 3))
    outer(P as TaskThread)()
    expect(counters.totals()).toEqual({ kernel: 5 * millisecond, user: 0, idle: 0 })
    expect([kernel.task('P').kernelTime, kernel.task('Q').kernelTime]).toEqual([5 * millisecond, 0])
  })

  test('a probe of the host hears of all switches as without counters', async () => {
    const heard = async (counters: boolean): Promise<readonly string[]> => {
      const fake = new FakeHost()
      const events: string[] = []
      const probe = {
        switched: () => void events.push('switched'),
        parked: () => void events.push('parked'),
        ended: () => void events.push('ended'),
        away: () => void events.push('away'),
      }
      const clock = new HostClock(fake)
      await using world = openWorld({ host: host(), clock, probe, statistics: { counters } })
      world.empty('P')
      const done = world.kernel.as('P', async (kos) => {
        await kos.KnSleep(3)
        await new Promise((resolve) => setImmediate(resolve))
        await kos.KnSleep(0)
      })
      await fake.elapse(5)
      await done
      return events
    }
    const events = await heard(true)
    expect(events).toContain('away')
    expect(events).toEqual(await heard(false))
  })

  test('without counters CPU time is not known', async () => {
    const { world } = open(false)
    await using _ = world
    const done = world.kernel.as('P', (kos) => {
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, 0))
      return [
        kos.KnGroupStatGetParam(GROUP_PARAM_CPU_KERNEL).rc,
        kos.KnGroupStatGetParam(GROUP_PARAM_CPU_USER).rc,
        kos.KnGroupStatGetParam(GROUP_PARAM_CPU_IDLE).rc,
        kos.KnTaskStatGetParam(task, TASK_PARAM_TIME_TOTAL).rc,
        kos.KnTaskStatGetParam(task, TASK_PARAM_TIME_USER).rc,
      ]
    })
    await settle()
    expect(await done).toEqual(Array.from({ length: 5 }, () => rcUnimplemented))
    const read = world.kernel.statistics()
    expect([read.cpu, read.tasks[0]?.cpu]).toEqual([null, null])
  })
})

const LightClient = program(async (kos) => {
  const lights = connect(kos, Lights, 'lights', 'lights')
  for (let mode = 0; mode < 5; mode++) {
    await lights.Set({ mode, name: `mode ${mode}` })
    await kos.KnSleep(10)
  }
})

describe.each(hosts)('virtual time on %s', (_name, host) => {
  const lights = (seed: number): World => {
    const clock = new VirtualClock({ seed })
    const world = openWorld({ host: host(), clock, choice: seededChoice(seed) })
    world.kernel.start({
      programs: { LightServer, LightClient },
      connections: { LightClient: { lights: 'LightServer' } },
    })
    return world
  }

  test('equal seeds give equal numbers', async () => {
    const read = async (seed: number): Promise<KernelStatistics> => {
      await using world = lights(seed)
      await world.idle()
      return world.kernel.statistics()
    }
    const first = await read(5)
    expect(first.cpu?.user).toBeGreaterThan(0)
    expect(await read(5)).toEqual(first)
  })

  test('times are what the counts cost', async () => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    await world.act('P', async (kos) => {
      await kos.KnSleep(5)
      await kos.KnSleep(5)
    })
    const [task] = world.kernel.statistics().tasks
    // A thread that gave way and was chosen again was not switched to: it was alone.
    const [calls, switches] = [2, 1]
    expect(task?.cpu).toEqual({
      total:
        calls * (kernelCostOfCall + userCostOfCall) +
        switches * (kernelCostOfSwitch + userCostOfSwitch),
      user: calls * userCostOfCall + switches * userCostOfSwitch,
    })
  })

  test('idle time is the up time, and CPU time comes on top', async () => {
    await using world = lights(1)
    await world.idle()
    await world.kernel.advance(1_234)
    const { cpu, uptime, tasks } = world.kernel.statistics()
    const used = tasks.reduce((sum, task) => sum + (task.cpu?.total ?? 0), 0)
    expect(cpu?.idle).toBe(uptime)
    expect(uptime).toBeGreaterThanOrEqual(1_234 * millisecond)
    expect(sumOf(cpu as CpuTotals)).toBe(uptime + used)
  })

  test('no time goes back when processes end and others take their names', async () => {
    await using world = openWorld({ host: host() })
    let last = totalsOf(world)
    for (let i = 0; i < 4; i++) {
      world.empty('P')
      await world.act('P', (kos) => kos.KnSleep(7))
      world.kernel.kill('P')
      const next = totalsOf(world)
      expect(next.kernel).toBeGreaterThan(last.kernel)
      expect(next.user).toBeGreaterThan(last.user)
      expect(next.idle - last.idle).toBe(7 * millisecond)
      last = next
    }
  })

  test('a process is counted once while it ends', async () => {
    const seen: (CpuTotals | null | undefined)[] = []
    const late = defineService({
      name: 'late',
      contract: defineContract('late', '', 1024, {}),
      library: {},
      start: (core) => ({
        handlers: {},
        taskEnded: () => void seen.push(core.provided.statistics?.statistics.read().cpu),
      }),
    })
    const kernel = createKernel({
      services: [threads(), statistics(), late],
      security: allowAll(),
      clock: new VirtualClock(),
      host: host(),
    })
    kernel.spawn(null, { name: 'P' })
    const done = kernel.as('P', (kos) => kos.KnSleep(5))
    await kernel.run({ until: done })
    seen.push(kernel.statistics().cpu)
    kernel.kill('P')
    seen.push(kernel.statistics().cpu)
    expect(seen[0]?.user).toBeGreaterThan(0)
    expect(seen).toEqual([seen[0], seen[0], seen[0]])
    await kernel[Symbol.asyncDispose]()
  })

  test('what is sent costs its bytes', async () => {
    await using world = lights(1)
    await world.idle()
    const client = world.kernel.task('LightClient')
    expect(client.sentBytes).toBeGreaterThan(0)
    const { cpu } = world.kernel.statistics().tasks.find(({ name }) => name === 'LightClient') ?? {}
    const counted = client.syscalls * kernelCostOfCall + client.switches * kernelCostOfSwitch
    const copied = Math.round((client.sentBytes * kernelCostOfKibibyte) / 1024)
    expect((cpu?.total ?? 0) - (cpu?.user ?? 0) - counted).toBe(copied)
  })
})
