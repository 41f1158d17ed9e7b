// Names of processes: started again, several of one class, connected and connected again.

import { connect, program } from '@kos/libkos'
import { rcNotConnected, rcOk } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { client, Lights, LightServer, pair } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => openWorld({ host: host() })

  test('it can be started again under the same name when it has ended', async () => {
    await using world = open()
    const main = program((kos) => kos.args.length)
    world.kernel.spawn(main, { name: 'P' })
    expect(() => world.kernel.spawn(main, { name: 'P' })).toThrowErrorMatchingInlineSnapshot(
      `[Error: there is a process P; end it first, or use another name]`,
    )
    const first = world.kernel.task('P')
    expect(await world.exitOf('P')).toEqual({ code: 0 })
    world.kernel.spawn(main, { name: 'P', args: ['again'] })
    expect(await world.exitOf('P')).toEqual({ code: 1 })
    expect([first.result, world.kernel.tasks.length]).toEqual([{ code: 0 }, 1])
  })

  test('a client that is started again reaches the server that lives on', async () => {
    await using world = open()
    pair(world, LightServer, client(1))
    await world.idle()
    world.kernel.spawn(client(2), { name: 'Client0', connections: { lights: 'Server' } })
    expect(await world.exitOf('Client0')).toEqual({ code: rcOk })
  })

  test('a server that is started again is reached by new clients', async () => {
    await using world = open()
    pair(world, LightServer, client(99))
    await world.kernel.advance(1)
    world.kernel.kill('Server')
    expect(await world.exitOf('Client0')).toEqual({ code: rcNotConnected })
    pair(world, LightServer, client(1))
    expect(await world.exitOf('Client0')).toEqual({ code: rcOk })
  })

  test('a server that is started again can be connected to a client that lived on', async () => {
    await using world = open()
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    const set = async (): Promise<number> =>
      world.act('Client', async (kos) => {
        const { rc } = await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: '' })
        return Number(rc)
      })
    expect(await set()).toBe(rcOk)
    world.kernel.kill('Server')
    expect(await set()).toBe(rcNotConnected)
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.connect('Client', 'Server', 'lights')
    expect(await set()).toBe(rcOk)
    expect(() => world.kernel.connect('Client', 'Server', 'lights')).toThrow(
      'already has a connection',
    )
  })

  test('several of one class live side by side', async () => {
    await using world = open()
    const main = program((kos) => kos.log(`I am ${kos.name}`))
    for (const name of ['A', 'B', 'C']) world.kernel.spawn(main, { name, className: 'Same' })
    await world.idle()
    expect(world.lines).toEqual(['A: I am A', 'B: I am B', 'C: I am C'])
    // The kernel has the first one.
    expect(world.kernel.tasks.map(({ className, sid }) => [className, sid])).toEqual([
      ['Same', 2],
      ['Same', 3],
      ['Same', 4],
    ])
  })

  test('the host is told which names there are', async () => {
    await using world = open()
    expect(() => world.kernel.task('P')).toThrowErrorMatchingInlineSnapshot(
      `[Error: there is no process P; there are: none]`,
    )
    world.empty('A', 'B')
    expect(() => world.kernel.kill('P')).toThrowErrorMatchingInlineSnapshot(
      `[Error: there is no process P; there are: A, B]`,
    )
    expect(() => world.kernel.connect('A', 'P', 'x')).toThrowErrorMatchingInlineSnapshot(
      `[Error: there is no process P; there are: A, B]`,
    )
    world.kernel.connect('A', 'B', 'x')
    expect(() => world.kernel.connect('A', 'B', 'x')).toThrowErrorMatchingInlineSnapshot(
      `[Error: A already has a connection "x"]`,
    )
    world.kernel.kill('B')
    expect(() => world.kernel.connect('A', 'B', 'y')).toThrowErrorMatchingInlineSnapshot(
      `[Error: B has ended; connect to it after it was started again]`,
    )
  })

  test('a process that cannot be connected does not stay', async () => {
    await using world = open()
    expect(() =>
      world.kernel.spawn(client(1), { name: 'P', connections: { lights: 'None' } }),
    ).toThrow('no process None')
    expect(world.kernel.task('P').isAlive).toBe(false)
    world.kernel.spawn(
      program(() => 4),
      { name: 'P' },
    )
    expect(await world.exitOf('P')).toEqual({ code: 4 })
  })
})
