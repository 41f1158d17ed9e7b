// A program reaches the inside of its own process by `sysOf`. What it does there is its own affair:
// the kernel calls nothing of it that another process could suffer from. Each test is an attack.

import {
  connect,
  defineInterface,
  HANDLE_TYPE_USER_FIRST,
  handle,
  INFINITE_TIMEOUT,
  type Kos,
  OCAP_HANDLE_TRANSFER,
  program,
  serve,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { ipcContract, syncContract, threadContract } from '@kos/libkos/abi'
import { sysOf, waiterOf } from '@kos/libkos/process'
import { rcNotConnected, rcOk } from '@kos/retcode'
import { WaitKind } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { maxDeadlocksPerTask } from '../src/limits.ts'
import { hosts, openWorld } from './world.ts'

const Keeper = defineInterface('test.Keeper', { Keep: { in: { key: handle } }, Look: {} })

const fail = (): never => {
  throw new Error('code of the program ran')
}

/** What a program can do to a member of an object of its own. */
function replace(object: object, name: string, value: unknown): boolean {
  return Reflect.defineProperty(object, name, { value })
}

describe.each(hosts)('on %s', (_name, host) => {
  test('what frees the values of a process cannot be replaced: others close its objects', async () => {
    await using world = openWorld({ host: host() })
    const Server = program({ endpoints: { keeper: Keeper } }, async (kos) => {
      const Keep = async (): Promise<void> => void (await kos.KnSleep(10))
      await serve(kos, 'keeper', { keeper: { Keep, Look() {} } })
    })
    world.kernel.spawn(Server, { name: 'Server' })
    world.kernel.spawn(null, { name: 'Evil', connections: { keeper: 'Server' } })
    const rc = await world.act('Evil', async (kos) => {
      const { process } = sysOf(kos)
      const created = unwrap(
        kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, {}),
      )
      const replaced = [
        replace(process, 'release', fail),
        replace(process, 'waitOf', fail),
        replace(process.tokens, 'drop', fail),
      ]
      expect(replaced).toEqual([false, false, false])
      // The server holds the last handle of the object, and closes it after its answer.
      const close = async (own: Kos): Promise<void> => {
        await own.KnSleep(5)
        own.KnHandleClose(created.handle)
      }
      kos.KosThreadCreate(ThreadPriorityNormal, 0, close, null, 0)
      return (await connect(kos, Keeper, 'keeper', 'keeper').Keep({ key: created.handle })).rc
    })
    expect(rc).toBe(rcOk)
    expect(world.kernel.task('Server').isAlive).toBe(true)
  })

  test('code that shapes a result cannot park its thread inside the parking of another', async () => {
    await using world = openWorld({ host: host() })
    const Evil = program(async (kos) => {
      const sys = sysOf(kos)
      const { Yield, Sleep } = threadContract.calls
      const [yieldNow, sleep] = [sys.call(Yield), sys.call(Sleep)]
      for (let i = 0; i < 20; i++) await sys.result(yieldNow(), () => sleep(1000))
    })
    const Victim = program(async (kos) => {
      for (let i = 0; i < 40; i++) await kos.KosThreadYield()
      return 7
    })
    world.kernel.spawn(Evil, { name: 'Evil' })
    world.kernel.spawn(Victim, { name: 'Victim' })
    expect(await world.exitOf('Victim')).toEqual({ code: 7 })
  })

  test('owners of a wait that throw when the kernel asks are unknown', async () => {
    await using world = openWorld({ host: host(), onDeadlock() {} })
    const Evil = program({ endpoints: { keeper: Keeper } }, async (kos) => {
      const sys = sysOf(kos)
      const waiter = waiterOf(sys)
      const listener = kos.ServiceLocatorRegister('keeper')
      const receive = sys.call(ipcContract.calls.RecvEx)
      await sys.wait(receive(listener, new Uint8Array(8), new Uint8Array(0), 1, 0))
      const parked = sys.call(syncContract.calls.Park)(INFINITE_TIMEOUT, WaitKind.mutex, 1, 1)
      Reflect.set(waiter, 'waitOwner', { owners: fail })
      await sys.wait(parked)
    })
    const Victim = program(async (kos) => {
      await kos.KnSleep(10)
      return (await connect(kos, Keeper, 'keeper', 'keeper').Look()).rc
    })
    world.kernel.spawn(Evil, { name: 'Evil' })
    world.kernel.spawn(Victim, { name: 'Victim', connections: { keeper: 'Evil' } })
    await world.idle()
    expect(world.kernel.task('Victim').isAlive).toBe(true)
    world.kernel.kill('Evil')
    expect(await world.exitOf('Victim')).toEqual({ code: rcNotConnected })
  })

  test('page tables and frames are not reached', async () => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    const reached = await world.act('P', (kos) => {
      const { process } = sysOf(kos)
      return Reflect.ownKeys(process).concat(Reflect.ownKeys(Reflect.getPrototypeOf(process) ?? {}))
    })
    expect(reached).not.toContain('memory')
  })

  test('deadlocks that a process makes and ends again are reported so often, and no more', async () => {
    let reports = 0
    await using world = openWorld({ host: host(), onDeadlock: () => void reports++ })
    world.empty('Evil')
    await world.act('Evil', async (kos) => {
      const { Park, Unpark } = syncContract.calls
      const waiters: object[] = []
      const ring = async (own: Kos, index: unknown): Promise<void> => {
        const sys = sysOf(own)
        const waiter = waiterOf(sys)
        waiters[Number(index)] = waiter
        Reflect.set(waiter, 'waitOwner', { owners: () => [waiters[1 - Number(index)]] })
        for (;;) await sys.wait(sys.call(Park)(INFINITE_TIMEOUT, WaitKind.mutex, 1, 1))
      }
      const tids = [0, 1].map(
        (index) => unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, ring, index, 0)).tid,
      )
      const unpark = sysOf(kos).call(Unpark)
      for (let i = 0; i <= maxDeadlocksPerTask; i++) {
        await kos.KnSleep(1)
        for (const tid of tids) unpark(Number(tid), rcOk)
      }
      for (const tid of tids) void kos.KosThreadTerminate(tid, 0)
    })
    expect(reports).toBe(maxDeadlocksPerTask)
  })
})
