// The boundary, call by call, made from the descriptors: whatever a process passes, the kernel
// answers a code, changes nothing and goes on. What programs call is tested in
// `boundary-kos.test.ts`.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Kos } from '@kos/libkos'
import * as abi from '@kos/libkos/abi'
import {
  type Contract,
  noticeContract,
  type Param,
  type Syscall,
  threadContract,
} from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidArgument, rcInvalidThreadState, rcOk, rcUnimplemented } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Lights, LightServer } from './lights.ts'
import {
  type Bad,
  type Handles,
  makeHandles,
  plain,
  userType,
  wrongHandles,
  wrongKinds,
} from './misbehaving.ts'
import { contracts, handleCalls, isHandle, syscalls } from './system-calls.ts'
import { holdings, hosts, openWorld, type World } from './world.ts'

/** Good arguments by the names of parameters: so that a wrong handle is the only thing wrong. */
function goodArgument([name, kind]: Param, handles: Handles): unknown {
  const good: Readonly<Record<string, unknown>> = {
    notice: handles.receiver,
    handle: handles.object,
    inHandle: handles.object,
    object: handles.object,
    badge: handles.badge,
    type: userType,
    evMask: 0xffff,
  }
  return good[name] ?? plain[kind]()
}

/** Calls as a process may that ignores libkos. */
function raw(kos: Kos, syscall: Syscall, args: readonly unknown[]): number {
  return (sysOf(kos).call(syscall) as (...args: readonly unknown[]) => number)(...args)
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.kernel.spawn(LightServer, { name: 'Server' })
    world.kernel.spawn(null, { name: 'P', connections: { lights: 'Server' } })
    world.empty('Other')
    return world
  }

  /** What a process is served after it misbehaved. */
  const goesOn = (world: World): Promise<number> =>
    world.act('P', async (kos) => {
      const { rc } = await connect(kos, Lights, 'lights', 'lights').Set({ mode: 3, name: 'abc' })
      return Number(rc)
    })

  test.each(syscalls)('%s refuses every argument of a wrong kind', async (_call, syscall) => {
    await using world = open()
    const before = await world.act('P', (kos) => {
      const wrong: unknown[] = []
      const good = syscall.params.map(([, kind]) => plain[kind]())
      const holds = holdings(world.kernel)
      syscall.params.forEach(([, kind], index) => {
        for (const [what, value] of wrongKinds[kind]) {
          const rc = raw(kos, syscall, good.with(index, value))
          if (rc !== rcInvalidArgument) wrong.push([index, kind, what, rc])
        }
      })
      expect(wrong).toEqual([])
      expect(holdings(world.kernel)).toEqual(holds)
    })
    expect(before).toBeUndefined()
    expect([world.lines, world.misuses, await goesOn(world)]).toEqual([[], [], rcOk])
  })

  test.each(handleCalls)('%s refuses every number that is no handle', async (call, syscall) => {
    await using world = open()
    const foreign = await world.act('Other', (kos) => Number(makeHandles(kos).object))
    await world.act('P', (kos) => {
      const handles = makeHandles(kos)
      const good = syscall.params.map((param) => goodArgument(param, handles))
      const numbers: readonly Bad[] = [
        ...wrongHandles(handles, foreign),
        ['of another kind', handles.receiver],
      ]
      const holds = holdings(world.kernel)
      const answers = syscall.params.flatMap((param, index) =>
        (isHandle(param) ? numbers : []).flatMap(([what, value]) => {
          const isFine =
            (what === 'revoked' && /^(handles|io)\.Close$/.test(call)) || good[index] === value
          return isFine || isOwn(call, what)
            ? []
            : [[param[0], what, raw(kos, syscall, good.with(index, value))] as const]
        }),
      )
      expect(answers.filter(([, , rc]) => rc >= 0)).toEqual([])
      expect(holdings(world.kernel)).toEqual(holds)
    })
    expect(await goesOn(world)).toBe(rcOk)
  })

  // A receiver is a handle like others to these.
  const isOwn = (call: string, what: string): boolean =>
    what === 'of another kind' &&
    [
      'handles.Close',
      'handles.CreateBadge',
      'handles.Revoke',
      'notices.SubscribeToObject',
    ].includes(call)

  test('a descriptor of its own making gets a process nothing', async () => {
    await using world = open()
    const answers = await world.act('P', (kos) => {
      const { Create } = noticeContract.calls
      const forged: readonly object[] = [
        { ...Create, nr: 1_000_000 },
        { ...Create, nr: -1 },
        { ...Create, nr: 'length' },
        { ...Create, nr: 'push' },
        { ...Create, nr: { valueOf: () => 64 } },
        { ...Create, nr: undefined },
        { ...threadContract.calls.Create, params: [] },
        {
          ...threadContract.calls.Sleep,
          blocks: false,
          params: Array.from({ length: 8 }, (_, index) => [`p${index}`, 'u32']),
        },
      ]
      return forged.map((syscall) => raw(kos, syscall as Syscall, []))
    })
    expect(answers).toEqual([
      ...Array<number>(6).fill(rcUnimplemented),
      rcInvalidArgument,
      rcInvalidArgument,
    ])
    expect(await goesOn(world)).toBe(rcOk)
  })

  test('a thread that starts at a routine that is none crashes its process, and no other', async () => {
    await using world = open()
    await world.act('Other', async (kos) => {
      raw(kos, threadContract.calls.Create, [15, 0, 12_345, 0, 0])
    })
    expect(await world.exitOf('Other')).toMatchObject({
      crash: expect.stringContaining('is not a function'),
    })
    expect(await goesOn(world)).toBe(rcOk)
  })

  test('what a process keeps of a kos is useless once it has ended', async () => {
    await using world = open()
    const kos = await world.act('Other', (own) => own)
    world.kernel.kill('Other')
    const codes = [
      kos.KnNoticeCreate().rc,
      kos.KnHandleClose(5 as never),
      kos.KosThreadResume(1 as never),
    ]
    expect(codes).toEqual([rcInvalidThreadState, rcInvalidThreadState, rcInvalidThreadState])
    expect(await goesOn(world)).toBe(rcOk)
  })
})

describe('the system calls of these tests', () => {
  test('are those of every contract of kos, and have a number each', () => {
    const isContract = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && 'calls' in value
    const exported = Object.values(abi).filter(isContract)
    expect(exported.length).toBeGreaterThan(0)
    expect(exported.filter((contract) => !contracts.includes(contract as Contract))).toEqual([])
    expect(new Set(syscalls.map(([, { nr }]) => nr)).size).toBe(syscalls.length)
  })

  test('name their parameters and results, and number the registers in order', () => {
    for (const [name, { params, results }] of syscalls) {
      const names = params.map(([param]) => param)
      expect(new Set(names).size, name).toBe(names.length)
      for (const each of [...names, ...Object.keys(results)])
        expect(each, name).toMatch(/^[a-z][A-Za-z]*$/)
      const registers = Array.from(Object.keys(results), (_, index) => index)
      expect(Object.values(results), name).toEqual(registers)
    }
  })

  test('leave more than one result by their names, never by the number of a register', () => {
    const folder = fileURLToPath(new URL('../src', import.meta.url))
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    )
    const numbered = files.filter((path) =>
      /registers\[[1-9]/.test(readFileSync(join(folder, path), 'utf8')),
    )
    expect([files.length > 20, numbered]).toEqual([true, []])
  })

  test('know handles by their kind', () => {
    const named = syscalls.flatMap(([call, { params }]) =>
      params.flatMap(([name, kind]) => (isHandleName(name) ? [[call, name, kind]] : [])),
    )
    expect(named.filter(([, , kind]) => kind !== 'handle')).toEqual([])
    expect(named.length).toBeGreaterThanOrEqual(handleCalls.length)
  })
})

// The documented names of parameters that are handles.
function isHandleName(name: string): boolean {
  return /handle$|^(notice|object|badge|copyBadge|ipcChannel|listener|entity|cl|sr|rid)$/i.test(
    name,
  )
}
