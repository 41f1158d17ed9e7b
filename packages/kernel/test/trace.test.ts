// Under virtual time equal runs are equal to the last event, whatever else the host does: the
// examples of the READMEs, and one that runs for many turns of the host.

import {
  HANDLE_TYPE_USER_FIRST,
  INVALID_HANDLE,
  type Kos,
  KosInitializedMutex,
  OCAP_HANDLE_COPY,
  program,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { describe, expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, type Trace, traceTimeout } from '../../../tooling/trace.ts'
import {
  allowAll,
  boot,
  defineSolution,
  type KernelOptions,
  type ProcessHost,
  type Programs,
  seededExploration,
  VirtualClock,
} from '../src/index.ts'
import { Customer, Seller } from './decisions-readme-example.ts'
import { Buyer, Shop } from './libkos-readme-example.ts'
import { Owner, Workshop } from './objects-readme-example.ts'
import { hosts } from './world.ts'

vi.setConfig({ testTimeout: traceTimeout })

const traced = (trace: Trace, host: ProcessHost): KernelOptions & { probe: object } => ({
  host,
  clock: new VirtualClock({ seed: 7 }),
  probe: trace.probe,
  output: ({ process, time, text }) => trace.say(process, time, text),
  onMisuse: ({ message }) => trace.say(message),
})

/** A client and a server, until the client ends. */
async function runPair(trace: Trace, host: ProcessHost, programs: Programs): Promise<void> {
  const [server = '', client = ''] = Object.keys(programs)
  const connections = { [client]: { [server.toLowerCase()]: server } }
  const kernel = boot(
    defineSolution({ programs, connections, policy: allowAll() }),
    traced(trace, host),
  )
  await kernel.run({ until: kernel.task(client) })
  await kernel[Symbol.asyncDispose]()
}

/** Three threads that take turns at a lock, and one that revokes more handles than one turn can. */
const Busy = program(async (kos: Kos) => {
  const mutex = KosInitializedMutex()
  const work = async (own: Kos): Promise<void> => {
    for (let round = 0; round < 1_000; round++) {
      await own.KosMutexLock(mutex)
      await own.KosThreadYield()
      own.KosMutexUnlock(mutex)
      if (round % 100 === 0) await own.KnSleep(round % 3)
    }
    own.log('done at', own.KnGetMSecSinceStart())
  }
  const revoke = async (own: Kos): Promise<void> => {
    const { handle } = unwrap(
      own.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_COPY, null),
    )
    for (let copy = 0; copy < 6_000; copy++)
      unwrap(own.KnHandleCopy(handle, OCAP_HANDLE_COPY, INVALID_HANDLE))
    for (let round = 0; round < 50; round++) await own.KosThreadYield()
    own.log('revoked', own.KnHandleRevoke(handle))
    await own.KnSleep(1)
    own.log('revoked at', own.KnGetMSecSinceStart())
  }
  const tids = [work, work, work, revoke].map(
    (routine) => unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, 0, 0)).tid,
  )
  for (const tid of tids) await kos.KosThreadWait(tid, 0xffff_ffff)
})

async function runBusy(trace: Trace, options: KernelOptions): Promise<void> {
  const kernel = boot(defineSolution({ programs: { Busy }, policy: allowAll() }), options)
  await kernel.advance(3)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 2))
  await kernel.run({ until: 'idle' })
  trace.say(JSON.stringify(kernel.inspect().objects))
  await kernel[Symbol.asyncDispose]()
}

describe.each(hosts)('in %s there is one trace of', (_name, host) => {
  test.each<[client: string, programs: Programs]>([
    ['Buyer', { Shop, Buyer }],
    ['Owner', { Workshop, Owner }],
    ['Customer', { Shop: Seller, Customer }],
  ])('the example of %s', async (_client, programs) => {
    expect(await hashesOf((trace) => runPair(trace, host(), programs))).toHaveLength(1)
  })

  test('a run over many turns of the host', async () => {
    const lengths = new Set<number>()
    const hashes = await hashesOf(async (trace) => {
      await runBusy(trace, traced(trace, host()))
      lengths.add(trace.events.length)
    })
    expect(hashes).toHaveLength(1)
    expect([...lengths].every((length) => length > 10_000)).toBe(true)
  })

  test('an explored schedule', async () => {
    const hashes = await hashesOf((trace) =>
      runBusy(trace, { ...traced(trace, host()), choice: seededExploration(3) }),
    )
    expect(hashes).toHaveLength(1)
  })
})

// The examples say nothing of a probe: it is added to their options.
const added = vi.hoisted((): { options: object } => ({ options: {} }))
vi.mock(import('@kos/kernel'), async (importOriginal) => {
  const kernel = await importOriginal()
  const bootAdded = (solution: never, options: KernelOptions): unknown =>
    kernel.boot(solution, { ...options, ...added.options })
  return { ...kernel, boot: bootAdded as typeof kernel.boot }
})

test.each(['./readme-example.ts', './readme-exit.ts'])('there is one trace of %s', async (path) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  let runs = 0
  const lengths = new Set<number>()
  const hashes = await hashesOf(async (trace) => {
    added.options = { probe: trace.probe, output: ({ text }: { text: string }) => trace.say(text) }
    const module = `${path}?run=${++runs}`
    await import(/* @vite-ignore */ module)
    lengths.add(trace.events.length)
  })
  log.mockRestore()
  expect(hashes).toHaveLength(1)
  expect(Math.min(...lengths)).toBeGreaterThan(4)
})
