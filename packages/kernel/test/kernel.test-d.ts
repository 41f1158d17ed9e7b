// What the compiler tells those who assemble kernels, write solutions and write programs.

import {
  connect,
  type Context,
  defineInterface,
  type EventDesc,
  type Handle,
  type HandleApi,
  type IpcApi,
  type Kos,
  KosObject,
  KosRefObject,
  type LocatorApi,
  type Notice,
  program,
  serve,
  string,
  type ThreadApi,
  type Tid,
  type TimeApi,
  uint32,
} from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { type Failure, type Retcode, rcOk } from '@kos/retcode'
import { describe, expectTypeOf, test } from 'vitest'
import {
  createFullKernel,
  createKernel,
  defineService,
  defineSolution,
  type Exit,
  handles,
  ipc,
  type IpcProvides,
  type Kernel,
  type MemoryProvides,
  type Needed,
  notices,
  threads,
  time,
} from '../src/index.ts'

const Lights = defineInterface('demo.Lights', {
  Set: {
    in: { mode: uint32, name: string(16) },
    out: { result: uint32 },
    error: { reason: uint32 },
  },
  Reset: {},
})
const full = createFullKernel()
const small = createKernel({ services: [threads(), time()] })
const messaging = createKernel({ services: [handles(), ipc()] })

declare const kos: Kos

describe('kernels', () => {
  test('have the functions of their services, and no others', () => {
    expectTypeOf(small).toEqualTypeOf<Kernel<ThreadApi & TimeApi>>()
    void small.as('P', (own) => {
      expectTypeOf(own.KnSleep).toEqualTypeOf<Kos['KnSleep']>()
      expectTypeOf(own.log).toEqualTypeOf<Kos['log']>()
      // @ts-expect-error there is no handle service
      void own.KnHandleClose
    })
    void full.as('P', (own) => expectTypeOf(own).toExtend<Kos>())
  })

  test('refuse services that lack others, in words', () => {
    // @ts-expect-error ipc needs handles; add handles() to services
    createKernel({ services: [ipc()] })
    // @ts-expect-error notices needs handles; add handles() to services
    createKernel({ services: [threads(), notices()] })
    createKernel({ services: [ipc(), handles()] })
  })

  test('know what services provide', () => {
    const part = { contract: defineContract('part', '', 1024, {}), library: {} }
    const counting = defineService({
      ...part,
      name: 'counting',
      start: () => ({ handlers: {}, provides: { next: () => 1 } }),
    })
    const using = defineService({
      ...part,
      name: 'using',
      needs: ['ipc'],
      uses: ['memory'],
      start(_kernel, needs) {
        expectTypeOf(needs.ipc).toEqualTypeOf<IpcProvides>()
        expectTypeOf(needs.memory).toEqualTypeOf<MemoryProvides | undefined>()
        // @ts-expect-error it did not ask for notices
        void needs.notices
        return { handlers: {} }
      },
    })
    const numbered = defineService({
      ...part,
      name: 'numbered',
      needs: ['counting'],
      start: (_kernel, _needs: { readonly counting: { next(): number } }) => ({ handlers: {} }),
    })
    const lettered = defineService({
      ...part,
      name: 'lettered',
      needs: ['counting'],
      start: (_kernel, _needs: { readonly counting: { next(): string } }) => ({ handlers: {} }),
    })
    createKernel({ services: [using, ipc(), handles()] })
    // @ts-expect-error using needs ipc; add ipc() to services
    createKernel({ services: [using, handles()] })
    createKernel({ services: [numbered, counting] })
    // @ts-expect-error numbered needs counting; add counting() to services
    createKernel({ services: [numbered] })
    // @ts-expect-error counting provides numbers, not texts
    createKernel({ services: [lettered, counting] })
    defineService({
      ...part,
      name: 'unnamed',
      // @ts-expect-error start takes ipc, which needs does not name
      needs: ['handles'],
      start: (_kernel, _needs: Needed<'handles' | 'ipc'>) => ({ handlers: {} }),
    })
    defineService({
      ...part,
      name: 'mistyped',
      needs: ['ipc'],
      // @ts-expect-error ipc provides something else
      start: (_kernel, _needs: { readonly ipc: { next(): number } }) => ({ handlers: {} }),
    })
  })

  test('run only programs that need no more than they have', () => {
    const needsAll = program(() => {})
    const sleeps = program(async (own: Context & ThreadApi) => void (await own.KnSleep(1)))
    const calls = program(
      (own: Context & IpcApi & LocatorApi) => void own.ServiceLocatorConnect('x'),
    )
    full.spawn(needsAll, { name: 'P' })
    full.spawn(sleeps, { name: 'P' })
    small.spawn(sleeps, { name: 'P' })
    small.spawn(null, { name: 'P' })
    messaging.spawn(calls, { name: 'P' })
    // @ts-expect-error the kernel has no ipc
    small.spawn(calls, { name: 'P' })
    // @ts-expect-error a program that does not say what it needs needs everything
    small.spawn(needsAll, { name: 'P' })
  })

  test('act as processes and give back what the routine returns', () => {
    expectTypeOf(full.as('P', () => 5)).toEqualTypeOf<Promise<number>>()
    expectTypeOf(full.as('P', async () => 'text')).toEqualTypeOf<Promise<string>>()
    expectTypeOf(full.task('P').exit).toEqualTypeOf<Promise<Exit>>()
  })
})

describe('solutions', () => {
  test('know their classes', () => {
    const A = program(() => {})
    defineSolution({ programs: { A }, processes: { First: 'A', Second: 'A' } })
    // @ts-expect-error there is no class B
    defineSolution({ programs: { A }, processes: { First: 'B' } })
  })
})

describe('functions of kos', () => {
  test('give results that narrow with their code', () => {
    const { rc, handle } = kos.KnHandleCreateUserObject(0x10000, 0, {})
    if (rc === rcOk) expectTypeOf(handle).toEqualTypeOf<Handle>()
    else {
      expectTypeOf(handle).toEqualTypeOf<undefined>()
      expectTypeOf(rc).toEqualTypeOf<Failure>()
    }
    const created = kos.KosThreadCreate(15, 0, () => {}, undefined, 0)
    expectTypeOf(created.tid).toEqualTypeOf<Tid | undefined>()
    if (created.rc === rcOk) expectTypeOf(created.tid).toEqualTypeOf<Tid>()
  })

  test('return promises if they block, and never otherwise', () => {
    expectTypeOf(kos.KnSleep).returns.toEqualTypeOf<Promise<Retcode>>()
    expectTypeOf(kos.Call).returns.toEqualTypeOf<Promise<Retcode>>()
    expectTypeOf(kos.KnNoticeGetEvent).returns.resolves.toHaveProperty('rc')
    expectTypeOf(kos.KnHandleClose).returns.toEqualTypeOf<Retcode>()
    expectTypeOf(kos.KnGetMSecSinceStart).returns.toEqualTypeOf<number>()
    expectTypeOf(kos.KosThreadExit).returns.toEqualTypeOf<Promise<never>>()
  })

  test('tell handles, receivers, threads and numbers apart', () => {
    // @ts-expect-error a number is no handle
    kos.KnHandleClose(5)
    // @ts-expect-error a handle is no receiver
    kos.KnNoticeSubscribeToObject(0 as Handle, 0 as Handle, 1, 0)
    // @ts-expect-error a number is no thread
    kos.KosThreadResume(5)
    // @ts-expect-error an object of the program's own is no receiver
    kos.KnNoticeDropAndWake(new KosObject({ name: 'notice' }, 5))
    expectTypeOf(KosRefObject(null as unknown as Notice)).toEqualTypeOf<Notice>()
    expectTypeOf<EventDesc['eventId']>().toBeUnknown()
  })

  test('can be taken out of kos', () => {
    const { KnSleep, KnHandleClose } = kos
    expectTypeOf(KnSleep).parameters.toEqualTypeOf<[mdelay: number]>()
    expectTypeOf(KnHandleClose).parameter(0).toEqualTypeOf<Handle>()
  })

  test('let programs and routines end with a code', () => {
    const rc = rcOk as Retcode
    program(async (own) => {
      const { rc: created } = own.KnNoticeCreate()
      return created === rcOk ? 5 : created
    })
    program({ endpoints: {} }, () => rc)
    kos.KosThreadCreate(15, 0, (own: Kos) => own.KnSleep(5), 0, 0)
    kos.KosThreadCreate(15, 0, () => rc, 0, 0)
    // @ts-expect-error a text is no exit code
    program(() => 'text')
  })

  test('pass contexts to routines with their types', () => {
    kos.KosThreadCreate(
      15,
      0,
      (_own: Kos, context) => void expectTypeOf(context).toEqualTypeOf<{ a: number }>(),
      { a: 1 },
      0,
    )
    // @ts-expect-error the routine wants another context
    kos.KosThreadCreate(15, 0, (_own: Kos, _context: string) => {}, 5, 0)
  })
})

describe('typed calls', () => {
  test('narrow as results do', async () => {
    using lights = connect(kos, Lights, 'lights', 'lights')
    const { rc, result, error } = await lights.Set({ mode: 1, name: 'x' })
    if (rc === rcOk) {
      expectTypeOf(result).toEqualTypeOf<number>()
      expectTypeOf(error).toEqualTypeOf<undefined>()
    } else {
      expectTypeOf(result).toEqualTypeOf<undefined>()
      expectTypeOf(error).toEqualTypeOf<{ readonly reason: number } | undefined>()
    }
    void lights.Reset()
    // @ts-expect-error a parameter is missing
    void lights.Set({ mode: 1 })
    // @ts-expect-error there is no such method
    void lights.Get
  })

  test('are served by whoever declared the endpoint, completely', () => {
    program({ endpoints: { lights: Lights } }, async (own) => {
      await serve(own, 'lights', {
        lights: { Set: ({ mode }) => ({ result: mode }), Reset: () => {} },
      })
      // @ts-expect-error a method is missing
      await serve(own, 'lights', { lights: { Reset: () => {} } })
      // @ts-expect-error no such endpoint was declared
      await serve(own, 'lights', { lamps: { Set: () => ({ result: 1 }), Reset: () => {} } })
      // @ts-expect-error an out parameter is missing
      await serve(own, 'lights', { lights: { Set: () => ({}), Reset: () => {} } })
    })
    expectTypeOf<HandleApi>().not.toHaveProperty('Call')
  })
})
