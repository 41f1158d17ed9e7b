import { describe, expect, it } from 'vitest'
import { rcAbort, rcOk } from '@kos/retcode'
import { ThreadPriorityNormal, ThreadState, WaitQueue } from '@kos/thread'
import { nothingLeft, virtualWorld, waitIn } from './world.ts'

describe('the threads of a scheduler', () => {
  it('are found by ids that are never used again, until they are over', async () => {
    const { scheduler, ...world } = virtualWorld()
    const body = { resume: () => {}, kill: () => {} }
    const first = scheduler.create(body)
    scheduler.terminate(first, 0)
    const second = scheduler.create(body, { name: 'second', owner: world, priority: 0 })
    expect([first.tid, second.tid]).toEqual([1, 2])
    expect([scheduler.find(0), scheduler.find(1), scheduler.find(2)]).toEqual([
      undefined,
      undefined,
      second,
    ])
    expect([...scheduler.threads]).toEqual([second])
    expect(scheduler.counts).toEqual({ threads: 1, timers: 0, away: 0 })
    expect([first.name, first.owner, first.priority]).toEqual([
      'thread 1',
      null,
      ThreadPriorityNormal,
    ])
    expect([second.name, second.owner, second.priority]).toEqual(['second', world, 0])
  })

  it('say that they are over, once, with their exit code', async () => {
    const world = virtualWorld()
    const ended: number[] = []
    for (const kill of [false, true]) {
      const thread = world.scheduler.create({ resume: () => {}, kill: () => {} })
      thread.onEnd = ({ exitCode, state }) => ended.push(exitCode, state)
      if (kill) world.scheduler.terminate(thread, rcAbort)
      world.scheduler.end(thread, 5)
      world.scheduler.end(thread, 6)
    }
    expect(ended).toEqual([5, ThreadState.ended, rcAbort, ThreadState.ended])
  })
})

describe('a probe', () => {
  it('hears of switches, parking and ends, with the time', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const heard: string[] = []
    world.scheduler.probe = {
      switched: ({ name }, now) => heard.push(`${now} ${name} runs`),
      parked: ({ name, waitKind }, now) => heard.push(`${now} ${name} parks ${waitKind}`),
      ended: ({ name }, now) => heard.push(`${now} ${name} ends`),
    }
    world.together(() => {
      world.spawn('a', async (self) => void (await waitIn(self, queue)))
      world.spawn('b', async (self) => {
        await self.sleep(5)
        queue.wakeOne(rcOk)
      })
    })
    await world.run()
    expect(heard).toEqual([
      '0 a runs',
      '0 a parks 15',
      '0 b runs',
      '0 b parks 1',
      '5 b runs',
      '5 b ends',
      '5 a runs',
      '5 a ends',
    ])
  })

  it('may hear of some events only', async () => {
    const world = virtualWorld({ probe: {} })
    world.spawn('a', async (self) => {
      await self.sleep(1)
      await self.yield()
    })
    await world.run()
    expect(world.scheduler.counts).toEqual(nothingLeft)
    expect(world.scheduler.switches).toBe(3)
  })
})
