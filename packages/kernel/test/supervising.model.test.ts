// Two supervisors and the host, at random, against a naive model of what entities are: made,
// connected, run, waited for, freed, killed, crashed, started again. At the end nothing is left.

import {
  type Entity,
  ENTITY_FLAG_DUMPABLE,
  ENTITY_FLAGS_NONE,
  INFINITE_TIMEOUT,
  type Kos,
  type TaskEnd,
  TaskEndCrashed,
  TaskEndKilled,
  TaskEndNone,
  type TaskState,
  TaskStateRestarting,
  TaskStateRunning,
  TaskStateStopped,
  TaskStateTerminated,
} from '@kos/libkos'
import { rcAlreadyExists, rcInvalidOperation, rcOk, rcTimeout } from '@kos/retcode'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hosts, openWorld, type World } from './world.ts'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 60)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

/** An entity, as the model has it. */
interface ModelEntity {
  readonly name: string
  readonly isDumpable: boolean
  /** What its supervisor has; null when it was freed. */
  handle: Entity | null
  state: TaskState
  hasRun: boolean
  end: TaskEnd
  /** Names under which it is connected to others. */
  readonly connections: Set<string>
  crashesInARow: number
  restarts: number
  /** When it was started last, or is started next. */
  time: number
}

/** A thread that waits for an end. */
interface ModelWait {
  readonly entity: ModelEntity
  heard: unknown
}

const names = ['A', 'B', 'C'] as const
type Name = (typeof names)[number]

/** `which` and `other` choose among the entities of the supervisor `who`. */
type EntityStep =
  | { readonly do: 'connect'; readonly who: number; readonly which: number; readonly other: number }
  | {
      readonly do: 'run' | 'look' | 'wait' | 'waitForEver' | 'free'
      readonly who: number
      readonly which: number
    }

/** Names are of processes. */
type Step =
  | EntityStep
  | { readonly do: 'init'; readonly who: number; readonly name: Name; readonly isDumpable: boolean }
  | { readonly do: 'kill' | 'crash' | 'crashOften'; readonly name: Name }
  | { readonly do: 'advance'; readonly ms: number }

const who = fc.nat(1)
const which = fc.nat(3)
const name = fc.constantFrom(...names)
const onEntity = (...all: ('run' | 'look' | 'wait' | 'waitForEver' | 'free')[]) =>
  fc.record({ do: fc.constantFrom(...all), who, which })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('init'), who, name, isDumpable: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('connect'), who, which, other: which }) },
  { weight: 5, arbitrary: onEntity('run') },
  { weight: 4, arbitrary: onEntity('look', 'wait', 'waitForEver', 'free') },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('crash'), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('kill', 'crashOften'), name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('advance'),
      ms: fc.constantFrom(1, 99, 100, 1000, 10_000, 60_000),
    }),
  },
)

/** The real kernel and the model, side by side. */
class Both {
  readonly world: World
  /** Entities of each supervisor that have a handle. */
  readonly owned: [ModelEntity[], ModelEntity[]] = [[], []]
  readonly all: ModelEntity[] = []
  readonly waits: ModelWait[] = []
  now = 0

  constructor(world: World) {
    this.world = world
    world.empty('S0', 'S1')
  }

  /** The entity whose process has the name and lives. */
  living(wanted: string): ModelEntity | undefined {
    return this.all.find(({ name, state }) => name === wanted && state !== TaskStateTerminated)
  }

  async as<T>(supervisor: number, routine: (kos: Kos) => T | Promise<T>): Promise<T> {
    const done = this.world.kernel.as(`S${supervisor}`, routine)
    await this.world.kernel.run({ until: done })
    return done
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'init') return this.init(step.who, step.name, step.isDumpable)
    if (step.do === 'advance') return this.advance(step.ms)
    if ('name' in step) return this[step.do](step.name)
    return this.takeOnEntity(step)
  }

  async takeOnEntity(step: EntityStep): Promise<void> {
    const owned = this.owned[step.who] as ModelEntity[]
    const entity = owned[step.which % owned.length]
    if (entity === undefined) return
    if (step.do !== 'connect') return this[step.do](step.who, entity)
    return this.connect(step.who, entity, owned[step.other % owned.length] as ModelEntity)
  }

  async init(supervisor: number, name: Name, isDumpable: boolean): Promise<void> {
    const flags = isDumpable ? ENTITY_FLAG_DUMPABLE : ENTITY_FLAGS_NONE
    const made = await this.as(supervisor, (kos) =>
      kos.createEntity({ eiid: 'Worker', flags }, name),
    )
    expect(made.rc).toBe(this.living(name) === undefined ? rcOk : rcAlreadyExists)
    if (made.rc !== rcOk) return
    const entity: ModelEntity = {
      name,
      isDumpable,
      handle: made.entity,
      state: TaskStateStopped,
      hasRun: false,
      end: TaskEndNone,
      connections: new Set(),
      crashesInARow: 0,
      restarts: 0,
      time: 0,
    }
    this.all.push(entity)
    this.owned[supervisor]?.push(entity)
  }

  async connect(supervisor: number, client: ModelEntity, server: ModelEntity): Promise<void> {
    const rc = await this.as(supervisor, (kos) =>
      kos.EntityConnect(client.handle as Entity, server.handle as Entity),
    )
    if (client.hasRun || server.hasRun) expect(rc).toBe(rcInvalidOperation)
    // Those that were killed before are connected as if they were about to end.
    else if ([client, server].some(({ state }) => state === TaskStateTerminated))
      expect([rcOk, rcAlreadyExists]).toContain(rc)
    else {
      expect(rc).toBe(client.connections.has(server.name) ? rcAlreadyExists : rcOk)
      client.connections.add(server.name)
    }
  }

  async run(supervisor: number, entity: ModelEntity): Promise<void> {
    const rc = await this.as(supervisor, (kos) => kos.EntityRun(entity.handle as Entity))
    expect(rc).toBe(entity.hasRun ? rcInvalidOperation : rcOk)
    if (!entity.hasRun && entity.state === TaskStateStopped) {
      entity.state = TaskStateRunning
      entity.time = this.now
    }
    entity.hasRun = true
  }

  async look(supervisor: number, entity: ModelEntity): Promise<void> {
    const { state, end } = entity
    expect(await this.as(supervisor, (kos) => kos.entityState(entity.handle as Entity))).toEqual({
      rc: rcOk,
      state,
      reason: end,
      exitCode: 0,
    })
  }

  async wait(supervisor: number, entity: ModelEntity): Promise<void> {
    const end = await this.as(supervisor, (kos) => kos.EntityWait(entity.handle as Entity, 0))
    const isOver = entity.state === TaskStateTerminated
    expect(end).toEqual(isOver ? { rc: rcOk, reason: entity.end, exitCode: 0 } : { rc: rcTimeout })
  }

  async waitForEver(supervisor: number, entity: ModelEntity): Promise<void> {
    const wait: ModelWait = { entity, heard: null }
    this.waits.push(wait)
    const heard = this.world.kernel.as(`S${supervisor}`, (kos) =>
      kos.EntityWait(entity.handle as Entity, INFINITE_TIMEOUT),
    )
    heard.then(
      (end) => (wait.heard = end),
      () => {},
    )
    await this.advance(0)
  }

  async free(supervisor: number, entity: ModelEntity): Promise<void> {
    expect(await this.as(supervisor, (kos) => kos.EntityFree(entity.handle as Entity))).toBe(rcOk)
    const owned = this.owned[supervisor] as ModelEntity[]
    owned.splice(owned.indexOf(entity), 1)
    entity.handle = null
    if (!entity.hasRun) this.over(entity, TaskEndKilled)
  }

  kill(name: Name): Promise<void> {
    const entity = this.living(name)
    if (entity === undefined) return Promise.resolve()
    this.world.kernel.kill(name)
    this.over(entity, TaskEndKilled)
    return this.advance(0)
  }

  async crash(name: Name): Promise<void> {
    const entity = this.living(name)
    if (entity?.state !== TaskStateRunning) return
    const crash = this.world.kernel.as(name, () => Promise.reject(new Error('boom')))
    crash.catch(() => {})
    await this.world.kernel.advance(0)
    if (this.now - entity.time >= 60_000) entity.crashesInARow = 0
    entity.crashesInARow++
    if (!entity.isDumpable || entity.crashesInARow > 10) return this.over(entity, TaskEndCrashed)
    entity.state = TaskStateRestarting
    entity.restarts++
    const delays = [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]
    entity.time = this.now + (delays[entity.crashesInARow - 1] as number)
  }

  /** Often enough that the kernel gives up. */
  async crashOften(name: Name): Promise<void> {
    for (let round = 0; round < 12; round++) {
      await this.crash(name)
      await this.advance(10_000)
    }
  }

  over(entity: ModelEntity, end: TaskEnd): void {
    if (entity.state === TaskStateTerminated) return
    entity.state = TaskStateTerminated
    entity.end = end
  }

  async advance(ms: number): Promise<void> {
    await this.world.kernel.advance(ms)
    this.now += ms
    for (const entity of this.all)
      if (entity.state === TaskStateRestarting && entity.time <= this.now)
        entity.state = TaskStateRunning
  }

  /** What can be seen without a call of a process. */
  compare(): void {
    const { objects, tasks, now } = this.world.kernel.inspect()
    const alive = this.all.filter(({ state }) => state !== TaskStateTerminated)
    const known = tasks.filter(({ name, exit }) => name.length === 1 && exit === null)
    expect(Object.fromEntries(known.map(({ name, restarts }) => [name, restarts]))).toEqual(
      Object.fromEntries(alive.map(({ name, restarts }) => [name, restarts])),
    )
    expect(now).toBe(this.now)
    const kept = this.all.filter(
      ({ handle, state }) => handle !== null || state !== TaskStateTerminated,
    )
    expect(objects).toMatchObject({
      entities: kept.length,
      processes: alive.length + 2,
      timers: alive.filter(({ state }) => state === TaskStateRestarting).length,
      handles: kept.filter(({ handle }) => handle !== null).length,
    })
    for (const { entity, heard } of this.waits) {
      const isOver = entity.state === TaskStateTerminated
      expect(heard).toEqual(isOver ? { rc: rcOk, reason: entity.end, exitCode: 0 } : null)
    }
  }
}

test.each(hosts)('entities of two supervisors are what the model says, on %s', async (_, host) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      await using world = openWorld({ host: host(), programs: { Worker: null } })
      const both = new Both(world)
      for (const each of steps) {
        await both.take(each)
        both.compare()
      }
    }),
    { numRuns: RUNS, seed: SEED },
  )
})
