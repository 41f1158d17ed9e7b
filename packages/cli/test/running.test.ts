// From files to calls that run: the generated modules with `program`, `serve` and `connect` as they
// are.
import { afterEach, expect, test, vi } from 'vitest'
import {
  allowAll,
  any,
  boot,
  core,
  createFullKernel,
  execute,
  request,
  response,
  error,
  VirtualClock,
} from '@kos/kernel'
import {
  connect,
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_TRANSFER,
  program,
  rcFail,
  rcOk,
  serve,
  unwrap,
} from '@kos/libkos'
import {
  className,
  endpointInfo,
  endpoints,
  entityInfo,
  sizes,
} from './golden/traffic/Control.edl.ts'
import { sizes as ofClient } from './golden/traffic/Client.edl.ts'
import {
  Journal,
  type JournalImplementation,
  type JournalProxy,
} from './golden/traffic/Journal.idl.ts'
import {
  Lights,
  type LightsImplementation,
  type SwitchRequest,
} from './golden/traffic/Lights.idl.ts'
import { Never, type Light } from './golden/traffic/Types.idl.ts'

const seen: SwitchRequest[] = []
const shown: Light[] = [
  { name: 'cars', class_: 0, seconds: [30, 3, 40] },
  { name: 'people', class_: 1, seconds: [10, 0, 60] },
]

const Control = program({ endpoints, endpointInfo }, async (kos) => {
  const journal: JournalImplementation = {
    Write: ({ what, causes }) => ({ number: BigInt(what.length + causes.length) }),
    // Whoever has the journal gets at the lights by it.
    Owner: () => ({ lights }),
  }
  const lights: LightsImplementation = {
    Switch: ({ light, mode, cause }) => {
      seen.push({ light, mode, cause })
      return light === 'none' ? { error: { status: -1 } } : { rc_: mode + 1 }
    },
    List: ({ from }) => ({ lights: shown.slice(from), changed: Never }),
    Lend: () => {
      const { handle } = unwrap(
        kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, 'light'),
      )
      return { light: handle, journal }
    },
    Reset: () => {},
  }
  const crossing = { lights, journal }
  await serve(kos, 'control', {
    'north.lights': crossing.lights,
    'north.journal': crossing.journal,
    'south.lights': crossing.lights,
    'south.journal': crossing.journal,
    main: lights,
  })
})

const answers: unknown[] = []
const Client = program(async (kos) => {
  {
    using lights = connect(kos, Lights, 'control', 'south.lights')
    answers.push(
      await lights.Switch({ light: 'cars', mode: 6, cause: { tag: 'person', value: 'Anna' } }),
    )
    const failed = await lights.Switch({
      light: 'none',
      mode: 6,
      cause: { tag: 'sensor', value: new Uint8Array([1, 2]) },
    })
    answers.push([failed.rc === rcFail, failed.error?.status])
    answers.push(await lights.List({ from: 0 }))
    const { rc, light, journal } = await lights.Lend({ light: 'cars' })
    answers.push([rc, typeof light?.handle, typeof journal?.handle])
    using lent = unwrap(await lights.Lend({ light: 'cars' })).journal
    answers.push(await lent.Write({ who: 'Client', what: new Uint8Array(3), causes: [] }))
    using own = unwrap(await lent.Owner()).lights
    answers.push((await own.Reset()).rc)
    using main = connect(kos, Lights, 'control', 'traffic.Control.main')
    answers.push((await main.Reset()).rc)
  }
  const journal: JournalProxy = connect(kos, Journal, 'again', 'north.journal')
  const causes = [
    { tag: 'timer', value: 5 },
    { tag: 'person', value: 'Ben' },
  ] as const
  answers.push(await journal.Write({ who: 'Client', what: new Uint8Array(7), causes }))
  // A value that does not fit.
  answers.push(
    (await journal.Write({ who: 'x'.repeat(41), what: new Uint8Array(0), causes })).rc !== rcOk,
  )
})

const AgainControl = program({ endpoints }, async (kos) => {
  const journal: JournalImplementation = {
    Write: ({ what, causes }) => ({ number: BigInt(what.length + causes.length) }),
    Owner: () => ({ lights: 0 }),
  }
  const lights = {} as LightsImplementation
  const never = new Proxy(lights, {
    get: () => () => {
      throw new Error('nobody calls it')
    },
  })
  await serve(kos, 'again', {
    'north.lights': never,
    'north.journal': journal,
    'south.lights': never,
    'south.journal': journal,
    main: never,
  })
})

async function run(): Promise<void> {
  const policy = [
    execute(),
    request(any, core),
    request(Client, any),
    response(any, Client),
    error(any, Client),
  ]
  const programs = { Control, AgainControl, Client }
  const connections = { Client: { control: 'Control', again: 'AgainControl' } }
  const kernel = boot({ programs, connections, policy }, { clock: new VirtualClock() })
  await kernel.run({ until: kernel.task('Client') })
}

const wanted = [
  { rc: rcOk, rc_: 7 },
  [true, -1],
  { rc: rcOk, lights: shown, changed: -1n },
  [rcOk, 'number', 'number'],
  { rc: rcOk, number: 3n },
  rcOk,
  rcOk,
  { rc: rcOk, number: 9n },
  true,
]

test('the module of a process says its class, and the largest messages of its endpoints', () => {
  expect(className).toBe('traffic.Control')
  const { request, requestArena, response, responseArena } = Lights.$sizes
  const other = Journal.$sizes
  expect(sizes).toEqual({
    request: Math.max(request, other.request),
    requestArena: Math.max(requestArena, other.requestArena),
    response: Math.max(response, other.response),
    responseArena: Math.max(responseArena, other.responseArena),
  })
  expect(ofClient).toEqual({ request: 0, requestArena: 0, response: 0, responseArena: 0 })
})

test('the module of a process says what it is made of: EntityInit takes it', async () => {
  expect(entityInfo).toMatchObject({ eiid: className, max_endpoints: 5, args: [], envs: [] })
  expect(entityInfo.endpoints).toBe(endpointInfo)
  expect(entityInfo.componentTree).toEqual({
    name: '',
    type: 'traffic.Control',
    components: ['north', 'south'].map((name) => ({
      name,
      type: 'traffic.Crossing',
      components: [],
    })),
  })
  const misuses: string[] = []
  await using kernel = createFullKernel({
    programs: { [className]: Control, 'traffic.Again': AgainControl },
    security: allowAll(),
    clock: new VirtualClock(),
    onMisuse: ({ message }) => misuses.push(message),
    onExit: () => {},
  })
  kernel.spawn(null, { name: 'Starter' })
  const made = kernel.as('Starter', (kos) => [
    kos.EntityInit(entityInfo) !== null,
    // Its program was made without endpointInfo, so it lacks the names by type.
    kos.EntityInit({ ...entityInfo, eiid: 'traffic.Again' }) !== null,
  ])
  await kernel.run({ until: made })
  expect(await made).toEqual([true, false])
  expect(misuses).toEqual([
    expect.stringContaining('the EntityInfo of traffic.Again has endpoint 0 as traffic.Crossing'),
  ])
})

afterEach(() => {
  vi.unstubAllGlobals()
  seen.length = 0
  answers.length = 0
})

test('generated modules run as they are', async () => {
  await run()
  expect(answers).toEqual(wanted)
})

test('and where code generation is forbidden', async () => {
  vi.stubGlobal('Function', function () {
    throw new EvalError('forbidden')
  })
  expect(String(Lights.List.response.decode)).toContain('ListLightsCodec.get')
  await run()
  expect(answers).toEqual(wanted)
})
