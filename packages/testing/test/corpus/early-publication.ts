// Publication before initialisation: others see the catalogue before its pages are there.

import { KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const library = (isMended: boolean) =>
  alone(async (main) => {
    const archive = KosInitializedMutex('archive')
    let catalogue: { pages: number } | null = null

    const editor = async (kos: Kos): Promise<void> => {
      const draft = { pages: 0 }
      if (!isMended) catalogue = draft
      await kos.KosMutexLock(archive)
      draft.pages = 100
      kos.KosMutexUnlock(archive)
      catalogue = draft
    }
    const reader = async (kos: Kos): Promise<void> => {
      while (catalogue === null) await kos.KosThreadYield()
      must(catalogue.pages === 100, 'the catalogue is empty')
    }
    await together(main, editor, reader)
  })

export const earlyPublication: Case = {
  name: 'publication before initialisation',
  finds: 'crash',
  faulty: library(false),
  mended: library(true),
}
