// A handle that is closed at the end of a block, and the notifications of a receiver as a stream.

import { rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import type { HandleApi } from '../coresrv/handle/handle_api.ts'
import type { Notice } from '../coresrv/handle/notice.ts'
import type { EventDesc, NoticeApi } from '../coresrv/handle/notice_api.ts'
import type { Handle } from '../nk/types.ts'

/** A handle that its owner closes. */
export interface OwnedHandle extends Disposable {
  readonly handle: Handle
}

/** Closes a handle when the block ends: `using file = own(kos, handle)`. */
export function own(kos: Pick<HandleApi, 'KnHandleClose'>, handle: Handle): OwnedHandle {
  return { handle, [Symbol.dispose]: () => void kos.KnHandleClose(handle) }
}

const eventsAtOnce = 16

/**
 * The notifications of a receiver, one by one, until it is dropped or released: `for await (const
 * event of events(kos, notice))`.
 */
export async function* events(
  kos: Pick<NoticeApi, 'KnNoticeGetEvent'>,
  notice: Notice,
): AsyncGenerator<EventDesc, void, void> {
  for (;;) {
    const { rc, events: taken } = await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, eventsAtOnce)
    if (rc !== rcOk) return
    yield* taken
  }
}
