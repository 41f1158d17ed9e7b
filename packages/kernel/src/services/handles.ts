// Handles, for programs. The tree of handles is in `@kos/handles`.

import { isUserHandleType, KernelObject } from '@kos/handles'
import type { HandleApi } from '@kos/libkos'
import { handleContract } from '@kos/libkos/abi'
import { handleLibrary } from '@kos/libkos/libraries'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED, type NoticeReceiver } from '@kos/notice'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import type { KernelCore } from '../kernel-core.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'
import type { NoticeProvides } from './notices.ts'
import { returnHandle } from './returns.ts'

/** Handles: user resources, badges, close, copy, revoke. */
export function handles(): Service<'handles', HandleApi, Needed<never, 'notices'>> {
  return defineService({
    name: 'handles',
    uses: ['notices'],
    contract: handleContract,
    library: handleLibrary,
    start: (kernel, needs) => ({
      handlers: {
        Close: ({ task }, handle) => task.space.close(handle),
        CreateBadge: (thread, notice, eventId, context) =>
          createBadge(kernel, needs.notices, thread, notice, eventId, context),
        CreateUserObject(thread, type, rights, context) {
          if (!isUserHandleType(type)) return rcInvalidArgument
          const { space } = thread.task
          const object = new KernelObject(type, space, context, null)
          return returnHandle(thread, space.create(object, rights))
        },
        Revoke: ({ task }, handle) => task.space.revoke(handle),
        RevokeSubtree: ({ task }, handle, badge) => task.space.revokeSubtree(handle, badge),
        Copy: (thread, handle, rights, badge) =>
          returnHandle(thread, thread.task.space.copy(handle, rights, badge)),
      },
    }),
  })
}

function createBadge(
  kernel: KernelCore,
  notices: NoticeProvides | undefined,
  thread: TaskThread,
  notice: number,
  eventId: number,
  context: number,
): number {
  const { space } = thread.task
  const receiver = receiverOf(notices, thread.task, notice)
  if (typeof receiver === 'number') return receiver
  const badge = space.createBadge(context)
  if (badge < 0) return badge
  const object = kernel.handles.objectOf(space.check(badge, 0))
  const rc = receiver.subscribe(object, EVENT_OBJECT_DESTROYED | EVENT_BADGE_CLOSED, eventId)
  if (rc === rcOk) return returnHandle(thread, badge)
  space.close(badge)
  return rc
}

// In a kernel without the notices service no handle leads to a receiver.
function receiverOf(
  notices: NoticeProvides | undefined,
  task: Task,
  notice: number,
): NoticeReceiver | number {
  if (notices !== undefined) return notices.receiverOf(task, notice)
  const node = task.space.check(notice, 0)
  return node < 0 ? node : rcInvalidArgument
}
