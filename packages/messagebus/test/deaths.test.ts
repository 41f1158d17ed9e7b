// Deaths at each step: of a publisher, of a subscriber, of one thread of either, of the bus. A step
// is a system call: they are counted in a run where nobody dies, and then each is somebody's last.
// Whoever lives goes on, topics are free again, and nothing is left of the dead.

import {
  type Kos,
  rcBusy,
  rcOk,
  rcResourceNotFound,
  type Retcode,
  ThreadPriorityNormal,
  type Tid,
  unwrap,
} from '@kos/libkos'
import { expect, test } from 'vitest'
import { busStats, messageBusProcess } from '../src/process.ts'
import { busName, BusWorld, interfacesOf } from './bus-world.ts'

/** What a thread registered last, as far as its program knows. */
interface Known {
  id: number
}

const published = [rcOk, rcOk, rcOk, rcOk, rcOk]

/** Registers a publisher, pushes three messages, unregisters: the codes. */
async function publish(kos: Kos, known: Known = { id: 0 }): Promise<unknown[]> {
  const { control, bus } = await interfacesOf(kos)
  const { rc, id = 0 } = await control.RegisterPublisher('a')
  known.id = id
  const codes: unknown[] = [rc]
  for (const message of [1n, 2n, 3n]) codes.push(await bus.Push(id, message))
  codes.push(await control.UnregisterPublisher(id))
  return codes
}

/** Registers a subscriber, takes three messages, unregisters: the codes. */
async function subscribe(
  kos: Kos,
  known: Known = { id: 0 },
  seen: bigint[] = [],
): Promise<unknown[]> {
  const { control, runner, waiter } = await interfacesOf(kos)
  const { rc, id = 0 } = await control.RegisterSubscriber('s', new Set(['a', 'b', 'c']))
  known.id = id
  const codes: unknown[] = [rc]
  codes.push(await waiter.Wait(id, { OnMessage: (_, message) => (seen.push(message), rcOk) }))
  let left = 2
  const OnMessage = (_topic: string, message: bigint): Retcode => {
    seen.push(message)
    return --left === 0 ? rcBusy : rcOk
  }
  codes.push(await runner.Run(id, { OnMessage }))
  codes.push(await control.UnregisterSubscriber(id))
  return codes
}

/** System calls of a process, or of one thread of it; after number `at` something happens. */
class Steps {
  count = 0
  at = Infinity
  process = ''
  tid = 0
  action: () => void = () => {}

  called({ name, tid }: { readonly name: string; readonly tid: number }): void {
    if (!name.startsWith(`${this.process}/`) || (this.tid !== 0 && tid !== this.tid)) return
    if (++this.count === this.at) queueMicrotask(this.action)
  }
}

type Scenario = (world: BusWorld, steps: Steps) => Promise<void>

interface Outcome {
  readonly steps: number
  /** What the bus holds in the end. */
  readonly share: unknown
}

/** Runs a scenario between others, who must not notice. */
async function runWith(scenario: Scenario, at: number): Promise<Outcome> {
  const steps = new Steps()
  await using world = new BusWorld({}, { probe: { called: (thread) => steps.called(thread) } })
  // Calls that are under way when their thread ends.
  world.toleratesMisuse = true
  for (const name of ['P', 'S', 'Bystander']) world.client(name)
  const ids = await world.act('Bystander', async ({ control }) => ({
    publisher: unwrap(await control.RegisterPublisher('own')).id,
    subscriber: unwrap(await control.RegisterSubscriber('own', new Set(['own']))).id,
  }))
  steps.at = at
  await scenario(world, steps)
  steps.at = Infinity
  for (const name of ['P', 'S'])
    if (world.kernel.task(name).isAlive) world.kernel.kill(name, 'by the test')
  await world.kernel.advance(1)
  // After a restart a subscriber is registered again when it waits.
  const seen: bigint[] = []
  const taken = world.begin('Bystander', async (kos) => {
    const { waiter } = await interfacesOf(kos)
    return waiter.Wait(ids.subscriber, { OnMessage: (_, id) => (seen.push(id), rcOk) })
  })
  await world.kernel.advance(1)
  await world.act('Bystander', async ({ bus }, kos) => {
    expect(await publish(kos)).toEqual(published)
    expect(await bus.Push(ids.publisher, 5n)).toBe(rcOk)
    const { stats } = unwrap(await busStats(kos, busName))
    expect(stats.topics.map(({ topic }) => topic)).toEqual(['own'])
    expect(stats.subscriptions.map(({ topic }) => topic)).toEqual(['own'])
  })
  await world.kernel.run({ until: taken })
  expect([await taken, seen]).toEqual([rcOk, [5n]])
  return { steps: steps.count, share: world.shareOf(busName) }
}

/** The scenario, without a death and then with one at each step. */
async function atEachStep(scenario: Scenario): Promise<void> {
  const calm = await runWith(scenario, Infinity)
  expect(calm.steps).toBeGreaterThan(10)
  for (let at = 1; at <= calm.steps; at++) {
    const { share } = await runWith(scenario, at)
    expect([at, share]).toEqual([at, calm.share])
  }
}

/** Publishes and subscribes in two processes, with something that happens in between. */
const between =
  (process: string, action: (world: BusWorld) => void): Scenario =>
  async (world, steps) => {
    steps.process = process
    steps.action = () => action(world)
    const s = world.begin('S', subscribe)
    const p = world.begin('P', publish)
    await world.kernel.advance(10_000)
    if (!world.kernel.task('P').isAlive) return
    await world.kernel.run({ until: p })
    for (const code of await p) expect(typeof code).toBe('number')
    void s
  }

test('of a publisher', async () => {
  await atEachStep(between('P', ({ kernel }) => kernel.kill('P', 'at a step')))
})

test('of a subscriber', async () => {
  await atEachStep(between('S', ({ kernel }) => kernel.kill('S', 'at a step')))
})

test('of the bus, and another one comes', async () => {
  const good = messageBusProcess()
  await atEachStep(between(busName, (world) => world.restartBus(good, 'P', 'S', 'Bystander')))
})

/** Runs `routine` in a thread of a process which is terminated at the step; then goes on in it. */
async function inThread(
  world: BusWorld,
  steps: Steps,
  process: string,
  routine: (kos: Kos, known: Known) => Promise<unknown>,
): Promise<Known> {
  const known = { id: 0 }
  let tid = 0 as Tid
  steps.process = process
  steps.action = () => void world.begin(process, (kos) => kos.KosThreadTerminate(tid, 0))
  const started = world.begin(process, async (kos) => {
    const run = async (own: Kos): Promise<void> => void (await routine(own, known))
    tid = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, run, null, 1)).tid
    steps.tid = tid
    kos.KosThreadResume(tid)
  })
  await world.kernel.run({ until: started })
  return known
}

type Share = ReturnType<BusWorld['shareOf']>

// A thread that is terminated when an answer is there, and before it looks at it, leaves the
// handles of that answer to its process: a session and a lifeline, or what a subscriber waits on.
function expectAlike([calm, ...others]: readonly Share[]): void {
  const most = calm?.handles ?? 0
  for (const { handles, ...rest } of others) {
    expect({ handles: most, ...rest }).toEqual(calm)
    expect(handles - most).toBeLessThanOrEqual(2)
  }
}

test('of a thread that publishes: its process goes on', async () => {
  const shares: Share[] = []
  await atEachStep(async (world, steps) => {
    const known = await inThread(world, steps, 'P', publish)
    await world.kernel.advance(10)
    steps.at = Infinity
    await world.act('P', async ({ control }, kos) => {
      if (known.id !== 0) await control.UnregisterPublisher(known.id)
      expect(await publish(kos)).toEqual(published)
    })
    shares.push(world.shareOf('P'))
  })
  expectAlike(shares)
})

test('of a thread that runs a subscriber: another thread runs it, and each message comes once', async () => {
  const shares: Share[] = []
  await atEachStep(async (world, steps) => {
    const seen: bigint[] = []
    const known = await inThread(world, steps, 'S', (kos, of) => subscribe(kos, of, seen))
    await world.kernel.advance(10)
    const p = world.begin('P', publish)
    await world.kernel.advance(10)
    steps.at = Infinity
    expect(await p).toEqual(published)
    await world.act('S', async ({ waiter, control }) => {
      let rc: unknown = rcOk
      while (seen.length < 3 && rc === rcOk)
        rc = await waiter.Wait(known.id, { OnMessage: (_, id) => (seen.push(id), rcOk) })
      // It was not registered when the messages were pushed.
      if (rc === rcResourceNotFound) expect(seen).toEqual([])
      else expect(seen).toEqual([1n, 2n, 3n])
      expect([rcOk, rcResourceNotFound]).toContain(await control.UnregisterSubscriber(known.id))
    })
    shares.push(world.shareOf('S'))
  })
  expectAlike(shares)
})
