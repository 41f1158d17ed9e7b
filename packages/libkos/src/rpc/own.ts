// A handle that the program owns: it takes one that came in a request, and closes it at the end of
// a block. And the notifications of a receiver as a stream.

import type { HandleDesc } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { handleContract } from '../abi/contracts.ts'
import type { HandleApi } from '../coresrv/handle/handle_api.ts'
import type { Notice } from '../coresrv/handle/notice.ts'
import type { EventDesc, NoticeApi } from '../coresrv/handle/notice_api.ts'
import type { Handle } from '../nk/types.ts'
import { isKos, sysOf } from '../runtime/lazy-kos.ts'

/** A handle that its owner closes. */
export interface OwnedHandle extends Disposable {
  readonly handle: Handle
}

type Closing = Pick<HandleApi, 'KnHandleClose'>

/**
 * Closes a handle when the block ends: `using file = own(kos, handle)`. A handle that came in a
 * request is taken.
 */
export function own(kos: Closing, handle: Handle): OwnedHandle
/**
 * Takes a handle that came in a request, so that `serve` does not close it after the answer:
 * `const lamp = own(kos, request.lamp)`. The answer is what was given, and disposable; a handle
 * that came for an interface keeps its methods. Disposing closes the handle, unless it was
 * dereferenced: then it is the program's own already.
 */
export function own<D extends HandleDesc>(kos: Closing, handle: D): D & OwnedHandle
export function own(kos: Closing, given: Handle | HandleDesc): OwnedHandle {
  const isDesc = typeof given === 'object' && given !== null
  const handle = isDesc ? given.handle : given
  const close = takerOf(kos, handle)
  if (isDesc && Symbol.dispose in given) return given as OwnedHandle
  const isOurs = isDesc && given.dereferenced
  const dispose = (): void => void (isOurs || close(handle))
  return isDesc ? { ...given, [Symbol.dispose]: dispose } : { handle, [Symbol.dispose]: dispose }
}

// Takes the handle, and answers the function that closes it: in the name of the process, since the
// thread of `kos` may be waiting for requests. Where no request is, anything that closes will do.
function takerOf(kos: Closing, handle: Handle): (handle: Handle) => unknown {
  if (!isKos(kos)) return (each) => kos.KnHandleClose(each)
  const sys = sysOf(kos)
  sys.process.untaken.delete(handle)
  return sys.processCall(handleContract.calls.Close)
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
