// What reports of waiting threads tell about locks: who holds what, and the rings among them.

import { describe, expect, it } from 'vitest'
import { Condvar, Mutex, Once, RWLock } from '@kos/sync'
import {
  formatWaitReport,
  INFINITE_TIMEOUT,
  type LocalThread,
  Scheduler,
  spawn,
  VirtualClock,
  waitReport,
} from '@kos/thread'
import { FakeHost } from './fake-host.ts'

const forever = INFINITE_TIMEOUT

type Step = (self: LocalThread) => number

async function reportOf(threads: Readonly<Record<string, readonly Step[]>>): Promise<string> {
  const host = new FakeHost()
  const clock = new VirtualClock({ host })
  const scheduler = new Scheduler({ clock })
  for (const [name, steps] of Object.entries(threads)) {
    const routine = async (self: LocalThread): Promise<void> => {
      for (const step of steps) {
        await self.block(() => step(self))
        await self.sleep(1)
      }
    }
    spawn(scheduler, routine, { name })
  }
  clock.limit = 1_000
  scheduler.poll()
  await host.rest()
  return formatWaitReport(waitReport(scheduler))
}

const lock =
  (mutex: Mutex): Step =>
  ({ thread }) =>
    mutex.lock(thread, forever)

describe('a report', () => {
  it('shows two mutexes locked crosswise', async () => {
    const [left, right] = [new Mutex({ name: 'left' }), new Mutex({ name: 'right' })]
    expect(await reportOf({ Anna: [lock(left), lock(right)], Ben: [lock(right), lock(left)] }))
      .toMatchInlineSnapshot(`
      "  Anna waits: mutex right, held by Ben; holds left
        Ben waits: mutex left, held by Anna; holds right
        ring: Anna -> Ben -> Anna"
    `)
  })

  it('shows an owner of a plain mutex that waits for itself', async () => {
    const mutex = new Mutex({ name: 'door' })
    expect(await reportOf({ Anna: [lock(mutex), lock(mutex)] })).toMatchInlineSnapshot(`
      "  Anna waits: mutex door, held by Anna; holds door
        ring: Anna -> Anna"
    `)
  })

  it('shows readers that all want to write', async () => {
    const rwlock = new RWLock({ name: 'book' })
    const steps: Step[] = [
      ({ thread }) => rwlock.read(thread, forever),
      ({ thread }) => rwlock.write(thread, forever),
    ]
    expect(await reportOf({ Anna: steps, Ben: steps })).toMatchInlineSnapshot(`
      "  Anna waits: rwlock book, held by Anna, Ben; holds book
        Ben waits: rwlock book, held by Anna, Ben; holds book
        ring: Anna -> Anna
        ring: Ben -> Anna -> Ben"
    `)
  })

  it('shows who comes back from a condition variable at the mutex, and who waits for something done once', async () => {
    const [mutex, condvar, once] = [
      new Mutex({ name: 'door' }),
      new Condvar({ name: 'bell' }),
      new Once({ name: 'key' }),
    ]
    const enter: Step = ({ thread }) => once.enter(thread, forever)
    const ring: Step = () => {
      condvar.signal()
      return 0
    }
    const wait: Step = ({ thread }) => condvar.wait(thread, mutex, forever)
    const pause: Step = ({ thread }) => thread.scheduler.yield(thread)
    const report = await reportOf({
      Anna: [enter, lock(mutex), wait],
      Ben: [pause, pause, lock(mutex), ring, enter],
    })
    expect(report).toMatchInlineSnapshot(`
      "  Anna waits: condvar door, held by Ben; holds key
        Ben waits: once key, held by Anna; holds door
        ring: Anna -> Ben -> Anna"
    `)
  })
})
