// Starving writer: a lock of one's own lets readers in as long as others read, however long a
// writer waits. KosRWLock does not.

import {
  KosInitializedCondvar,
  KosInitializedMutex,
  KosInitializedRWLock,
  type Kos,
} from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

interface Lock {
  readonly read: (kos: Kos) => Promise<void>
  readonly stopReading: (kos: Kos) => Promise<void>
  readonly write: (kos: Kos) => Promise<void>
  readonly stopWriting: (kos: Kos) => Promise<void>
}

function preferringReaders(): Lock {
  const mutex = KosInitializedMutex('lock')
  const changed = KosInitializedCondvar('changed')
  let readers = 0
  let isWriting = false
  const when = async (kos: Kos, isSo: () => boolean, act: () => void): Promise<void> => {
    await kos.KosMutexLock(mutex)
    while (!isSo()) await kos.KosCondvarWait(changed, mutex)
    act()
    kos.KosCondvarBroadcast(changed)
    kos.KosMutexUnlock(mutex)
  }
  const always = (): boolean => true
  return {
    read: (kos) =>
      when(
        kos,
        () => !isWriting,
        () => readers++,
      ),
    stopReading: (kos) => when(kos, always, () => readers--),
    write: (kos) =>
      when(
        kos,
        () => !isWriting && readers === 0,
        () => (isWriting = true),
      ),
    stopWriting: (kos) => when(kos, always, () => (isWriting = false)),
  }
}

function fair(): Lock {
  const lock = KosInitializedRWLock('lock')
  const unlock = async (kos: Kos): Promise<void> => kos.KosRWLockUnlock(lock)
  const read = (kos: Kos): Promise<void> => kos.KosRWLockRead(lock)
  const write = (kos: Kos): Promise<void> => kos.KosRWLockWrite(lock)
  return { read, stopReading: unlock, write, stopWriting: unlock }
}

const readings = 4
const readerCount = 2

const news = (isMended: boolean) =>
  alone(async (main) => {
    const lock = isMended ? fair() : preferringReaders()
    let isWaiting = false
    let overtakers = 0

    const reader = async (kos: Kos): Promise<void> => {
      for (let reading = 0; reading < readings; reading++) {
        await lock.read(kos)
        if (isWaiting) overtakers++
        await kos.KosThreadYield()
        await lock.stopReading(kos)
      }
    }
    const writer = async (kos: Kos): Promise<void> => {
      isWaiting = true
      await lock.write(kos)
      isWaiting = false
      await lock.stopWriting(kos)
      // Those who had the lock before may have come to their next line since.
      must(overtakers <= readerCount, `${overtakers} readings began while the writer waited`)
    }
    await together(main, reader, reader, writer)
  })

export const starvingWriter: Case = {
  name: 'starving writer',
  finds: 'crash',
  faulty: news(false),
  mended: news(true),
}
