// The boundary, call by call, made from the descriptors: whatever a process passes, the kernel
// answers a code, changes nothing and goes on. What programs call is tested in
// `boundary-kos.test.ts`.

import { connect, type Kos } from '@kos/libkos'
import {
  cmContract,
  type Contract,
  handleContract,
  ipcContract,
  memoryContract,
  noticeContract,
  processContract,
  syncContract,
  type Syscall,
  sysOf,
  threadContract,
  timeContract,
} from '@kos/libkos/abi'
import { rcInvalidArgument, rcInvalidThreadState, rcOk, rcUnimplemented } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Lights, LightServer } from './lights.ts'
import { type Bad, makeHandles, plain, userType, wrongHandles, wrongKinds } from './misbehaving.ts'
import { holdings, hosts, openWorld, type World } from './world.ts'

const contracts: readonly Contract[] = [
  processContract,
  threadContract,
  syncContract,
  timeContract,
  handleContract,
  memoryContract,
  noticeContract,
  ipcContract,
  cmContract,
]
const syscalls: readonly (readonly [name: string, syscall: Syscall])[] = contracts.flatMap(
  ({ name, calls }) =>
    Object.values(calls).map((syscall) => [`${name}.${syscall.name}`, syscall] as const),
)

/** Which parameters are handles. The numbers of badges where none is allowed are not among them. */
const handleParameters: Readonly<Record<string, readonly number[]>> = {
  'handles.Close': [0],
  'handles.CreateBadge': [0],
  'handles.Revoke': [0],
  'handles.RevokeSubtree': [0, 1],
  'handles.Copy': [0],
  'memory.MdlMap': [0],
  'notices.SubscribeToObject': [0, 1],
  'notices.GetEvent': [0],
  'notices.SetObjectEvent': [0],
  'notices.GetEventEx': [0],
  'notices.UnsubscribeFromObject': [0, 1],
  'notices.UnsubscribeFromEvent': [0],
  'notices.DropAndWake': [0],
  'notices.Release': [0],
  'ipc.Call': [0],
  'ipc.Recv': [0],
  'ipc.Reply': [0],
  'ipc.GetRiid': [0],
  'ipc.CreateCallable': [3],
  'ipc.CallEx': [0],
  'ipc.RecvEx': [0],
  'ipc.SetInterrupt': [0],
  'ipc.ClearInterrupt': [0],
  'ipc.GetCallableRiid': [0],
  'ipc.GetEndpointName': [0],
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
      const good = syscall.params.map((kind) => plain[kind]())
      const holds = holdings(world.kernel)
      syscall.params.forEach((kind, index) => {
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

  test.each(Object.entries(handleParameters))(
    '%s refuses every number that is no handle',
    async (call, indices) => {
      await using world = open()
      const foreign = await world.act('Other', (kos) => Number(makeHandles(kos).object))
      const syscall = new Map(syscalls).get(call) as Syscall
      await world.act('P', (kos) => {
        const handles = makeHandles(kos)
        const good = syscall.params.map((kind) => plain[kind]())
        if (call.startsWith('notices.')) good[0] = handles.receiver
        if (call.startsWith('notices.Sub')) good.splice(1, 2, handles.object, 0xffff)
        if (call === 'ipc.CreateCallable') good[0] = userType
        if (call === 'notices.UnsubscribeFromObject') good[1] = handles.object
        if (call === 'handles.RevokeSubtree') good.splice(0, 2, handles.object, handles.badge)
        const numbers: readonly Bad[] = [
          ...wrongHandles(handles, foreign),
          ['of another kind', handles.receiver],
        ]
        const holds = holdings(world.kernel)
        const answers = indices.flatMap((index) =>
          numbers.flatMap(([what, value]) => {
            const isFine = (what === 'revoked' && call === 'handles.Close') || good[index] === value
            return isFine || isOwn(call, what)
              ? []
              : [[what, raw(kos, syscall, good.with(index, value))] as const]
          }),
        )
        expect(answers.filter(([, rc]) => rc >= 0)).toEqual([])
        expect(holdings(world.kernel)).toEqual(holds)
      })
      expect(await goesOn(world)).toBe(rcOk)
    },
  )

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
          params: ['u32', 'u32', 'u32', 'u32', 'u32', 'u32', 'u32', 'u32'],
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

test('every system call with a handle is known to these tests', () => {
  const names = syscalls.map(([name]) => name)
  expect(Object.keys(handleParameters).filter((name) => !names.includes(name))).toEqual([])
  expect(new Set(syscalls.map(([, { nr }]) => nr)).size).toBe(syscalls.length)
})
