import { describe, expect, it } from 'vitest'
import { rcAbort, rcOk } from '@kos/retcode'
import { Continuation, type WaitLoop } from '@kos/thread'
import { settle } from './fake-host.ts'
import { nothingLeft, virtualWorld, watch } from './world.ts'

function newLoop(): WaitLoop & {
  readonly codes: number[]
  readonly seen: ReturnType<typeof watch>
} {
  const codes: number[] = []
  let resolve: WaitLoop['resolve'] = () => {}
  const promise = new Promise<unknown>((settled) => {
    resolve = settled
  })
  return { promise, resolve, step: (rc) => void codes.push(rc), codes, seen: watch(promise) }
}

describe('a routine that throws', () => {
  it('ends its thread with rcAbort, wakes those who joined it, and rejects `ended`', async () => {
    const world = virtualWorld()
    const local = world.spawn('a', async (self) => {
      await self.sleep(10)
      throw new RangeError('from a')
    })
    const seen = watch(local.ended)
    world.spawn('b', async (self) => {
      await self.join(local)
      world.say(`joined, exit code ${local.thread.exitCode === rcAbort}`)
    })
    await world.run()
    expect([world.log, seen.outcome]).toEqual([['joined, exit code true'], 'RangeError'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('counts as terminated if it throws because it was', async () => {
    const world = virtualWorld()
    const local = world.spawn('a', async (self) => {
      await self.sleep(10).finally(() => {
        throw new RangeError('from finally')
      })
    })
    await world.run(0)
    world.scheduler.terminate(local.thread, 9)
    expect(await local.ended).toBe(9)
  })

  it('may throw before its first wait', async () => {
    const world = virtualWorld()
    const local = world.spawn('a', () => {
      throw new RangeError('at once')
    })
    await expect(local.ended).rejects.toThrow('at once')
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })
})

describe('a fault inside an entry', () => {
  it('ends the entry: threads are dispatched after it', async () => {
    const world = virtualWorld()
    const other = world.spawn('other', async (self) => {
      await self.sleep(5)
      world.say('went on')
    })
    const local = world.spawn('a', async (self) => void (await self.sleep(100)))
    await world.run(0)
    local.thread.onEnd = () => {
      throw new RangeError('from a listener')
    }
    expect(() => world.scheduler.terminate(local.thread, 1)).toThrow('from a listener')
    expect(world.scheduler.depth).toBe(0)
    await world.run()
    expect([world.log, other.thread.isOver]).toEqual([['went on'], true])
  })
})

describe('a continuation', () => {
  it('rejects with what shapes the result throws, and its caller goes on', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(rcOk)
    const seen = watch(
      continuation.park(() => {
        throw new RangeError('from finish')
      }),
    )
    expect(() => continuation.resume(rcOk)).not.toThrow()
    await settle()
    expect(seen.outcome).toBe('RangeError')
  })

  it('shapes the code into the result in the same promise', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(0)
    const promise = continuation.park((rc) => ({ rc, size: 3 }))
    continuation.resume(rcOk)
    continuation.resume(rcAbort)
    expect(await promise).toEqual({ rc: rcOk, size: 3 })
  })

  it('calls a loop with the code of each wait, in a microtask of its own, and never twice for one', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(0)
    const [first, second] = [newLoop(), newLoop()]
    continuation.parkLoop(first)
    continuation.resume(rcOk)
    continuation.resume(rcAbort)
    expect(first.codes).toEqual([])
    await settle()
    expect(first.codes).toEqual([rcOk])
    // Between two turns of a loop its thread may wait for something else, or go on with another
    // loop.
    const promise = continuation.park((rc) => rc === rcAbort)
    continuation.resume(rcAbort)
    expect(await promise).toBe(true)
    continuation.parkLoop(second)
    continuation.resume(rcAbort)
    await settle()
    expect([first.codes, second.codes, first.seen.outcome]).toEqual([[rcOk], [rcAbort], 'pending'])
  })

  it('rejects the promise of a loop once when its thread is ended, and calls it no more', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(0)
    const [waiting, later] = [newLoop(), newLoop()]
    continuation.parkLoop(waiting)
    continuation.kill()
    continuation.resume(rcOk)
    continuation.parkLoop(later)
    await settle()
    expect([waiting.codes, waiting.seen.outcome]).toEqual([[], 'ThreadTerminated'])
    expect([later.codes, later.seen.outcome]).toEqual([[], 'pending'])
  })

  it('tells a loop at its next wait that its thread was ended while it ran', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(0)
    const loop = newLoop()
    continuation.parkLoop(loop)
    continuation.resume(rcOk)
    continuation.kill()
    await settle()
    expect([loop.codes, loop.seen.outcome]).toEqual([[rcOk], 'pending'])
    continuation.parkLoop(loop)
    await settle()
    expect(loop.seen.outcome).toBe('ThreadTerminated')
  })

  it('starts once, and shares the promises of immediate answers', async () => {
    let starts = 0
    const continuation = new Continuation(() => starts++)
    continuation.resume(0)
    continuation.resume(0)
    expect(starts).toBe(0)
    await settle()
    expect(starts).toBe(1)
    expect(continuation.wait(rcAbort)).toBe(continuation.wait(rcAbort))
    expect(continuation.wait(rcOk)).toBe(continuation.wait(rcOk))
    expect([
      await continuation.wait(rcAbort),
      await continuation.wait(rcOk),
      await continuation.wait(-5),
    ]).toEqual([rcAbort, rcOk, -5])
  })

  it('rejects once, also if it is killed twice', async () => {
    const continuation = new Continuation(() => {})
    continuation.resume(0)
    const waits = [continuation.park(null)]
    continuation.kill('first')
    continuation.kill('second')
    waits.push(continuation.park(null), continuation.wait(rcOk))
    const seen = waits.map(watch)
    await settle()
    expect(seen.map(({ outcome }) => outcome)).toEqual(['ThreadTerminated', 'pending', 'pending'])
    await expect(waits[0]).rejects.toThrow('first')
    expect(continuation.isKilled).toBe(true)
  })
})
