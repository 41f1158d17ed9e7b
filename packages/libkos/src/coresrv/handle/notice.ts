// The id of a notification receiver: an object with a reference count (`kos/objects.ts`) that holds
// the receiver's handle. With its last reference the handle is closed, and the receiver is gone.
//
// The kernel knows the handle only. The functions of receivers are in `notice_api.ts`.

import { frozenClass } from '@kos/retcode'
import type { handleContract } from '../../abi/contracts.ts'
import type { SyscallFunction } from '../../abi/syscall.ts'
import { KosObject, type KosObjectType, payloadOf } from '../../kos/objects.ts'
import type { Handle } from '../../nk/types.ts'
import type { Sys } from '../../runtime/sys.ts'
import type { TokenList, Tokens } from '../../runtime/tokens.ts'

type CloseHandle = SyscallFunction<typeof handleContract.calls.Close>

class ReceiverPayload {
  readonly handle: Handle
  /** Ids of its entries. */
  readonly ids: TokenList = new Map()
  /** Those of the process it belongs to. */
  readonly tokens: Tokens
  readonly #close: CloseHandle

  /** `close` closes a handle, in any thread of the process. */
  constructor(tokens: Tokens, handle: Handle, close: CloseHandle) {
    this.tokens = tokens
    this.handle = handle
    this.#close = close
  }

  /** Ends the receiver. */
  close(): void {
    this.#close(this.handle)
  }
}

/** The payload of the id of a receiver. */
export const NoticePayload: typeof ReceiverPayload = /* @__PURE__ */ frozenClass(ReceiverPayload)
/** The payload of the id of a receiver. */
export type NoticePayload = ReceiverPayload

const receiverType: KosObjectType<NoticePayload> = /* @__PURE__ */ Object.freeze<
  KosObjectType<NoticePayload>
>({
  name: 'notice',
  destroy: (receiver) => receiver.close(),
})

/**
 * The id of a notification receiver of this process: a KosObject. Code that keeps a copy of it
 * takes a reference (KosRefObject) and puts it in the end (KosPutObject). The receiver lives until
 * the last one is put.
 */
export type Notice = KosObject<NoticePayload>

/** A new id, with one reference. */
export function noticeOf(tokens: Tokens, handle: Handle, close: CloseHandle): Notice {
  return new KosObject(receiverType, new NoticePayload(tokens, handle, close))
}

/** The payload of an id, if the receiver lives and belongs to the calling process. */
export function noticePayload(sys: Sys, notice: unknown): NoticePayload | undefined {
  const receiver = payloadOf(notice, receiverType)
  return receiver !== undefined && receiver.tokens === sys.tokens ? receiver : undefined
}

/** The handle of a receiver; for other values INVALID_HANDLE, which the kernel refuses. */
export function receiverHandle(sys: Sys, notice: unknown): number {
  return noticePayload(sys, notice)?.handle ?? 0
}
