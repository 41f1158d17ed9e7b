// Lock upgrade: a reader wants to write, and waits for all readers to stop, itself among them.

import { KosInitializedRWLock, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const wiki = (isMended: boolean) =>
  alone(async (main) => {
    const page = KosInitializedRWLock('page')
    let edits = 0

    const author = async (kos: Kos): Promise<void> => {
      await kos.KosRWLockRead(page)
      const isEdited = edits === 0
      if (!isEdited || isMended) kos.KosRWLockUnlock(page)
      if (!isEdited) return
      await kos.KosRWLockWrite(page)
      edits++
      kos.KosRWLockUnlock(page)
      if (!isMended) kos.KosRWLockUnlock(page)
    }
    await together(main, author, author)
  })

export const lockUpgrade: Case = {
  name: 'lock upgrade',
  finds: 'deadlock',
  faulty: wiki(false),
  mended: wiki(true),
}
