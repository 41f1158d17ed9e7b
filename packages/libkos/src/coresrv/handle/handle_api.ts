// Handles: documented header `coresrv/handle/handle_api.h`, but for callable ones (`callable.ts`).
// The accessors of containers are in `nk/types.ts`, rights in `@kos/handles/rights`.

import { type Result, type Retcode, rcOk } from '@kos/retcode'
import { handleContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import { type Handle, INVALID_HANDLE } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'
import { ownEventId, ownToken } from '../own-token.ts'
import { type Notice, noticePayload } from './notice.ts'

export type { CallableApi } from './callable.ts'

const calls = /* @__PURE__ */ callsOf(handleContract)

/** Functions that the handle service adds to `kos`. */
export interface HandleApi {
  /**
   * Deletes a handle; its ancestors and descendants stay valid, and its children become children of
   * its parent (topic `kn_handle_close`).
   *
   * rcOk; rcInvalidArgument: not a handle of this process. A revoked handle can be closed.
   */
  readonly KnHandleClose: (handle: Handle) => Retcode
  /**
   * Creates a resource transfer context object for `context` and subscribes `notice` to
   * EVENT_OBJECT_DESTROYED and EVENT_BADGE_CLOSED of it (topic `kn_handle_create_badge`). One such
   * object serves one transfer.
   *
   * `handle` is that object's. rcInvalidArgument: `notice` is no receiver; rcQuotaExceeded,
   * rcOutOfMemory.
   */
  readonly KnHandleCreateBadge: (
    notice: Notice,
    eventId: unknown,
    context: unknown,
  ) => Result<{ readonly handle: Handle }>
  /**
   * Creates a user resource and its first handle, with `rights` (topic
   * `kn_handle_create_user_object`). `type` is HANDLE_TYPE_USER_FIRST to HANDLE_TYPE_USER_LAST, and
   * changes nothing. `context` is the value that this process gets by dereferencing.
   *
   * rcInvalidArgument: the type is out of range; rcQuotaExceeded, rcOutOfMemory.
   */
  readonly KnHandleCreateUserObject: (
    type: number,
    rights: number,
    context: unknown,
  ) => Result<{ readonly handle: Handle }>
  /**
   * Deletes a handle and revokes all its descendants: they answer rcHandleRevoked until they are
   * closed (topic `kn_handle_revoke`). Subscriptions that were made through descendants end.
   *
   * rcOk; rcInvalidArgument: not a handle of this process; rcHandleRevoked: it was revoked itself.
   */
  readonly KnHandleRevoke: (handle: Handle) => Retcode
  /**
   * Revokes the handles that came from the transfer of `handle` tied to `badge` (topic
   * `kn_handle_revoke_subtree`).
   *
   * rcOk, also if nothing is left of them; rcInvalidArgument: not handles of this process, no
   * badge, or the badge of another transfer; rcHandleRevoked.
   */
  readonly KnHandleRevokeSubtree: (handle: Handle, badge: Handle) => Retcode
  /**
   * A further handle of this process, a descendant of `handle`, with `rights` (1.2, topic
   * `libkos_handle_copy`). `badge` is INVALID_HANDLE or the handle of a badge.
   *
   * rcNoCapability: without OCAP_HANDLE_COPY; rcSecurityDisallow: more rights than `handle` has;
   * rcInvalidArgument, rcHandleRevoked, rcInvalidOperation: the badge served before;
   * rcQuotaExceeded, rcOutOfMemory.
   */
  readonly KnHandleCopy: (
    handle: Handle,
    rights: number,
    badge: Handle,
  ) => Result<{ readonly handle: Handle }>
}

/** A bit mask as the kernel takes it. Any other value stays as it is, for the kernel to refuse. */
export function maskOf(mask: number): number {
  return typeof mask === 'number' && (mask | 0) === mask ? mask >>> 0 : mask
}

/** The program half of the handle service. */
export const handleLibrary: Library<HandleApi> = /* @__PURE__ */ Object.freeze({
  KnHandleClose: (sys) => {
    const close = sys.call(calls.Close)
    const { untaken } = sys.process
    return (handle) => {
      // Its number may be another handle's when the server loop would close it.
      if (untaken.size > 0) untaken.delete(handle)
      return close(handle) as Retcode
    }
  },
  KnHandleCreateBadge: (sys) => {
    const createBadge = sys.call(calls.CreateBadge)
    const { registers, tokens } = sys
    return (notice, eventId, context) => {
      const receiver = noticePayload(sys, notice)
      const handle = receiver?.handle ?? INVALID_HANDLE
      return ownToken(tokens, context, (contextToken) =>
        ownEventId(receiver, eventId, (token) =>
          handleResult(createBadge(handle, token, contextToken), registers),
        ),
      )
    }
  },
  KnHandleCreateUserObject: (sys) => {
    const createUserObject = sys.call(calls.CreateUserObject)
    const { registers, tokens } = sys
    return (type, rights, context) =>
      ownToken(tokens, context, (token) =>
        handleResult(createUserObject(type, maskOf(rights), token), registers),
      )
  },
  KnHandleRevoke: (sys) => sys.call(calls.Revoke) as HandleApi['KnHandleRevoke'],
  KnHandleRevokeSubtree: (sys) =>
    sys.call(calls.RevokeSubtree) as HandleApi['KnHandleRevokeSubtree'],
  KnHandleCopy: (sys) => {
    const copy = sys.call(calls.Copy)
    const { registers } = sys
    return (handle, rights, badge) => handleResult(copy(handle, maskOf(rights), badge), registers)
  },
})

/** The result of a function whose system call has one result, a handle. */
export function handleResult(
  rc: number,
  registers: Float64Array,
): Result<{ readonly handle: Handle }> {
  return rc === rcOk
    ? { rc: rcOk, handle: registers[calls.CreateUserObject.results.handle] as Handle }
    : ({ rc } as Result<{ readonly handle: Handle }>)
}
