// What a host sees of a kernel besides what its processes write: system calls, who waits for whom;
// actions at a time; and running until a promise is settled.

import { connect, defineInterface, INFINITE_TIMEOUT, program, serve, uint32 } from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidArgument, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  boot,
  core,
  createKernel,
  Deadlock,
  execute,
  type Policy,
  request,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { LightServer } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  describe('a probe that hears of system calls', () => {
    const listen = (calls: string[], security: Policy = allowAll()): World =>
      openWorld({
        host: host(),
        security,
        probe: {
          called: (thread, { endpoint, name }, args) =>
            void calls.push(`${thread.name} ${endpoint} ${name} ${args.join()}`),
        },
      })

    test('hears of each one before it is done', async () => {
      const calls: string[] = []
      await using world = listen(calls)
      world.empty('P')
      await world.act('P', async (kos) => {
        await kos.KnSleep(1)
        calls.push('slept')
        kos.log('done')
      })
      expect(calls).toEqual(['P/host thread.Thread Sleep 1', 'slept', 'P/host  Log done'])
    })

    test('hears of those alone that it wants to hear of', async () => {
      const calls: string[] = []
      await using world = openWorld({
        host: host(),
        probe: {
          hearsOf: ({ name }) => name !== 'Log',
          called: (_thread, { name }) => void calls.push(name),
        },
      })
      world.empty('P')
      await world.act('P', async (kos) => {
        kos.log('done')
        await kos.KnSleep(1)
      })
      expect(calls).toEqual(['Sleep'])
    })

    test('hears nothing of those with wrong arguments', async () => {
      const calls: string[] = []
      await using world = listen(calls)
      world.empty('P')
      const rc = await world.act('P', (kos) => sysOf(kos).call(threadContract.calls.Sleep)(-1))
      expect(rc).toBe(rcInvalidArgument)
      expect(calls).toEqual([])
    })

    test('hears nothing of those that are denied', async () => {
      const calls: string[] = []
      await using world = listen(calls, [execute()])
      world.empty('P')
      expect(await world.act('P', (kos) => kos.KnSleep(1))).toBe(rcSecurityDisallow)
      expect(calls).toEqual([])
    })
  })
})

test('a probe hears of the clock first', () => {
  const heard: unknown[] = []
  const clock = new VirtualClock()
  const kernel = createKernel({
    services: [threads()],
    clock,
    security: allowAll(),
    probe: {
      attached: (told) => void heard.push(told),
      taskStarted: ({ name }) => void heard.push(name),
    },
  })
  kernel.spawn(null, { name: 'P' })
  expect(heard).toEqual([clock, 'P'])
})

test('a probe hears what the policy is asked, and what it says', async () => {
  const heard: string[] = []
  const isShort = ({ message }: { readonly message: unknown }): boolean =>
    (message as { readonly mdelay: number }).mdelay < 5
  await using world = openWorld({
    security: [execute(), request(any, core, { endpoint: 'thread.Thread' }, isShort)],
    probe: {
      deciding: ({ type, method }) => void heard.push(`${type} ${method}?`),
      decided: ({ method }, { granted }) => void heard.push(`${method}: ${granted}`),
    },
  })
  world.empty('P')
  heard.length = 0
  await world.act('P', async (kos) => [await kos.KnSleep(1), await kos.KnSleep(9)])
  expect(heard).toEqual(['request Sleep?', 'Sleep: true', 'request Sleep?', 'Sleep: false'])
})

test('a probe hears which threads a message passes between, and its method', async () => {
  const heard: string[] = []
  const Echo = defineInterface('demo.Echo', { Say: { in: { word: uint32 } } })
  const Server = program({ endpoints: { echo: Echo } }, (kos) =>
    serve(kos, 'echo', { echo: { Say: () => {} } }),
  )
  const kernel = boot(
    {
      programs: { Server, Client: null },
      connections: { Client: { echo: 'Server' } },
      policy: allowAll(),
    },
    {
      clock: new VirtualClock(),
      onExit: () => {},
      probe: {
        requested: (_client, _server, sender, receiver, { interface: type, method }) =>
          void heard.push(`${sender.name} -> ${receiver.name} ${type}.${method}`),
        answered: (_client, _server, sender, receiver) =>
          void heard.push(`${sender.name} <- ${receiver.name}`),
      },
    },
  )
  const said = kernel.as('Client', (kos) => connect(kos, Echo, 'echo', 'echo').Say({ word: 1 }))
  await kernel.run({ until: said })
  await kernel[Symbol.asyncDispose]()
  expect(heard).toEqual(['Client/host -> Server/main demo.Echo.Say', 'Client/host <- Server/main'])
})

test('a kernel says who waits for whom', async () => {
  await using world = openWorld()
  world.kernel.spawn(
    program(async (kos) => {
      const { tid } = kos.KosThreadCreate(
        15,
        0,
        (own: typeof kos) => own.KnSleep(INFINITE_TIMEOUT).then(() => {}),
        0,
        0,
      )
      if (tid !== undefined) await kos.KosThreadWait(tid, 1_000)
    }),
    { name: 'P' },
  )
  await world.kernel.advance(400)
  const { waits, cycles } = world.kernel.waits()
  expect(
    waits.map(({ thread, kind, remaining, owners }) => [
      thread.name,
      kind,
      remaining,
      owners.map(({ name }) => name),
    ]),
  ).toEqual([
    ['P/main', 'join', 600, ['P/thread 2']],
    ['P/thread 2', 'sleep', Infinity, []],
  ])
  expect(cycles).toEqual([])
})

describe('an action of the host', () => {
  test('is done at its time, before those whose time it is, too', async () => {
    await using world = openWorld()
    const { kernel, lines } = world
    kernel.after(5, () => {
      lines.push(`host at ${kernel.clock.now()}`)
      kernel.kill('P')
    })
    world.empty('P', 'Q')
    for (const name of ['P', 'Q']) {
      kernel.as(name, (kos) => kos.KnSleep(5).then(() => kos.log('slept'))).catch(() => {})
    }
    await world.idle()
    expect(lines).toEqual(['host at 5', 'Q: slept'])
  })

  test('can be taken back', async () => {
    await using world = openWorld()
    const cancel = world.kernel.after(5, () => expect.unreachable())
    cancel()
    await world.idle()
    expect(world.kernel.clock.now()).toBe(0)
  })
})

describe('running until a promise is settled', () => {
  test('ends with it, however much there is left to do', async () => {
    await using world = openWorld()
    world.empty('P', 'Clock')
    let ticks = 0
    const ticking = world.kernel.as('Clock', async (kos) => {
      while ((await kos.KnSleep(1)) === rcOk) ticks++
    })
    const done = world.kernel.as('P', (kos) => kos.KnSleep(20))
    await world.kernel.run({ until: done })
    expect(await done).toBe(rcOk)
    expect(ticks).toBeGreaterThanOrEqual(19)
    expect(world.kernel.clock.now()).toBe(20)
    world.kernel.kill('Clock')
    await expect(ticking).rejects.toThrow('ended before its routine did')
  })

  test('leaves time where it was, as the end of a process does', async () => {
    await using world = openWorld()
    const sleeper = (msec: number) => program((kos) => kos.KnSleep(msec).then(() => {}))
    world.kernel.spawn(sleeper(5), { name: 'Short' })
    world.kernel.spawn(sleeper(6), { name: 'Long' })
    await world.kernel.run({ until: world.kernel.task('Short') })
    expect(world.kernel.clock.now()).toBe(5)
    await world.kernel.run({ until: world.kernel.task('Long') })
    expect(world.kernel.clock.now()).toBe(6)
  })

  test('that was given up does not stop a later run', async () => {
    await using world = openWorld()
    const { kernel } = world
    world.empty('P')
    const done = kernel.as('P', (kos) => kos.KnSleep(INFINITE_TIMEOUT))
    done.catch(() => {})
    await expect(kernel.run({ until: done })).rejects.toBeInstanceOf(Deadlock)
    await expect(kernel.run({ until: kernel.task('P') })).rejects.toBeInstanceOf(Deadlock)
    kernel.after(5, () => kernel.kill('P'))
    await kernel.advance(10)
    expect(kernel.clock.now()).toBe(10)
  })

  test('ends with one that rejects', async () => {
    await using world = openWorld()
    world.empty('P')
    const done = world.kernel.as('P', () => {
      throw new Error('broken')
    })
    done.catch(() => {})
    await world.kernel.run({ until: done })
    await expect(done).rejects.toThrow('broken')
  })

  test('ends with one that takes some microtasks more after everything came to rest', async () => {
    await using world = openWorld()
    world.empty('P')
    const later = async (): Promise<number> => {
      const value = await world.kernel.as('P', () => 5)
      for (let i = 0; i < 10; i++) await Promise.resolve()
      return value
    }
    const done = later()
    await world.kernel.run({ until: done })
    expect(await done).toBe(5)
  })

  test('rejects if nothing can run any more before', async () => {
    await using world = openWorld()
    world.empty('P')
    const done = world.kernel.as('P', (kos) => kos.KnSleep(INFINITE_TIMEOUT))
    done.catch(() => {})
    const run = world.kernel.run({ until: done })
    await expect(run).rejects.toBeInstanceOf(Deadlock)
    await expect(run).rejects.toThrow(
      'what was waited for has not come, and nothing can run any more:\n  P/host waits: sleep',
    )
  })
})

describe('the handles of a process', () => {
  test('are counted by what they lead to, without those of its connections', async () => {
    await using world = openWorld()
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'P', connections: { lights: 'Server' } })
    await world.act('P', (kos) => {
      kos.KnNoticeCreate()
      kos.KnNoticeCreate()
      kos.createListener()
      kos.ServiceLocatorConnect('lights')
    })
    await world.idle()
    expect(world.kernel.handlesOf('P')).toEqual({ notice: 2, listener: 1 })
    expect(world.kernel.handlesOf('Server')).toEqual({})
    world.kernel.kill('P')
    expect(world.kernel.handlesOf('P')).toBe(null)
    expect(() => world.kernel.handlesOf('Nobody')).toThrow(/there is no process Nobody/)
  })

  test('are there when a probe hears of the end, and gone when it hears that it is over', async () => {
    const heard: unknown[] = []
    await using world = openWorld({
      probe: {
        taskEnding: ({ name, result }) => heard.push([result, world.kernel.handlesOf(name)]),
        taskEnded: ({ name }) => heard.push(world.kernel.handlesOf(name)),
      },
    })
    world.empty('P')
    await world.act('P', (kos) => void kos.KnNoticeCreate())
    world.kernel.kill('P', 'enough')
    expect(heard).toEqual([[{ killed: 'enough' }, { notice: 1 }], null])
  })
})
