// The own priority of a thread, changed by a thread of its process (`SetPriority`, for libraries).

import { KosInitializedMutex, type Kos, rcInvalidArgument, rcOk } from '@kos/libkos'
import { setPriorityOf, type Sys, sysOf } from '@kos/libkos/process'
import { expect, test } from 'vitest'
import { allowAll, createFullKernel, VirtualClock } from '@kos/kernel'

async function inProcess<T>(routine: (kos: Kos) => Promise<T> | T): Promise<T> {
  await using kernel = createFullKernel({
    clock: new VirtualClock(),
    security: allowAll(),
    onMisuse: ({ message }) => expect.fail(message),
  })
  kernel.spawn(null, { name: 'Program' })
  const done = kernel.as('Program', routine)
  await kernel.run({ until: done })
  return done
}

/** Makes a thread, whose Sys is told when it begins. */
function start(kos: Kos, priority: number, routine: (own: Kos) => Promise<void>): () => Sys | null {
  let sys: Sys | null = null
  const { rc } = kos.KosThreadCreate(
    priority,
    0,
    (own: Kos) => {
      sys = sysOf(own)
      return routine(own)
    },
    null,
    0,
  )
  expect(rc).toBe(rcOk)
  return () => sys
}

test('a ready thread of a priority that was raised runs next', async () => {
  await inProcess(async (kos) => {
    const log: string[] = []
    const run = (name: string) =>
      start(kos, 15, async (own) => {
        log.push(name)
        await own.KosThreadYield()
        log.push(name)
      })
    run('a')
    const second = run('b')
    await kos.KosThreadYield()
    expect(log).toEqual(['a', 'b'])
    const sys = second() as Sys
    expect(setPriorityOf(sysOf(kos), sys.tid, sys, 20)).toBe(rcOk)
    await kos.KosThreadYield()
    expect(log).toEqual(['a', 'b', 'b', 'a'])
  })
})

test('rcInvalidArgument for a priority above 31, and for a thread of another process', async () => {
  await inProcess((kos) => {
    const sys = sysOf(kos)
    for (const priority of [32, -1, 1.5, Number.NaN])
      expect(setPriorityOf(sys, sys.tid, sys, priority)).toBe(rcInvalidArgument)
    expect(setPriorityOf(sys, 9999, null, 1)).toBe(rcInvalidArgument)
    expect(setPriorityOf(sys, sys.tid, sys, 31)).toBe(rcOk)
    expect(setPriorityOf(sys, sys.tid, sys, 0)).toBe(rcOk)
  })
})

test('the owner of a lock inherits what a waiter has from then on, and no more', async () => {
  await inProcess(async (kos) => {
    const mutex = KosInitializedMutex()
    const log: string[] = []
    let go = false
    start(kos, 14, async (own) => {
      await own.KosMutexLock(mutex)
      while (!go) await own.KnSleep(1)
      log.push('owner')
      own.KosMutexUnlock(mutex)
    })
    await kos.KnSleep(1)
    const waiter = start(kos, 15, async (own) => {
      await own.KosMutexLock(mutex)
      own.KosMutexUnlock(mutex)
    })
    await kos.KnSleep(1)
    const sys = waiter() as Sys
    const beside = (name: string, priority: number) =>
      start(kos, priority, async (own) => {
        await own.KnSleep(1)
        log.push(name)
      })
    expect(setPriorityOf(sysOf(kos), sys.tid, sys, 22)).toBe(rcOk)
    beside('21', 21)
    go = true
    await kos.KnSleep(10)
    expect(log).toEqual(['owner', '21'])
  })
})

test('a thread that was lowered keeps what it inherits', async () => {
  await inProcess(async (kos) => {
    const mutex = KosInitializedMutex()
    const log: string[] = []
    await kos.KosMutexLock(mutex)
    start(kos, 14, async (own) => {
      await own.KosMutexLock(mutex)
      log.push('waiter')
      own.KosMutexUnlock(mutex)
    })
    await kos.KnSleep(1)
    const sys = sysOf(kos)
    expect(setPriorityOf(sys, sys.tid, sys, 2)).toBe(rcOk)
    start(kos, 10, async () => void log.push('10'))
    await kos.KosThreadYield()
    log.push('owner')
    kos.KosMutexUnlock(mutex)
    await kos.KosThreadYield()
    expect(log).toEqual(['owner', 'waiter', '10'])
  })
})
