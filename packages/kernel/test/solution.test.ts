// Solutions: what they say of their processes, and what people are told who say it wrongly.

import { connect, defineInterface, type Kos, offer, program, serve } from '@kos/libkos'
import { RetcodeError, rcOk, retcodeName } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  boot,
  core,
  createFullKernel,
  defineSolution,
  deny,
  execute,
  type Kernel,
  request,
  type Solution,
  VirtualClock,
} from '../src/index.ts'
import { client, Lights, LightServer } from './lights.ts'
import { leftovers } from './world.ts'

/** Boots and runs until nothing is left to do; answers the lines. */
async function run(
  solution: Solution,
  look: (kernel: Kernel) => void = () => {},
): Promise<string[]> {
  const lines: string[] = []
  const kernel = boot(solution, {
    clock: new VirtualClock(),
    output: ({ process, time, text }) => lines.push(`${process} ${time} ${text}`),
  })
  await kernel.run({ until: 'idle' })
  look(kernel)
  await kernel[Symbol.asyncDispose]()
  expect(leftovers(kernel.inspect())).toEqual({})
  return lines
}

const fail = (): never => {
  throw new Error('no')
}

const Idle = program(() => {})
const policy = allowAll()

describe('a solution', () => {
  test('starts its processes in order, with their arguments, environments and files', async () => {
    const Shows = program((kos) => {
      kos.log(kos.name, kos.args, kos.env, Object.keys(kos.files), kos.files['input']?.length ?? 0)
    })
    const input = new Uint8Array([1, 2, 3])
    const solution = defineSolution({
      programs: { Shows },
      processes: { Second: 'Shows', First: 'Shows', Third: 'Shows' },
      args: { First: ['-v', 'x'] },
      env: { First: { LANG: 'C' }, Third: {} },
      files: { Second: { input } },
      policy,
    })
    expect(await run(solution)).toEqual([
      "Second 0 Second [] {} [ 'input' ] 3",
      "First 0 First [ '-v', 'x' ] { LANG: 'C' } [] 0",
      'Third 0 Third [] {} [] 0',
    ])
  })

  test('gives each process its own files and arguments', async () => {
    const Scribbler = program((kos) => {
      kos.files['input']?.fill(9)
      Object.assign(kos.env, { LANG: 'X' })
    })
    const input = new Uint8Array([1, 2, 3])
    const env = { LANG: 'C' }
    const solution = defineSolution({
      programs: { Scribbler },
      files: { Scribbler: { input } },
      env: { Scribbler: env },
      policy,
    })
    await run(solution)
    expect([[...input], env]).toEqual([[1, 2, 3], { LANG: 'C' }])
  })

  test('connects classes to classes, one connection name for many clients', async () => {
    const solution = defineSolution({
      programs: { Server: LightServer, Client: client(3) },
      processes: { Left: 'Client', Right: 'Client', Server: 'Server' },
      connections: { Left: { lights: 'Server' }, Right: { lights: 'Server' } },
      policy,
    })
    await run(solution, (kernel) => {
      expect(kernel.tasks.map(({ name, result }) => [name, result])).toEqual([
        ['Einit', { code: 0 }],
        ['Left', { code: rcOk }],
        ['Right', { code: rcOk }],
        ['Server', null],
      ])
    })
  })

  test('may connect a process to itself', async () => {
    const Both = program({ endpoints: { lights: Lights } }, async (kos) => {
      const call = async (own: Kos): Promise<void> => {
        const { result } = await connect(own, Lights, 'lights', 'lights').Set({
          mode: 1,
          name: 'abc',
        })
        own.log(result)
      }
      kos.KosThreadCreate(15, 0, call, 0, 0)
      await serve(kos, 'lights', {
        lights: {
          Set: ({ mode, name }) => ({ result: mode + name.length }),
          Lend: () => ({ back: 0 }),
        },
      })
    })
    const solution = defineSolution({
      programs: { Both },
      connections: { Both: { lights: 'Both' } },
      policy,
    })
    expect(await run(solution)).toEqual(['Both 0 4'])
  })

  const endpoint = {
    get broken(): never {
      throw new Error('broken')
    },
  }
  const failing: readonly (readonly [string, Partial<Solution>])[] = [
    ['names a process that lives', { processes: { First: 'Idle', Taken: 'Idle' } }],
    [
      'has an endpoint that is none',
      { programs: { Idle, Broken: { main: () => {}, endpoints: endpoint } } },
    ],
    ['has files that cannot be copied', { files: { Idle: { data: { slice: fail } as never } } }],
    ['has arguments that cannot be told', { args: { Idle: [fail as never] } }],
  ]

  test.each(failing)('that %s leaves no process', (_what, parts) => {
    const kernel = createFullKernel({ clock: new VirtualClock(), security: policy })
    kernel.spawn(null, { name: 'Taken' })
    expect(() => kernel.start({ programs: { Idle }, ...parts })).toThrow()
    expect(kernel.tasks.flatMap(({ name, isAlive }) => (isAlive ? [name] : []))).toEqual(['Taken'])
    kernel.kill('Taken')
    expect(leftovers(kernel.inspect())).toEqual({})
  })

  test('may have processes that only the host acts as', async () => {
    const solution = defineSolution({
      programs: { Server: LightServer, Tester: null },
      connections: { Tester: { lights: 'Server' } },
      policy,
    })
    const kernel = boot(solution, { clock: new VirtualClock() })
    const { result } = await kernel.as('Tester', (kos) =>
      connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' }),
    )
    expect(result).toBe(4)
    await kernel[Symbol.asyncDispose]()
  })
})

describe('who writes a solution wrongly is told', () => {
  const wrong: readonly (readonly [string, Solution])[] = [
    ['which class there is not', { programs: { A: Idle, B: Idle }, processes: { P: 'C' } }],
    ['which client is no process', { programs: { A: Idle }, connections: { Client: { x: 'A' } } }],
    [
      'which server is no process',
      { programs: { A: Idle, B: Idle }, connections: { A: { x: 'Server' } } },
    ],
    [
      'that classes are not processes',
      { programs: { A: Idle }, processes: { P: 'A' }, connections: { P: { x: 'A' } } },
    ],
    ['what is no program', { programs: { A: Idle, B: (async () => {}) as never } }],
    ['which program is not there', { programs: { A: Idle, B: undefined as never } }],
    ['whose arguments nobody gets', { programs: { A: Idle }, args: { B: [] } }],
    ['whose environment nobody gets', { programs: { A: Idle }, env: { B: {} } }],
    ['whose files nobody gets', { programs: { A: Idle }, files: { B: {} } }],
  ]

  test('by name, and what there is', () => {
    const messages = wrong.map(([what, solution]) => {
      try {
        defineSolution(solution as never)
        return `${what}: accepted`
      } catch (error) {
        return `${what}: ${String(error)}`
      }
    })
    expect(messages).toMatchInlineSnapshot(`
      [
        "which class there is not: TypeError: defineSolution: processes.P is of class C, but programs has: A, B",
        "which client is no process: TypeError: defineSolution: connections names Client, which is no process of it; it has: A",
        "which server is no process: TypeError: defineSolution: connections.A.x names Server, which is no process of it; it has: A, B",
        "that classes are not processes: TypeError: defineSolution: connections.P.x names A, which is no process of it; it has: P",
        "what is no program: TypeError: defineSolution: programs.B is no program (function); make one: program(async (kos) => { ... }), or null for a process without one",
        "which program is not there: TypeError: defineSolution: programs.B is no program (undefined); make one: program(async (kos) => { ... }), or null for a process without one",
        "whose arguments nobody gets: TypeError: defineSolution: args names B, which is no process of it; it has: A",
        "whose environment nobody gets: TypeError: defineSolution: env names B, which is no process of it; it has: A",
        "whose files nobody gets: TypeError: defineSolution: files names B, which is no process of it; it has: A",
      ]
    `)
  })

  test('also where it is booted without being defined', () => {
    for (const [, solution] of wrong)
      expect(() => boot(solution, { clock: new VirtualClock() })).toThrow()
  })
})

describe('who connects or serves wrongly is told', () => {
  const said = async (
    programs: Solution['programs'],
    connections: Solution['connections'],
  ): Promise<string[]> => {
    const crashes: string[] = []
    await run(
      { programs, policy, ...(connections === undefined ? {} : { connections }) },
      (kernel) => {
        for (const { result } of kernel.tasks)
          if (result !== null && 'crash' in result) crashes.push(result.crash)
      },
    )
    return crashes
  }

  test('which connections there are', async () => {
    const Wrong = program((kos) => void connect(kos, Lights, 'light', 'lights'))
    expect(
      await said({ Server: LightServer, Wrong }, { Wrong: { lights: 'Server', more: 'Server' } }),
    ).toMatchInlineSnapshot(`
      [
        "connect("light"): Wrong has no such connection, or closed it; it has: lights, more; did you mean "lights"?",
      ]
    `)
    expect(await said({ Wrong }, {})).toMatchInlineSnapshot(`
      [
        "connect("light"): Wrong has no such connection, or closed it; it has none",
      ]
    `)
  })

  test('that the server has no such endpoint', async () => {
    const Wrong = program((kos) => void connect(kos, Lights, 'lights', 'Lights'))
    expect(await said({ Server: LightServer, Wrong }, { Wrong: { lights: 'Server' } }))
      .toMatchInlineSnapshot(`
      [
        "connect("lights", "Lights"): the server that Wrong reaches over "lights" declares no such endpoint; it declares: lights; did you mean "lights"?",
      ]
    `)
  })

  test('that a closed connection cannot be had again', async () => {
    const Twice = program((kos) => {
      connect(kos, Lights, 'lights', 'lights')[Symbol.dispose]()
      connect(kos, Lights, 'lights', 'lights')
    })
    expect(await said({ Server: LightServer, Twice }, { Twice: { lights: 'Server' } }))
      .toMatchInlineSnapshot(`
      [
        "connect("lights"): Twice has no such connection, or closed it; it has: lights",
      ]
    `)
  })

  test('which endpoints there are, unless the policy does not let it ask', async () => {
    const Wrong = program((kos) => void connect(kos, Lights, 'lights', 'nothing of the kind'))
    const programs = { Server: LightServer, Wrong }
    expect(await said(programs, { Wrong: { lights: 'Server' } })).toMatchInlineSnapshot(`
      [
        "connect("lights", "nothing of the kind"): the server that Wrong reaches over "lights" declares no such endpoint; it declares: lights",
      ]
    `)
    const strict = [
      ...policy,
      deny(request('Wrong', core, { endpoint: 'ipc.IPC', method: 'GetEndpointName' })),
    ]
    const crashes: string[] = []
    await run(
      { programs, policy: strict, connections: { Wrong: { lights: 'Server' } } },
      (kernel) => {
        for (const { result } of kernel.tasks)
          if (result !== null && 'crash' in result) crashes.push(result.crash)
      },
    )
    expect(crashes).toMatchInlineSnapshot(`
      [
        "connect("lights", "nothing of the kind"): the server that Wrong reaches over "lights" declares no such endpoint; see its program({ endpoints })",
      ]
    `)
  })

  test('which system call the policy denies, also where the name is right', async () => {
    const faults: string[] = []
    const fault = (error: unknown): void => {
      // Also how the server ends when its kernel is stopped.
      if (!(error instanceof RetcodeError)) return
      const { rc, message } = error
      faults.push(`${retcodeName(rc)}: ${message}`)
    }
    const Server = program({ endpoints: { lights: Lights } }, (kos) =>
      serve(kos, 'lights', { lights: null }).then(() => {}, fault),
    )
    const Client = program((kos) => {
      try {
        connect(kos, Lights, 'lights', 'lights')
      } catch (error) {
        fault(error)
      }
    })
    const programs = { Server, Client }
    const connections = { Client: { lights: 'Server' } }
    const noRiid = deny(request('Client', core, { endpoint: 'ipc.IPC', method: 'GetRiid' }))
    await run({ programs, connections, policy: [execute(), request('Einit', core)] })
    await run({ programs, connections, policy: [...policy, noRiid] })
    expect(faults).toMatchInlineSnapshot(`
      [
        "rcSecurityDisallow: serve("lights"): the policy denies Server the system call Register; add request(any, core)",
        "rcSecurityDisallow: connect("lights"): the policy denies Client the system call Connect; add request(any, core)",
        "rcSecurityDisallow: connect("lights", "lights"): the policy denies Client the system call GetRiid; add request(any, core)",
      ]
    `)
  })

  test('which name, implementation and method was probably meant by who serves', async () => {
    const Served = program({ endpoints: { lights: Lights, spare: Lights } }, async (kos) => {
      const faults: unknown[] = []
      const fault = (work: () => unknown): void => {
        try {
          faults.push(work())
        } catch (error) {
          faults.push((error as Error).message)
        }
      }
      class Lamp {
        set(): void {}
      }
      const lights = { Set: () => ({ result: 0 }), Lend: () => ({ back: 0 }) }
      fault(() => offer(kos, 'light', Lights, lights))
      fault(() => offer(kos, 'lights', defineInterface('demo.Light', {}), {}))
      fault(() => offer(kos, 'lights', Lights, new Lamp() as never))
      await serve(kos, 'lights', { ligths: lights, spare: null } as never).catch((error: Error) =>
        faults.push(error.message),
      )
      await serve(kos, 'Light', { lights, spare: null }).catch((error: Error) =>
        faults.push(error.message),
      )
      throw new Error(faults.join('\n'))
    })
    const Client = program(() => {})
    expect(await said({ Served, Client }, { Client: { lights: 'Served' } })).toMatchInlineSnapshot(`
      [
        "offer("light"): nobody connects to Served under this name; they do under: lights; did you mean "lights"?
      offer("demo.Light"): Served declares no endpoint of this interface; it declares endpoints of: demo.Lights; did you mean "demo.Lights"?
      offer: the implementation of "lights" has no method Set; did you mean "set"?
      serve: there is no implementation of "lights"; there is: ligths, spare; did you mean "ligths"?
      serve("Light"): nobody connects to Served under this name; they do under: lights; did you mean "lights"?",
      ]
    `)
  })

  test('that nobody connects under the name that is served', async () => {
    expect(await said({ Server: LightServer }, {})).toMatchInlineSnapshot(`
      [
        "serve("lights"): nobody connects to Server under this name",
      ]
    `)
  })

  test('that there is nothing to serve, or no method for it', async () => {
    const implementation = { lights: { Set: () => ({ result: 1 }) } }
    const None = program(async (kos) => void (await serve(kos as never, 'lights', {})))
    const Half = program({ endpoints: { lights: Lights } }, async (kos) => {
      await serve(kos, 'lights', implementation as never)
    })
    const connections = { Client: { lights: 'None', more: 'Half' } }
    expect(await said({ None, Half, Client: null }, connections)).toMatchInlineSnapshot(`
      [
        "serve("lights"): None declares no endpoints; see program({ endpoints })",
        "serve: the implementation of "lights" has no method Lend",
      ]
    `)
  })

  test('that an answer does not fit its interface', async () => {
    const Wrong = program({ endpoints: { lights: Lights } }, async (kos) => {
      await serve(kos, 'lights', {
        lights: { Set: () => ({ result: -1 }), Lend: () => ({ back: 0 }) },
      })
    })
    expect(await said({ Wrong, Client: client(1) }, { Client: { lights: 'Wrong' } }))
      .toMatchInlineSnapshot(`
      [
        "serve: lights.Set of Wrong answered values that do not fit its interface: result is -1; a uint32 is a whole number from 0 to 4294967295",
      ]
    `)
  })
})
