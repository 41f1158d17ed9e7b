// POSIX and libkos in one process: which functions which thread may use.

import { type Kos, program, rcInvalidOperation, rcOk } from '@kos/libkos'
import { posix as posixOf, posixMain, type Posix } from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { refusedFunctions } from '../src/pthread/restricted-kos.ts'
import { inProcess, PosixWorld } from './posix-world.ts'
import { joined, spawn } from './pthread-threads.ts'

// What the documents forbid: locks, threads, DMA buffers, I/O ports, MMIO, interrupts.
const forbidden =
  /^(Kos(Mutex|Condvar|Event|RWLock|Semaphore|Thread)|KnSleep|KnIoDma|(Io(Read|Write)|KnRegister|KnIoPermit).*Port|Io(Read|Write)Mm|KnRegisterPhyMem|KnIoMapMem|Kn.*Irq)/

/** All members of a kos. */
function membersOf(kos: object): string[] {
  const names: string[] = []
  for (const name in kos) names.push(name)
  return names
}

describe('a thread that pthread_create made', () => {
  test('is refused every function that the documents forbid, and no other', async () => {
    await inProcess((_posix, kos) => {
      const names = membersOf(kos).filter((name) => forbidden.test(name))
      expect(names.toSorted()).toEqual(Object.keys(refusedFunctions).toSorted())
      expect(names.length).toBeGreaterThan(80)
    })
  })

  test('gets a report that names what to use, and nothing happens', async () => {
    await using world = new PosixWorld()
    world.client('Program')
    await world.act('Program', async (posix) => {
      const id = spawn(posix, async ({ kos }) => {
        let didRun = false
        const created = kos.KosThreadCreate(1, 0, () => void (didRun = true), null, 0)
        await kos.KosThreadYield()
        expect([created.rc, didRun]).toEqual([rcInvalidOperation, false])
        expect(kos.KosMutexTryLock(null as never)).toBe(rcInvalidOperation)
        expect(await kos.KnSleep(1000)).toBe(rcInvalidOperation)
        expect(kos.IoReadMmReg16(0)).toBe(0xffff)
      })
      await joined(posix, id)
    })
    const use = (name: string, what: string): string =>
      `Program: ${name} did nothing: a thread that pthread_create made must not use it; use ${what}`
    expect(world.misuses.splice(0).map((text) => text.split('\n')[0])).toEqual([
      use('KosThreadCreate', 'pthread_create'),
      use('KosThreadYield', 'sched_yield'),
      use('KosMutexTryLock', 'pthread_mutex_trylock'),
      use('KnSleep', 'nanosleep'),
      use('IoReadMmReg16', 'it in the first thread of the process'),
    ])
  })

  test('every refused function answers, reports once, and throws nothing', async () => {
    await using world = new PosixWorld()
    world.client('Program')
    await world.act('Program', async (posix) => {
      const id = spawn(posix, async ({ kos }) => {
        for (const name of Object.keys(refusedFunctions))
          await (kos as unknown as Record<string, () => unknown>)[name]?.()
      })
      await joined(posix, id)
    })
    expect(world.misuses.splice(0)).toHaveLength(Object.keys(refusedFunctions).length)
  })

  test('uses all else of kos: its name, time, handles, memory, queues', async () => {
    await inProcess(async (posix, first) => {
      const id = spawn(posix, ({ kos }) => {
        expect(kos.name).toBe('Program')
        expect(kos.KnGetUpTime().rc).toBe(rcOk)
        expect(posixOf(kos).pthread_self).toBeDefined()
        expect(membersOf(kos).toSorted()).toEqual(membersOf(first).toSorted())
        return kos !== first
      })
      expect(await joined(posix, id)).toBe(true)
    })
  })
})

describe('the first thread of a process', () => {
  test('uses both', async () => {
    await using world = new PosixWorld()
    const Mixed = posixMain(async (_argc, _argv, posix) => {
      const { kos } = posix
      let ran = 0
      const created = kos.KosThreadCreate(15, 0, () => void ran++, null, 0)
      if (created.rc !== rcOk) return 1
      await kos.KosThreadWait(created.tid, 1000)
      const id = spawn(posix, () => ran++)
      await joined(posix, id)
      return ran
    })
    world.start(Mixed, 'Mixed')
    expect(await world.kernel.run({ until: world.kernel.task('Mixed') })).toEqual({ code: 2 })
  })
})

describe('a thread that KosThreadCreate made', () => {
  test.for(['before', 'after'])('has no POSIX functions, %s the first thread has', async (when) => {
    await using world = new PosixWorld()
    let message = ''
    const Mixed = program(async (kos: Kos) => {
      if (when === 'after') posixOf(kos)
      const routine = (own: Kos): void => {
        try {
          posixOf(own)
        } catch (error) {
          message = String(error)
        }
      }
      const created = kos.KosThreadCreate(15, 0, routine, null, 0)
      if (created.rc === rcOk) await kos.KosThreadWait(created.tid, 1000)
      const posix: Posix = posixOf(kos)
      expect(posix.errno).toBe(0)
    })
    world.start(Mixed, 'Mixed')
    await world.kernel.run({ until: world.kernel.task('Mixed') })
    expect(message).toBe(
      'TypeError: posix: a thread that KosThreadCreate made cannot use POSIX functions; make it ' +
        'with posix.pthread_create, whose routine is given the functions of the new thread',
    )
  })
})
