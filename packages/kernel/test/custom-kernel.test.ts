// Kernels with some of the services, and services of one's own.

import {
  type Context,
  HANDLE_TYPE_USER_FIRST,
  type LocatorApi,
  program,
  proxyOf,
  type ThreadApi,
  unwrap,
} from '@kos/libkos'
import { defineContract, handleContract, type Kind, type Param, PARKED } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { type Retcode, rcInvalidArgument, rcOk, rcUnimplemented } from '@kos/retcode'
import { INFINITE_TIMEOUT, WaitKind, WaitQueue } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  type AnyService,
  core,
  createFullKernel,
  createKernel,
  defineService,
  deny,
  execute,
  handles,
  ipc,
  type Kernel,
  type KernelOptions,
  memory,
  type Needed,
  notices,
  request,
  type Service,
  threads,
  time,
  VirtualClock,
} from '../src/index.ts'
import { Lamp, NamedLamp, Shop } from './lamps.ts'
import { wrongKinds } from './misbehaving.ts'
import { hosts, leftovers } from './world.ts'

/**
 * Gates that threads wait at until somebody opens them, and a word that is kept for each process.
 */
interface GateApi {
  readonly gateWait: (timeout: number) => Promise<Retcode>
  readonly gateOpen: () => number
  readonly keepWord: (word: string) => Retcode
  readonly wordInto: (bytes: Uint8Array) => number
}

const gateContract = defineContract('gates', 'demo.Gate', 1024, {
  Wait: { params: [['timeout', 'u32']], blocks: true },
  Open: { params: [], results: { woken: 0 } },
  Keep: { params: [['word', 'str']] },
  Word: { params: [['word', 'out']], results: { length: 0 } },
})

const { calls } = gateContract

function gates(log: string[] = []): Service<'gates', GateApi, Needed<'threads'>> {
  return defineService({
    name: 'gates',
    needs: ['threads'],
    contract: gateContract,
    library: {
      gateWait: (sys) => {
        const wait = sys.call(calls.Wait)
        return (timeout: number) => sys.wait(wait(timeout))
      },
      gateOpen: (sys) => {
        const open = sys.call(calls.Open)
        return () => (open() === rcOk ? (sys.registers[calls.Open.results.woken] ?? 0) : 0)
      },
      keepWord: (sys) => {
        const keep = sys.call(calls.Keep)
        return (word: string) => keep(word) as Retcode
      },
      wordInto: (sys) => {
        const word = sys.call(calls.Word)
        return (bytes: Uint8Array) =>
          word(bytes) === rcOk ? (sys.registers[calls.Word.results.length] ?? 0) : 0
      },
    },
    start(kernel) {
      const queue = new WaitQueue()
      const words = new Map<number, string>()
      const visits = kernel.local(() => ({ count: 0 }))
      return {
        handlers: {
          Wait: ({ thread }, timeout) => queue.park(thread, timeout, WaitKind.other, null),
          Open(thread) {
            let woken = 0
            while (queue.wakeOne(rcOk)) woken++
            thread.registers[calls.Open.results.woken] = woken
            return rcOk
          },
          Keep({ task }, word) {
            words.set(task.sid, word)
            return rcOk
          },
          Word(thread, bytes) {
            const word = words.get(thread.task.sid) ?? ''
            for (let i = 0; i < word.length; i++) bytes[i] = word.charCodeAt(i)
            thread.registers[calls.Word.results.length] = word.length + visits(thread).count++
            return rcOk
          },
        },
        taskCreated: ({ name }) => void log.push(`created ${name}`),
        taskEnded(task) {
          words.delete(task.sid)
          log.push(`ended ${task.name}`)
        },
        counts: () => ({ words: words.size }),
      }
    },
  })
}

/** Disposes of a kernel, and proves that nothing is left. */
async function close(kernel: Kernel): Promise<void> {
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
}

const options = (host?: KernelOptions['host']): KernelOptions => ({
  clock: new VirtualClock(),
  security: allowAll(),
  ...(host === undefined ? {} : { host }),
})

test.each(hosts)(
  'on %s without threads nobody serves objects that are passed in requests',
  async (_name, host) => {
    await using kernel = createKernel({
      services: [handles(), ipc()],
      security: allowAll(),
      clock: new VirtualClock(),
      host: host(),
    })
    const main = async (kos: Context & LocatorApi): Promise<number> => {
      const { rc } = await proxyOf(kos, Shop, kos.ServiceLocatorConnect('shop'), 0).Register({
        lamp: new NamedLamp('x'),
      })
      return Number(rc)
    }
    kernel.spawn(null, { name: 'Shop' })
    const task = kernel.spawn(program({ endpoints: { lamp: Lamp } }, main), {
      name: 'Client',
      connections: { shop: 'Shop' },
    })
    await kernel.run({ until: task })
    expect(task.result).toEqual({ code: rcUnimplemented })
  },
)

describe.each(hosts)("a service of one's own on %s", (_name, host) => {
  test('adds to kos, parks threads, and fills buffers', async () => {
    const kernel = createKernel({ services: [threads(), gates()], ...options(host()) })
    const lines: unknown[] = []
    const Main = program(async (kos: Context & ThreadApi & GateApi) => {
      kos.KosThreadCreate(
        15,
        0,
        async (own: GateApi) => void lines.push(await own.gateWait(INFINITE_TIMEOUT)),
        0,
        0,
      )
      await kos.KosThreadYield()
      kos.keepWord('open')
      const bytes = new Uint8Array(8)
      lines.push(
        kos.wordInto(bytes),
        kos.wordInto(bytes),
        String.fromCharCode(...bytes.subarray(0, 4)),
      )
      lines.push(kos.gateOpen(), kos.gateOpen())
      await kos.KosThreadYield()
      return (await kos.gateWait(5)) === rcOk ? 0 : 1
    })
    const task = kernel.spawn(Main, { name: 'Main' })
    await kernel.run({ until: task })
    expect([lines, task.result, kernel.clock.now()]).toEqual([
      [4, 5, 'open', 1, 0, rcOk],
      { code: 1 },
      5,
    ])
    await close(kernel)
  })

  test('is told of processes, and lets go of what waits', async () => {
    const log: string[] = []
    const kernel = createKernel({ services: [gates(log), threads()], ...options(host()) })
    for (const name of ['A', 'B']) {
      kernel.spawn(
        program(
          (kos: GateApi) => (kos.keepWord(name), kos.gateWait(INFINITE_TIMEOUT).then(() => {})),
        ),
        { name },
      )
    }
    await kernel.run({ until: 'idle' })
    expect(kernel.inspect().objects).toMatchObject({ words: 2, threads: 2 })
    kernel.kill('A')
    await close(kernel)
    expect(log).toEqual(['created A', 'created B', 'ended A', 'ended B'])
  })

  test('is protected like any other: kinds are checked, and the policy is asked', async () => {
    const policy = [
      execute(),
      request(any, core),
      deny(request(any, core, { endpoint: 'demo.Gate', method: 'Open' })),
    ]
    const kernel = createKernel({
      services: [threads(), gates()],
      ...options(host()),
      security: policy,
    })
    kernel.spawn(null, { name: 'P' })
    const seen = await kernel.as('P', async (kos) => {
      const wrong: unknown[] = []
      const check = (kind: Kind, call: (value: never) => unknown): void => {
        for (const [what, value] of wrongKinds[kind])
          if (call(value as never) !== rcInvalidArgument) wrong.push([kind, what])
      }
      check('str', kos.keepWord)
      for (const [what, value] of wrongKinds.u32) {
        if ((await kos.gateWait(value as never)) !== rcInvalidArgument) wrong.push(what)
      }
      for (const [, value] of wrongKinds.out)
        wrong.push(...(kos.wordInto(value as never) === 0 ? [] : [value]))
      return [wrong, kos.gateOpen()]
    })
    expect(seen).toEqual([[], 0])
    await close(kernel)
  })
})

/** A service without system calls, which says when it starts and with what. */
function silent(name: string, log: string[], ...needs: readonly string[]): AnyService {
  return {
    name,
    needs,
    uses: [],
    contract: defineContract(name, '', 2048, {}),
    library: {},
    start(_kernel, needed) {
      log.push(`${name}: ${JSON.stringify(needed)}`)
      return { handlers: {}, provides: `what ${name} provides` }
    },
  }
}

describe('services that stand on others', () => {
  test('start after them, whatever order they are given in, and get what they provide', () => {
    const log: string[] = []
    const services = [
      silent('c', log, 'b', 'a'),
      silent('b', log, 'a'),
      silent('d', log),
      silent('a', log),
    ]
    createKernel({ services: services as never, ...options() })
    expect(log).toEqual([
      'a: {}',
      'b: {"a":"what a provides"}',
      'c: {"b":"what b provides","a":"what a provides"}',
      'd: {}',
    ])
  })

  test('may name another one twice, and find nothing that no service provides', () => {
    const log: string[] = []
    let found: object = {}
    const asking = {
      ...silent('asking', log, 'a', 'a'),
      uses: ['a', 'constructor'],
      start: (_kernel: unknown, needed: object) => {
        found = needed
        return { handlers: {} }
      },
    }
    createKernel({ services: [asking, silent('a', log)] as never, ...options() })
    expect(found).toEqual({ a: 'what a provides', constructor: undefined })
  })

  test('find what they only use once all have started, if the kernel has it', async () => {
    const contract = defineContract('using', '', 1024, {
      Ask: { params: [['notice', 'u32']], results: { rc: 0 } },
    })
    const using = defineService({
      name: 'using',
      uses: ['notices', 'memory', 'later'],
      contract,
      library: { ask: (sys) => sys.call(contract.calls.Ask) },
      start(_kernel, needs: Needed<never, 'notices' | 'memory'> & { readonly later?: string }) {
        const early = needs.later
        return {
          handlers: {
            Ask: ({ task }, handle) =>
              early === undefined && needs.memory === undefined && needs.later === 'here'
                ? (needs.notices?.receiverOf(task, handle) as number)
                : 0,
          },
        }
      },
    })
    const later = defineService({
      name: 'later',
      needs: ['using'],
      contract: defineContract('later', '', 1088, {}),
      library: {},
      start: () => ({ handlers: {}, provides: 'here' }),
    })
    const kernel = createKernel({ services: [later, using, handles(), notices()], ...options() })
    kernel.spawn(null, { name: 'P' })
    expect(await kernel.as('P', (kos) => kos.ask(5))).toBe(rcInvalidArgument)
    await close(kernel)
  })

  test('make badges only with a receiver, which a kernel without notices has not', async () => {
    const kernel = createKernel({ services: [handles()], ...options() })
    kernel.spawn(null, { name: 'P' })
    const answers = await kernel.as('P', (kos) => {
      const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, 0, 1))
      const createBadge = sysOf(kos).call(handleContract.calls.CreateBadge)
      return [createBadge(handle, 0, 0), createBadge(5, 0, 0)]
    })
    expect(answers).toEqual([rcInvalidArgument, rcInvalidArgument])
    await close(kernel)
  })

  test('can have stacks without memory, and regions with it', async () => {
    const stackOf = async (kernel: Kernel<ThreadApi>): Promise<unknown> => {
      const main = async (kos: ThreadApi): Promise<boolean> => {
        return kos.KosThreadGetStack(kos.KosThreadCurrentId()).size > 0
      }
      kernel.spawn(null, { name: 'P' })
      return [await kernel.as('P', main), kernel.regions('P')?.length ?? null]
    }
    const bare = createKernel({ services: [threads()], ...options() })
    expect(await stackOf(bare)).toEqual([true, null])
    const full = createKernel({ services: [memory(), threads(), handles()], ...options() })
    expect(await stackOf(full as never)).toEqual([true, expect.any(Number)])
    await close(bare)
    await close(full)
  })
})

test('kernels with the same services share the class of kos', async () => {
  const classOf = (): Promise<object> => {
    const kernel = createFullKernel({ security: allowAll() })
    kernel.spawn(null, { name: 'P' })
    return kernel.as('P', (kos) => Object.getPrototypeOf(kos) as object)
  }
  expect(await classOf()).toBe(await classOf())
})

describe('a kernel of some services', () => {
  test('has what every kernel has, if it has nothing else', async () => {
    const lines: string[] = []
    const kernel = createKernel({
      services: [],
      ...options(),
      output: ({ text }) => lines.push(text),
    })
    const task = kernel.spawn(
      program((kos: Context) =>
        kos.log(`${kos.name} has`, Object.keys(Object.getPrototypeOf(kos) as object)),
      ),
      { name: 'P' },
    )
    await kernel.run({ until: task })
    expect(lines).toEqual(["P has [ 'name', 'args', 'env', 'files', 'log' ]"])
    await close(kernel)
  })

  test('gives a program nothing that it does not have', async () => {
    const kernel = createKernel({ services: [threads()], ...options() })
    const Wants = program((kos) => void kos.KnHandleClose(1 as never))
    const task = kernel.spawn(Wants as never, { name: 'P' })
    await kernel.run({ until: 'idle' })
    expect(task.result).toMatchObject({ crash: 'kos.KnHandleClose is not a function' })
    await close(kernel)
  })

  test('answers rcUnimplemented to a library that calls what it does not have', async () => {
    const alone = defineContract('alone', 'demo.Alone', 1088, { Ask: { params: [] } })
    const service = defineService({
      name: 'alone',
      contract: alone,
      library: { ask: (sys) => sys.call(alone.calls.Ask), open: (sys) => sys.call(calls.Open) },
      start: () => ({ handlers: { Ask: () => rcOk } }),
    })
    const kernel = createKernel({ services: [service], ...options() })
    kernel.spawn(null, { name: 'P' })
    expect(await kernel.as('P', (kos) => [kos.ask(), kos.open()])).toEqual([rcOk, rcUnimplemented])
    await close(kernel)
  })

  test('cannot connect processes without ipc, and says so', async () => {
    const kernel = createKernel({ services: [threads()], ...options() })
    for (const name of ['A', 'B']) kernel.spawn(null, { name })
    expect(() => kernel.connect('A', 'B', 'x')).toThrowErrorMatchingInlineSnapshot(
      `[Error: A can't be connected: this kernel has no ipc; add ipc() to services]`,
    )
    await close(kernel)
  })

  test('allows nothing without a policy', async () => {
    const kernel = createKernel({ services: [threads()], clock: new VirtualClock() })
    expect(kernel.spawn(null, { name: 'P' }).result).toMatchObject({
      killed: expect.stringContaining('the policy has no rules'),
    })
    await close(kernel)
  })
})

describe('who assembles a kernel wrongly is told', () => {
  const message = (services: readonly unknown[]): string => {
    try {
      createKernel({ services: services as never, ...options() })
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  }
  const bare = defineService({
    name: 'bare',
    contract: defineContract('bare', 'demo.Bare', 1024, { Do: { params: [] } }),
    library: {},
    start: () => ({ handlers: { Do: () => PARKED } }),
  })

  test('what a service needs', () => {
    expect([message([ipc()]), message([threads(), notices()]), message([gates()])])
      .toMatchInlineSnapshot(`
      [
        "TypeError: createKernel: ipc needs handles; add handles() to services",
        "TypeError: createKernel: notices needs handles; add handles() to services",
        "TypeError: createKernel: gates needs threads; add threads() to services",
      ]
    `)
    expect(message([handles(), ipc(), notices(), time(), threads()])).toBe('accepted')
  })

  test('that services need each other', () => {
    const ring = [silent('a', [], 'b'), silent('b', [], 'c'), silent('c', [], 'b')]
    expect(message(ring)).toBe(
      'TypeError: createKernel: b needs c needs b; make one of them not need the next',
    )
  })

  test('that a system call has no handler', () => {
    const lacking = { ...bare, start: () => ({ handlers: {} }) }
    expect(message([lacking])).toBe('TypeError: createKernel: bare has no handler for Do')
  })

  test('that a service is given twice, or two want one number', () => {
    expect([message([threads(), threads()]), message([threads(), gates(), bare])])
      .toMatchInlineSnapshot(`
      [
        "TypeError: createKernel: service threads is given twice",
        "TypeError: createKernel: bare and gates both use system call 1024; change where one's contract begins",
      ]
    `)
  })

  test('where the numbers of a contract may be, and how many parameters fit', () => {
    const declare = (first: number, count: number): string => {
      const specs = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`Call${index}`, { params: [] }]),
      )
      try {
        return `${Object.keys(defineContract('mine', 'demo.Mine', first, specs).calls).length} calls`
      } catch (error) {
        return String(error)
      }
    }
    expect([
      declare(1024, 64),
      declare(1024, 65),
      declare(1025, 1),
      declare(-64, 1),
      declare(Number.NaN, 1),
    ]).toMatchInlineSnapshot(`
      [
        "64 calls",
        "RangeError: contract mine has 65 calls; at most 64 fit",
        "RangeError: contract mine: first is 1025, not a multiple of 64",
        "RangeError: contract mine: first is -64, not a multiple of 64",
        "RangeError: contract mine: first is NaN, not a multiple of 64",
      ]
    `)
    const params = Array.from({ length: 10 }, (_, index): Param => [`p${index}`, 'u32'])
    const wide = defineService({
      name: 'wide',
      contract: defineContract('wide', 'demo.Wide', 1024, { Do: { params } }),
      library: {},
      start: () => ({ handlers: { Do: () => rcOk } }),
    })
    expect(message([wide])).toMatchInlineSnapshot(
      `"RangeError: Do has 10 parameters; at most 9 fit"`,
    )
  })
})
