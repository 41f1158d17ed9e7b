// The examples of docs/custom-kernels.md are files beside this one; here they run.

import { readdirSync, readFileSync } from 'node:fs'
import {
  connect,
  defineInterface,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  OCAP_HANDLE_SPEC,
  program,
  rcOk,
  rcOutOfMemory,
  rcSecurityDisallow,
  type Retcode,
  serve,
  type ThreadApi,
  unwrap,
} from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidArgument, rcNoCapability } from '@kos/retcode'
import { expect, expectTypeOf, test } from 'vitest'
import {
  allowAll,
  boot,
  createFullKernel,
  createKernel,
  handles,
  type Kernel,
  type Needed,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { lottery } from './custom-kernels/lottery.ts'
import { memoryWithStacks } from './custom-kernels/memory.ts'
import { limited } from './custom-kernels/monitor.ts'
import { type PipeApi, pipeContract, pipes } from './custom-kernels/pipes.ts'
import { incomplete, kernel as shouting, lines } from './custom-kernels/shouts.ts'
import { leftovers } from './world.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the guide has every example as it runs', () => {
  const guide = read('../docs/custom-kernels.md')
  const files = readdirSync(new URL('custom-kernels', import.meta.url))
  expect(files).toHaveLength(5)
  for (const file of files) expect(guide).toContain(read(`custom-kernels/${file}`))
})

/** Disposes of a kernel, and proves that nothing is left. */
async function close(kernel: Kernel): Promise<void> {
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
}

test('a service of one stands on a service of another', async () => {
  await shouting.run({ until: shouting.task('Listener') })
  expect([lines, shouting.clock.now()]).toEqual([['heard: LAND AHOY'], 10])
  await close(shouting)
  expect(incomplete).toThrow('createKernel: shouts needs pipes; add pipes() to services')
})

const piping = () =>
  createKernel({
    services: [threads(), handles(), pipes()],
    security: allowAll(),
    clock: new VirtualClock(),
  })

test('the kos of a kernel has the functions of its services', async () => {
  const kernel = piping()
  kernel.spawn(null, { name: 'P' })
  await kernel.as('P', (kos) => {
    expectTypeOf(kos).toExtend<PipeApi>()
    expectTypeOf(kos.pipeRead).toEqualTypeOf<PipeApi['pipeRead']>()
    // @ts-expect-error there is no service for shouts
    void kos.shout
  })
  expectTypeOf<Parameters<ReturnType<typeof pipes>['start']>[1]>().toEqualTypeOf<
    Needed<'handles'>
  >()
  await close(kernel)
})

test('a pipe keeps what is written until it is read, up to its size', async () => {
  const kernel = piping()
  kernel.spawn(null, { name: 'P' })
  const done = kernel.as('P', async (kos) => {
    const pipe = kos.pipeOpen('p')
    const written = [
      kos.pipeWrite(pipe, new Uint8Array(500)),
      kos.pipeWrite(pipe, new Uint8Array(20)),
    ]
    const first = await kos.pipeRead(pipe, 0)
    return [written, first?.length, await kos.pipeRead(pipe, 5)]
  })
  await kernel.run({ until: done })
  expect([await done, kernel.clock.now()]).toEqual([[[500, 12], 512, null], 5])
  await close(kernel)
})

test('a reader that waits gets what another process writes', async () => {
  const kernel = piping()
  for (const name of ['Reader', 'Writer']) kernel.spawn(null, { name })
  const reading = kernel.as('Reader', (kos) => kos.pipeRead(kos.pipeOpen('p'), 1_000))
  await kernel.advance(5)
  await kernel.as('Writer', (kos) => kos.pipeWrite(kos.pipeOpen('p'), Uint8Array.of(1, 2, 3)))
  expect([...((await reading) ?? [])]).toEqual([1, 2, 3])
  expect(kernel.inspect().objects['pipes']).toBe(1)
  kernel.kill('Reader')
  kernel.kill('Writer')
  expect(kernel.inspect().objects['pipes']).toBe(0)
  await close(kernel)
})

test('the kernel checks handles, rights and kinds before a handler runs', async () => {
  const kernel = piping()
  kernel.spawn(null, { name: 'P' })
  const codes = await kernel.as('P', async (kos) => {
    const { Write, Read } = pipeContract.calls
    const [write, read] = [sysOf(kos).call(Write), sysOf(kos).call(Read)]
    const pipe = kos.pipeOpen('p')
    const reader = unwrap(kos.KnHandleCopy(pipe as Handle, OCAP_HANDLE_SPEC(2), INVALID_HANDLE))
    return [
      write(pipe, new Uint8Array(1)),
      write(reader.handle, new Uint8Array(1)),
      write(pipe + 1, new Uint8Array(1)),
      write(pipe, 'text' as never),
      read(pipe, new Uint8Array(1), -1),
    ]
  })
  expect(codes).toEqual([
    rcOk,
    rcNoCapability,
    rcInvalidArgument,
    rcInvalidArgument,
    rcInvalidArgument,
  ])
  await close(kernel)
})

test('processes run as often as they have tickets', async () => {
  const turns: string[] = []
  const Spinner = program(async (kos: Kos) => {
    for (;;) {
      turns.push(kos.name)
      await kos.KosThreadYield()
    }
  })
  const run = async (seed: number): Promise<number[]> => {
    turns.length = 0
    const tickets: Readonly<Record<string, number>> = { A: 1, B: 2, C: 5 }
    const kernel = boot(
      { programs: { A: Spinner, B: Spinner, C: Spinner }, policy: allowAll() },
      {
        clock: new VirtualClock(),
        choice: lottery((name) => tickets[name] ?? 1, seed),
        onExit: () => {},
        probe: {
          switched() {
            if (turns.length >= 4_000) for (const { name } of kernel.tasks) kernel.kill(name)
          },
        },
      },
    )
    await kernel.run({ until: 'idle' })
    return ['A', 'B', 'C'].map((name) => turns.filter((each) => each === name).length)
  }
  const counts = await run(1)
  for (const [index, expected] of [500, 1_000, 2_500].entries()) {
    expect(counts[index]).toBeGreaterThan(expected * 0.85)
    expect(counts[index]).toBeLessThan(expected * 1.15)
  }
  expect(await run(1)).toEqual(counts)
  expect(await run(2)).not.toEqual(counts)
})

test('a monitor of one decides about messages', async () => {
  const Bell = defineInterface('demo.Bell', { Ring: {} })
  const Tower = program({ endpoints: { bell: Bell } }, (kos) =>
    serve(kos, 'tower', { bell: { Ring: () => {} } }),
  )
  const rung: Retcode[] = []
  const Ringer = program(async (kos) => {
    const bell = connect(kos, Bell, 'tower', 'bell')
    for (let i = 0; i < 3; i++) rung.push((await bell.Ring()).rc)
  })
  const denials: string[] = []
  const kernel = createFullKernel({
    security: limited(2),
    clock: new VirtualClock(),
    onDenied: ({ denied }) => denials.push(denied.message),
    onExit: () => {},
  })
  kernel.start({ programs: { Tower, Ringer }, connections: { Ringer: { tower: 'Tower' } } })
  await kernel.run({ until: kernel.task('Ringer') })
  expect(rung).toEqual([rcOk, rcOk, rcSecurityDisallow])
  expect(denials).toEqual(['Ringer has made its 2 requests'])
  await close(kernel)
})

test('a service that wraps one of kos takes its place', async () => {
  const kernel = createKernel({
    services: [threads(), handles(), memoryWithStacks(3)],
    security: allowAll(),
    clock: new VirtualClock(),
  })
  const Main = program(async (kos: ThreadApi) => {
    const create = (): Retcode =>
      kos.KosThreadCreate(15, 0, async (own: ThreadApi) => void (await own.KnSleep(1)), 0, 0).rc
    const codes = [create(), create(), create()]
    await kos.KnSleep(2)
    return codes[1] === rcOk && codes[2] === rcOutOfMemory && create() === rcOk ? 0 : 1
  })
  const task = kernel.spawn(Main, { name: 'Main' })
  expect(await kernel.run({ until: task })).toEqual({ code: 0 })
  await close(kernel)
})
