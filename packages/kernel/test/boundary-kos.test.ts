// The boundary as programs meet it: every function of `kos` with every wrong argument answers its
// failing value, changes nothing, and works afterwards. `kos-functions.ts` names them all.

import {
  connect,
  events,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  INVALID_RIID,
  type Kos,
  NK_EINVAL,
  own,
  PackOutMsg,
  serve,
  SMsgHdr,
} from '@kos/libkos'
import { rcInvalidArgument, rcOk, rcSourceFault, rcTargetFault, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { NameServer } from '../src/index.ts'
import {
  calls,
  type Functions,
  functions,
  makeStage,
  type Stage,
  stageImages,
  stageMachine,
  voids,
} from './kos-functions.ts'
import { ActedServer, Lights, LightServer } from './lights.ts'
import {
  detach,
  emptyBuffers,
  hostile,
  makeHandles,
  resizable,
  subclassed,
  wrongKinds,
} from './misbehaving.ts'
import { holdings, hosts, openWorld, type World } from './world.ts'

const documentedFailures: Partial<Record<keyof Functions, unknown>> = {
  ServiceLocatorConnect: INVALID_HANDLE,
  ServiceLocatorGetRiid: INVALID_RIID,
  ServiceLocatorRegister: INVALID_HANDLE,
  KosThreadGetStack: { stack: 0, size: 0 },
  KnVmAllocate: 0,
  KosMemAlloc: 0,
  KosMemAllocEx: 0,
  KosMemZalloc: 0,
  KosMemGetSize: 0,
  KosQueueCreate: null,
  KosQueueAlloc: null,
  KosQueuePop: null,
  NkKosSecurityTransport_Init: NK_EINVAL,
  EntityInit: null,
  EntityInitEx: null,
  ...Object.fromEntries(voids.map((name) => [name, undefined])),
}

/** Null if this is how the function says that it failed, else what it gave. */
function surprise(name: keyof Functions, given: unknown): unknown {
  const rc = typeof given === 'object' && given !== null && 'rc' in given ? given.rc : given
  const isFailure =
    name in documentedFailures
      ? isSame(given, documentedFailures[name])
      : typeof rc === 'number' && rc < rcOk
  return isFailure ? null : given
}

function isSame(given: unknown, expected: unknown): boolean {
  return JSON.stringify(given) === JSON.stringify(expected)
}

// A list, not empty, of texts that each contain this one.
function everyTime(text: string): unknown {
  const texts: unknown = expect.not.arrayContaining([expect.not.stringContaining(text)])
  return texts
}

describe.each(hosts)('on %s', (hostName, host) => {
  const open = async (): Promise<{
    world: World
    play: (routine: (stage: Stage) => Promise<void>) => Promise<void>
  }> => {
    const world = openWorld({ host: host(), images: stageImages, machine: stageMachine() })
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(ActedServer, { name: 'P', connections: { lights: 'Server' } })
    world.kernel.spawn(null, { name: 'Other', connections: { served: 'P' } })
    world.empty('Asker')
    world.kernel.spawn(NameServer, { name: 'ns' })
    world.kernel
      .as('Asker', (kos) => kos.KnCmConnect('P', 'asked', INFINITE_TIMEOUT))
      .catch(() => {})
    const [handle, tid] = await world.act('Other', (kos) => [
      Number(makeHandles(kos).object),
      Number(unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1)).tid),
    ])
    const play = (routine: (stage: Stage) => Promise<void>): Promise<void> =>
      world.act('P', async (kos) => routine(await makeStage(kos, handle ?? 0, tid ?? 0)))
    return { world, play }
  }

  const names = Object.keys(functions) as (keyof Functions)[]

  test.each(names)(
    '%s fails as documented, changes nothing, and works afterwards',
    async (name) => {
      const { world, play } = await open()
      await using _ = world
      await play(async (stage) => {
        const call = stage.kos[name] as (...args: unknown[]) => unknown
        const good = functions[name].map((each) => each.good(stage))
        const before = holdings(world.kernel)
        const surprises: unknown[] = []
        for (const [index, each] of functions[name].entries()) {
          for (const [what, value] of each.wrong(stage)) {
            const given = surprise(name, await call(...good.with(index, value)))
            if (given !== null) surprises.push([index, what, given])
          }
        }
        expect(surprises).toEqual([])
        expect(holdings(world.kernel)).toEqual(before)
        const lights = connect(stage.kos, Lights, 'lights', 'lights')
        expect((await lights.Set({ mode: 1, name: 'abc' })).rc).toBe(rcOk)
        if (
          [
            'Call',
            'CallEx',
            'Recv',
            'Reply',
            'KosThreadExit',
            'KosThreadTerminate',
            'KosThreadSuspend',
          ].includes(name)
        )
          return
        if (name === 'KnHandleRevokeSubtree') return
        expect(await call(...functions[name].map((each) => each.good(stage)))).not.toEqual(
          rcInvalidArgument,
        )
      })
      if (voids.includes(name))
        expect(world.misuses.map(({ message }) => message)).toEqual(
          everyTime(`P: ${name} did nothing`),
        )
      else if (calls.includes(name))
        expect(world.misuses.map(({ message }) => message)).toEqual(
          everyTime('P: kl.core.NameServer.'),
        )
      else expect(world.misuses).toEqual([])
    },
  )

  test.each(emptyBuffers())(
    'a message of %s is refused where it is sent or received',
    async (_what, bytes) => {
      const { world, play } = await open()
      await using _ = world
      await play(async ({ kos, client, server }) => {
        const empty = Object.assign(new SMsgHdr(), { message: bytes })
        const good = PackOutMsg(new SMsgHdr(), new Uint8Array(64))
        const codes = [
          await kos.Call(client as never, empty, good),
          await kos.Reply(server as never, empty),
        ]
        expect(codes.filter((rc) => Number(rc) >= 0)).toEqual([])
        expect(
          (await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })).rc,
        ).toBe(rcOk)
      })
    },
  )

  test('more arena than there is, is refused', async () => {
    const { world, play } = await open()
    await using _ = world
    await play(async ({ kos, client }) => {
      const message = new Uint8Array(64)
      const sizes = [65, 0xffff_ffff].map((arenaSize) =>
        PackOutMsg(new SMsgHdr(), message, new Uint8Array(64), arenaSize),
      )
      for (const header of sizes)
        expect(await kos.Call(client as never, header, header)).toBe(rcSourceFault)
      for (const [, value] of wrongKinds.u32.filter(([what]) => what !== 'undefined')) {
        const header = PackOutMsg(new SMsgHdr(), message, new Uint8Array(64), value as number)
        expect(await kos.Call(client as never, header, header)).toBe(rcInvalidArgument)
      }
    })
  })

  test('what a process defines on its arrays is never called', async () => {
    const { world, play } = await open()
    await using _ = world
    await play(async ({ kos, client }) => {
      const { request, response } = Lights.Set
      const message = subclassed(request.size)
      const plain = new Uint8Array(request.size)
      const arena = new Uint8Array(32)
      const used = request.encode({ mode: 4, name: 'abc' }, 0, new DataView(plain.buffer), arena)
      for (const [at, byte] of plain.entries()) message[at] = byte
      const received = Object.assign(new SMsgHdr(), {
        message: subclassed(response.size),
        arena: subclassed(64),
      })
      const rc = await kos.Call(
        client as never,
        Object.assign(new SMsgHdr(), { message, arena, arenaSize: used }),
        received,
      )
      expect([rc, received.messageSize, received.message[16]]).toEqual([rcOk, response.size, 7])
    })
  })

  test.each(['detached', 'resized'])(
    'a buffer that is %s while its thread waits ends the call, and nothing else',
    async (how) => {
      const { world, play } = await open()
      await using _ = world
      await play(async ({ kos, client }) => {
        const { request } = Lights.Set
        const message = new Uint8Array(request.size)
        const arena = new Uint8Array(32)
        const arenaSize = request.encode(
          { mode: 99, name: 'abc' },
          0,
          new DataView(message.buffer),
          arena,
        )
        const { bytes, buffer } = resizable(64)
        kos.KosThreadCreate(
          15,
          0,
          () => (how === 'detached' ? detach(bytes) : buffer.resize(0)),
          0,
          0,
        )
        const received = Object.assign(new SMsgHdr(), { message: bytes })
        const rc = await kos.Call(
          client as never,
          PackOutMsg(new SMsgHdr(), message, arena, arenaSize),
          received,
        )
        // Where messages are cloned, the kernel has a copy, and has filled that.
        expect([rc, bytes.length]).toEqual([hostName === 'realm' ? rcTargetFault : rcOk, 0])
        expect(
          (await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })).rc,
        ).toBe(rcOk)
      })
    },
  )

  test('connect, serve, own and events throw only TypeErrors and RetcodeErrors, and only at their own caller', async () => {
    const { world, play } = await open()
    await using _ = world
    await play(async ({ kos }) => {
      for (const bad of [undefined, null, 5, 'kos', {}, () => {}, hostile]) {
        expect(() => connect(bad as never, Lights, 'lights', 'lights')).toThrow(TypeError)
        await expect(serve(bad as never, 'served', {})).rejects.toThrow(TypeError)
      }
      for (const [, name] of wrongKinds.str.filter(
        ([what]) => what !== 'hostile' && what !== 'a symbol',
      )) {
        expect(() => connect(kos, Lights, name as string, 'lights')).toThrow('no such connection')
        expect(() => connect(kos, Lights, 'lights', name as string)).toThrow('no such endpoint')
      }
      for (const [, notice] of wrongKinds.u32)
        for await (const event of events(kos, notice as never)) expect(event).toBeUndefined()
      for (const [, handle] of wrongKinds.u32) own(kos, handle as never)[Symbol.dispose]()
      expect(
        (await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })).rc,
      ).toBe(rcOk)
    })
  })
})

test('these tests know every function that the services of a full kernel add to kos', async () => {
  await using world = openWorld()
  world.empty('P')
  const added = await world.act('P', (kos) => {
    const members = Object.keys(Object.getPrototypeOf(kos) as object) as (keyof Kos)[]
    return members.filter((name) => typeof kos[name] === 'function')
  })
  expect(added.toSorted()).toEqual(Object.keys(functions).toSorted())
})
