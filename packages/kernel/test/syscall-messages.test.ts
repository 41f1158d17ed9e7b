// System calls as the policy sees them: requests to the kernel whose messages have the parameters of
// the contract by name, with security ids in place of handles.

import {
  connect,
  INVALID_HANDLE,
  type Kos,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '@kos/libkos'
import type { ResourceIds } from '@kos/ipc'
import { handleContract, ipcContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidArgument, rcOk, rcSecurityDisallow, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  core,
  type DeniedEvent,
  deny,
  execute,
  type Policy,
  request,
  response,
} from '../src/index.ts'
import { syscallMessage } from '../src/syscall-message.ts'
import type { Task } from '../src/task.ts'
import { Lights, LightServer } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

const objectType = 0x10000

type Message = Readonly<Record<string, unknown>>

/** A rule that keeps the messages of the calls that it selects, as they are while it is asked. */
function keep(method: string, kept: Message[]): Policy {
  return [
    request(any, core),
    request(any, core, { method }, ({ message }) => kept.push({ ...(message as object) }) > 0),
  ]
}

const basics: Policy = [execute(), request(any, 'Server'), response('Server', any)]

describe.each(hosts)('on %s', (_name, host) => {
  const open = (...policy: Policy): World => {
    const world = openWorld({ host: host(), security: [...basics, ...policy] })
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Server' } })
    return world
  }

  test('numbers have the types of their IDL', async () => {
    const kept: Message[] = []
    await using world = open(...keep('Allocate', kept), ...keep('Exit', kept))
    const flags = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ
    await world.act('Client', async (kos) => {
      kos.KnVmAllocate(0, 8192, flags)
      unwrap(kos.KosThreadCreate(15, 0, (own: Kos) => own.KosThreadExit(-3), 0, 0))
      await kos.KnSleep(1)
    })
    expect(kept).toContainEqual({ addr: 0n, size: 8192n, flags })
    expect(kept).toContainEqual({ exitCode: -3 })
  })

  test('texts and bytes are there, buffers that the kernel writes are not', async () => {
    const kept: Message[] = []
    await using world = open(...keep('Connect', kept), ...keep('CallBounded', kept))
    await world.act('Client', async (kos) => {
      using lights = connect(kos, Lights, 'lights', 'lights')
      await lights.Set({ mode: 5, name: 'abc' }, { timeout: 1000 })
    })
    expect(kept[0]).toEqual({ channelName: 'lights' })
    const { request: sent, requestArena, ...rest } = kept[1] as Message
    expect(sent).toHaveLength(Lights.Set.request.size)
    expect(String.fromCharCode(...(requestArena as Uint8Array).subarray(0, 3))).toBe('abc')
    expect(rest).toMatchObject({ requestArenaSize: 4, mdelay: 1000, isDeadline: 0 })
    expect(Object.keys(rest)).not.toContain('response')
  })

  test('bytes are a copy, which a rule may change', async () => {
    const scribble = ({ message }: { readonly message: unknown }): boolean => {
      ;(message as { request: Uint8Array }).request.fill(255)
      return true
    }
    await using world = open(request(any, core), request(any, core, { method: 'Call' }, scribble))
    const answer = await world.act('Client', (kos) =>
      connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' }),
    )
    expect(answer).toMatchObject({ rc: rcOk, result: 4 })
  })

  test('handles are security ids with the rights they have', async () => {
    const kept: Message[] = []
    await using world = open(...keep('Close', kept))
    await world.act('Client', (kos) => {
      const { handle } = unwrap(kos.KnHandleCreateUserObject(objectType, -1, 0))
      const copy = unwrap(kos.KnHandleCopy(handle, 0x30000, INVALID_HANDLE))
      const other = unwrap(kos.KnHandleCreateUserObject(objectType, 1, 0))
      for (const each of [handle, copy.handle, other.handle]) kos.KnHandleClose(each)
    })
    const [first, copy, other] = kept.map(({ handle }) => handle as Message)
    expect(first?.['handle']).toBeGreaterThan(0)
    expect(copy).toMatchObject({ handle: first?.['handle'], rights: 0x30000 })
    expect(other).toMatchObject({ rights: 1 })
    expect(other?.['handle']).not.toBe(first?.['handle'])
  })

  test('a handle that there is not has the security id 0', async () => {
    const kept: Message[] = []
    await using world = open(...keep('Close', kept))
    const codes = await world.act('Client', (kos) => {
      const { handle } = unwrap(kos.KnHandleCreateUserObject(objectType, -1, 0))
      kos.KnHandleClose(handle)
      return [INVALID_HANDLE, 12345 as never, handle].map((each) => kos.KnHandleClose(each))
    })
    expect(codes.every((rc) => Number(rc) < rcOk)).toBe(true)
    expect(kept.slice(-3).map(({ handle }) => handle)).toMatchObject([
      { handle: 0, rights: 0 },
      { handle: 0, rights: 0 },
      { handle: 0, rights: 0 },
    ])
  })

  test('a handle in the message of a process has the id that system calls show', async () => {
    const ids: unknown[] = []
    const note = ({ message }: { readonly message: unknown }): boolean => {
      const { lamp, handle } = message as Record<string, { readonly handle: number }>
      return ids.push((lamp ?? handle)?.handle) > 0
    }
    const transfer = 1
    await using world = open(
      request(any, core),
      request('Client', core, { method: 'Close' }, note),
      request('Client', 'Server', { method: 'Lend' }, note),
    )
    await world.act('Client', async (kos) => {
      const { handle } = unwrap(kos.KnHandleCreateUserObject(objectType, -1, transfer))
      await connect(kos, Lights, 'lights', 'lights').Lend({ lamp: handle })
      kos.KnHandleClose(handle)
    })
    expect(ids[1]).toBe(ids[0])
  })

  test('processes and resources never have the same id, and the kernel has one', async () => {
    const seen = new Set<unknown>()
    const all: unknown[] = []
    const note = ({ message, sourceSid, destinationSid }: Record<string, unknown>): boolean => {
      const { handle } = (message as { readonly handle: { readonly handle: number } }).handle
      for (const id of [sourceSid, destinationSid, handle]) seen.add(id)
      return all.push(handle) > 0
    }
    await using world = open(
      request(any, core),
      request('Client', core, { method: 'Close' }, note as never),
    )
    world.empty('Late')
    await world.act('Client', (kos) => {
      const made = [1, 2, 3, 4].map(
        () => unwrap(kos.KnHandleCreateUserObject(objectType, -1, 0)).handle,
      )
      for (const handle of made) kos.KnHandleClose(handle)
    })
    world.empty('Later')
    for (const { sid } of world.kernel.tasks) seen.add(sid)
    expect([all.length, seen.size]).toEqual([4, 4 + 1 + world.kernel.tasks.length])
    expect(seen.has(0)).toBe(false)
  })

  test('a rule decides by the arguments', async () => {
    await using world = open(
      request(any, core),
      request(
        'Client',
        core,
        { endpoint: 'vmm.VMM', method: 'Allocate' },
        ({ message }) => (message as { readonly size: bigint }).size <= 4096n,
      ),
    )
    const addresses = await world.act('Client', (kos) =>
      [4096, 8192].map((size) => kos.KnVmAllocate(0, size, VMM_FLAG_RESERVE | VMM_FLAG_READ)),
    )
    expect(addresses.map((address) => address > 0)).toEqual([true, false])
  })

  test('a listener of denials may keep the arguments', async () => {
    const denials: DeniedEvent[] = []
    const denied = { endpoint: 'handle.Handle', method: 'Close' }
    await using world = openWorld({
      host: host(),
      security: [...allowAll(), deny(request(any, core, denied))],
      onDenied: (denial) => denials.push(denial),
    })
    world.empty('Client')
    await world.act('Client', (kos) => {
      kos.KnHandleClose(unwrap(kos.KnHandleCreateUserObject(objectType, 1, 0)).handle)
    })
    world.kernel.kill('Client')
    const messages = denials.map(({ event }) => event.message as { handle: { handle: number } })
    expect(messages).toMatchObject([{ handle: { rights: 1 } }])
    for (const { handle } of messages) expect(handle.handle).toBeGreaterThan(0)
  })

  test('a buffer over the message limit has no value, for rules and listeners', async () => {
    const denials: DeniedEvent[] = []
    await using world = openWorld({
      host: host(),
      security: [
        execute(),
        request(any, core),
        request('Client', core, { method: 'Call' }, ({ message }) => {
          const { request: sent } = message as { readonly request: Uint8Array }
          return sent.length > 0
        }),
      ],
      onDenied: (denial) => denials.push(denial),
    })
    world.empty('Client')
    const codes = await world.act('Client', (kos) => {
      const call = sysOf(kos).call(ipcContract.calls.Call) as (...args: unknown[]) => number
      const [small, large] = [new Uint8Array(1), new Uint8Array(2 ** 24 + 1)]
      return [large, small].map((bytes) => call(INVALID_HANDLE, bytes, large, 0, small, small))
    })
    expect(codes[0]).toBe(rcSecurityDisallow)
    expect(codes[1]).not.toBe(rcSecurityDisallow)
    const messages = denials.map(({ event }) => event.message as Message)
    expect(messages.map((message) => [message['request'], message['handle']])).toEqual([
      [undefined, expect.objectContaining({ handle: 0 })],
    ])
    expect(world.failures.join()).toContain('over the message limit')
  })

  test('arguments of other kinds are refused before any rule', async () => {
    let asked = 0
    await using world = open(
      request(any, core),
      request('Client', core, { method: 'Close' }, () => ++asked > 0),
    )
    const codes = await world.act('Client', (kos) => {
      const close = sysOf(kos).call(handleContract.calls.Close) as (handle: unknown) => number
      return [close('1'), close(-1), close(undefined), asked, close(0) < rcOk, asked]
    })
    expect(codes).toEqual([rcInvalidArgument, rcInvalidArgument, rcInvalidArgument, 0, true, 1])
    expect(world.denials).toEqual([])
  })

  test('a server loop shows the arguments of both of its halves', async () => {
    const kept: Message[] = []
    await using world = open(
      request(any, core),
      request('Server', core, { method: 'Reply' }, ({ message }) => {
        return kept.push({ ...(message as object) }) > 0
      }),
      request('Server', core, { method: 'Recv' }, ({ message }) => {
        return kept.push({ ...(message as object) }) > 0
      }),
    )
    await world.act('Client', async (kos) => {
      const lights = connect(kos, Lights, 'lights', 'lights')
      for (const mode of [1, 2]) await lights.Set({ mode, name: '' })
    })
    const replies = kept.filter((each) => 'response' in each)
    expect(replies).toHaveLength(2)
    for (const { handle, response: sent } of replies) {
      expect(sent).toBeInstanceOf(Uint8Array)
      expect((handle as { readonly handle: number }).handle).toBeGreaterThan(0)
    }
    for (const message of kept.filter((each) => !('response' in each)))
      expect(Object.keys(message)).toEqual(['handle'])
  })

  test('a rule that ends the process that calls sees no handles of it', async () => {
    const seen: unknown[] = []
    await using world = open(
      request(any, core),
      request('Client', core, { method: 'Close' }, ({ message }) => {
        world.kernel.kill('Client')
        return seen.push((message as { readonly handle: unknown }).handle) > 0
      }),
    )
    const done = world.kernel.as('Client', (kos) => {
      const { handle } = unwrap(kos.KnHandleCreateUserObject(objectType, -1, 0))
      return kos.KnHandleClose(handle)
    })
    done.catch(() => {})
    await world.idle()
    expect(seen).toMatchObject([{ handle: 0 }])
  })
})

test('state of the policy changes only for what can still be done', async () => {
  const log: string[] = []
  const killing = (what: string) => {
    world.kernel.kill('P')
    return {
      granted: true,
      commit: () => void log.push(`commit ${what}`),
      rollback: () => void log.push(`rollback ${what}`),
    }
  }
  let isStart = true
  await using world = openWorld({
    security: [
      execute(core, core),
      execute(core, 'P', () => (isStart ? killing('start') : true)),
      request('P', core, () => killing('call')),
    ],
  })
  world.empty('P')
  isStart = false
  world.empty('P')
  const done = world.kernel.as('P', (kos) => kos.KnNoticeCreate().rc)
  done.catch(() => {})
  await world.idle()
  expect(log).toEqual(['rollback start', 'rollback call'])
})

test('a call that every rule grants never gets to the policy again', async () => {
  let classified = 0
  let decided = 0
  const granted = { granted: true } as const
  await using world = openWorld({
    security: {
      classify: ({ method }) => (method === 'Create' && classified++, 'granted'),
      decide: ({ method }) => (method === 'Create' && decided++, granted),
    },
  })
  world.empty('P')
  await world.act('P', (kos) => {
    for (let i = 0; i < 3; i++) unwrap(kos.KnNoticeCreate())
  })
  expect([classified, decided]).toEqual([1, 0])
})

test('a field is made when a rule looks, and bytes are copied then', () => {
  const read: number[] = []
  const ids = {
    readerFor: () => ({ read: (handle: number) => (read.push(handle), { handle: 7, rights: 1 }) }),
  } as unknown as ResourceIds
  const sent = new Uint8Array([1])
  const args = [5, sent, sent, 1, sent, sent]
  const message = syscallMessage(ipcContract.calls.Call, args, {} as Task, ids) as Message
  sent[0] = 2
  expect([read, message['request']]).toEqual([[], new Uint8Array([2])])
  expect([message['handle'], read]).toEqual([{ handle: 7, rights: 1 }, [5]])
})
