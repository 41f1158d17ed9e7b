// How long a revocation of a million handles makes another thread wait. The other thread does
// nothing but let others run, and looks at the clock each time it is its turn again. What it waits
// with nothing to be revoked is what the machine does to it.
import { HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_COPY, OCAP_HANDLE_GET_EVENT } from '@kos/handles'
import { allowAll, createFullKernel } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { EVENT_OBJECT_DESTROYED } from '@kos/notice'
import { unwrap } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { definePauseCase } from '../case.ts'
import type { PauseCase } from '../case.ts'

const million = 1_000_000

/**
 * Yields until it is told to stop, and answers the longest time in ms until it was its turn again.
 */
async function longestWait(kos: Kos, isOver: () => boolean): Promise<number> {
  let longest = 0
  for (let before = performance.now(); !isOver();) {
    await kos.KosThreadYield()
    const now = performance.now()
    longest = Math.max(longest, now - before)
    before = now
  }
  return longest
}

/**
 * Revokes a handle with so many descendants and waits for the end of the object, in a process;
 * another is the one that waits.
 */
async function revokeBeside(descendants: number): Promise<number> {
  await using kernel = createFullKernel({ security: allowAll() })
  const { space } = kernel.spawn(null, { name: 'Revoker' })
  kernel.spawn(null, { name: 'Other' })
  let isOver = false
  const prepared = await kernel.as('Revoker', (kos) => {
    const { notice } = unwrap(kos.KnNoticeCreate())
    const { handle } = unwrap(
      kos.KnHandleCreateUserObject(
        HANDLE_TYPE_USER_FIRST,
        OCAP_HANDLE_COPY | OCAP_HANDLE_GET_EVENT,
        0,
      ),
    )
    kos.KnNoticeSubscribeToObject(notice, handle, EVENT_OBJECT_DESTROYED, 0)
    for (let count = 0; count < descendants; count++) space.copy(handle, OCAP_HANDLE_COPY)
    return { notice, handle }
  })
  globalThis.gc?.()
  const waiting = kernel.as('Other', (kos) => longestWait(kos, () => isOver))
  await kernel.as('Revoker', async (kos) => {
    await kos.KosThreadYield()
    unwrap({ rc: kos.KnHandleRevoke(prepared.handle) })
    unwrap(await kos.KnNoticeGetEvent(prepared.notice, INFINITE_TIMEOUT, 1))
    isOver = true
  })
  const longest = await waiting
  return longest
}

/** The same without anything to revoke, for as long as a revocation in slices takes. */
async function yieldAlone(yields: number): Promise<number> {
  await using kernel = createFullKernel({ security: allowAll() })
  kernel.spawn(null, { name: 'Other' })
  let left = yields
  const longest = await kernel.as('Other', (kos) => longestWait(kos, () => left-- === 0))
  return longest
}

/** The longest wait of a thread that yields. */
export const revokePause: PauseCase = definePauseCase({
  name: 'handles/revoke-pause',
  pauses: {
    'thread that yields': () => revokeBeside(million),
    'the same, nothing revoked': () => yieldAlone(million),
  },
})
