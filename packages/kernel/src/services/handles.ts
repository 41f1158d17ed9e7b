// Handles, for programs. The tree of handles is in `@kos/handles`.

import { INVALID_HANDLE, isUserHandleType, KernelObject } from '@kos/handles'
import type { HandleApi } from '@kos/libkos'
import { handleContract } from '@kos/libkos/abi'
import { handleLibrary } from '@kos/libkos/libraries'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED } from '@kos/notice'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import type { KernelCore } from '../kernel-core.ts'
import { defineService, type Service } from '../service.ts'
import type { TaskThread } from '../task.ts'
import { receiverOf } from './notices.ts'

/** Handles: user resources, badges, close, copy, revoke. */
export function handles(): Service<'handles', HandleApi> {
  return defineService({
    name: 'handles',
    contract: handleContract,
    library: handleLibrary,
    start: (kernel) => ({
      handlers: {
        Close: ({ task }, handle) => task.space.close(handle),
        CreateBadge: (thread, notice, eventId, context) =>
          createBadge(kernel, thread, notice, eventId, context),
        CreateUserObject(thread, type, rights, context) {
          if (!isUserHandleType(type)) return rcInvalidArgument
          const { space } = thread.task
          return give(thread, space.create(new KernelObject(type, space, context, null), rights))
        },
        Revoke: ({ task }, handle) => task.space.revoke(handle),
        RevokeSubtree: ({ task }, handle, badge) => task.space.revokeSubtree(handle, badge),
        Copy: (thread, handle, rights, badge) =>
          give(thread, thread.task.space.copy(handle, rights, badge)),
      },
    }),
  })
}

// Leaves a new handle in register 0, or answers why there is none.
function give(thread: TaskThread, answer: number): number {
  if (answer <= INVALID_HANDLE) return answer
  thread.registers[0] = answer
  return rcOk
}

function createBadge(
  kernel: KernelCore,
  thread: TaskThread,
  notice: number,
  eventId: number,
  context: number,
): number {
  const { space } = thread.task
  const receiver = receiverOf(kernel, thread.task, notice)
  if (typeof receiver === 'number') return receiver
  const badge = space.createBadge(context)
  if (badge < 0) return badge
  const object = kernel.handles.objectOf(space.check(badge, 0))
  const rc = receiver.receiver.subscribe(
    object,
    EVENT_OBJECT_DESTROYED | EVENT_BADGE_CLOSED,
    eventId,
  )
  if (rc === rcOk) return give(thread, badge)
  space.close(badge)
  return rc
}
