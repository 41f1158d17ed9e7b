import { describe, expect, it } from 'vitest'
import { rcInvalidArgument, rcOk, rcTimeout } from '@kos/retcode'
import { nothingLeft, virtualWorld } from './world.ts'

describe('joining', () => {
  it('waits for the end of another thread, and not at all after it', async () => {
    const world = virtualWorld()
    const target = world.spawn('target', async (self) => {
      await self.sleep(50)
      return 7
    })
    world.spawn('a', async (self) => {
      expect(await self.join(target)).toBe(rcOk)
      world.say(`joined at ${world.clock.now()}`)
      expect(await self.join(target, 0)).toBe(rcOk)
    })
    await world.run()
    expect(world.log).toEqual(['joined at 50'])
    expect(await target.ended).toBe(7)
    expect(target.thread.exitCode).toBe(7)
  })

  it('times out', async () => {
    const world = virtualWorld()
    const target = world.spawn('target', (self) => self.sleep(50).then(() => {}))
    world.spawn('a', async (self) => {
      expect(await self.join(target, 20)).toBe(rcTimeout)
      world.say(`timed out at ${world.clock.now()}`)
      expect(target.thread.joiners.isEmpty).toBe(true)
    })
    await world.run()
    expect(world.log).toEqual(['timed out at 20'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('with time-out 0 is a yield', async () => {
    const world = virtualWorld()
    world.together(() => {
      const target = world.spawn('target', async (self) => {
        world.say('target')
        await self.sleep(10)
      })
      world.spawn('a', async (self) => {
        expect(await self.join(target, 0)).toBe(rcOk)
        world.say('a')
      })
      world.spawn('b', () => world.say('b'))
    })
    await world.run(0)
    expect(world.log).toEqual(['target', 'b', 'a'])
  })

  it('oneself is refused', async () => {
    const world = virtualWorld()
    const seen: number[] = []
    world.spawn('a', async (self) => {
      seen.push((await self.join(self)) as number, (await self.join(self, 0)) as number)
    })
    await world.run()
    expect(seen).toEqual([rcInvalidArgument, rcInvalidArgument])
  })

  it('wakes everyone by priority', async () => {
    const world = virtualWorld()
    const target = world.spawn('target', (self) => self.sleep(5).then(() => {}))
    for (const [name, priority] of [
      ['low', 3],
      ['high', 4],
    ] as const) {
      world.spawn(
        name,
        async (self) => {
          await self.join(target)
          world.say(name)
        },
        { priority },
      )
    }
    await world.run()
    expect(world.log).toEqual(['high', 'low'])
  })
})
