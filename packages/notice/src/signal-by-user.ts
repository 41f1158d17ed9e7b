// The permission check for processes that signal events of a user resource (topic `notice_api`,
// documented as KnNoticeSetObjectEvent).
//
// The kernel uses `signal` without a check.

import {
  isUserHandleType,
  type KernelObject,
  OCAP_HANDLE_SET_EVENT,
  type SpaceIdentity,
} from '@kos/handles'
import { rcInvalidArgument, rcNoCapability, rcOk } from '@kos/retcode'
import { EVENT_GENERAL_MASK, OBJECT_EVENT_USER } from './event-mask.ts'
import { signal } from './signal.ts'

/**
 * Signals events of a user resource for the process `caller`, whose handle has `rights`. No process
 * may signal general events. The process that created the resource may signal all others; another
 * process those of OBJECT_EVENT_USER, if its handle has OCAP_HANDLE_SET_EVENT.
 *
 * Returns rcOk; rcInvalidArgument if the resource is not a user resource, or `mask` is 0 or has
 * general bits; rcNoCapability if the caller did not create the resource and lacks
 * OCAP_HANDLE_SET_EVENT or `mask` has provider's bits. All or nothing.
 */
export function signalByUser(
  object: KernelObject,
  caller: SpaceIdentity,
  rights: number,
  mask: number,
): typeof rcOk | typeof rcInvalidArgument | typeof rcNoCapability {
  const bits = mask | 0
  if (!isUserHandleType(object.type) || bits === 0 || (bits & EVENT_GENERAL_MASK) !== 0)
    return rcInvalidArgument
  if (object.creator !== caller && !isAllowedToOthers(rights, bits)) return rcNoCapability
  signal(object, bits)
  return rcOk
}

function isAllowedToOthers(rights: number, bits: number): boolean {
  return (rights & OCAP_HANDLE_SET_EVENT) !== 0 && (bits & ~OBJECT_EVENT_USER(-1)) === 0
}
