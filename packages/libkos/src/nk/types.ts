// Handles as messages carry them: the transport container and its accessors (documented header
// `nk/types.h`).
//
// Everything here is pure. The functions that make handles are in `coresrv/handle/handle_api.ts`.

import type { Handle, HandleDesc, HandleLike } from '@kos/idl'

/** The handle that leads nowhere. Never issued. */
export const INVALID_HANDLE: Handle = 0 as Handle
/** The same in a transport container. */
export const NK_INVALID_HANDLE: Handle = INVALID_HANDLE

/**
 * Codes of the transport: 0 is success. Values other than NK_EOK are not public; these are ours.
 */
export const NK_EOK = 0
export const NK_ENOENT = 1
export const NK_ENOMEM = 2
export const NK_EINVAL = 3
export const NK_EPERM = 4
export const NK_EAGAIN = 5
export const NK_EBADMSG = 6
export const NK_ENOMSG = 7
export const NK_ENOTCONN = 8
export const NK_ENOTEMPTY = 9
/** One of the NK_ codes. */
export type nk_err_t =
  | typeof NK_EOK
  | typeof NK_ENOENT
  | typeof NK_ENOMEM
  | typeof NK_EINVAL
  | typeof NK_EPERM
  | typeof NK_EAGAIN
  | typeof NK_EBADMSG
  | typeof NK_ENOMSG
  | typeof NK_ENOTCONN
  | typeof NK_ENOTEMPTY

/** A transport container as it was received: handle, rights, badge, and how it came. */
export type nk_handle_desc_t = HandleDesc

/** A transport container to send. */
export interface NkHandleDescInit {
  readonly handle: number
  readonly rights?: number
  readonly badge?: number
}

/**
 * Packs a handle to send it (topic `libkos_handles_transfer`): nothing packs NK_INVALID_HANDLE; a
 * handle alone goes with all its rights; then the rights it goes with; then the handle of the badge
 * of this transfer.
 */
export function nk_handle_desc(
  handle: number = NK_INVALID_HANDLE,
  rights?: number,
  badge?: number,
): NkHandleDescInit {
  if (rights === undefined) return { handle }
  return badge === undefined
    ? { handle, rights: rights >>> 0 }
    : { handle, rights: rights >>> 0, badge }
}

/** The handle in a container (topic `libkos_handles_transfer`). */
export function nk_get_handle(desc: HandleDesc): Handle {
  return desc.handle
}

/** The mask of rights in a container (topic `libkos_handles_transfer`). */
export function nk_get_rights(desc: HandleDesc): number {
  return desc.rights
}

/** The resource transfer context in a container that came by dereferencing; undefined otherwise. */
export function nk_get_badge(desc: HandleDesc): unknown {
  return desc.badge
}

/**
 * The resource transfer context, if the container's rights have all bits of `operation` (topic
 * `nk_get_badge_op`): `err` is NK_EOK and `badge` the context, or NK_EPERM (a right is missing) or
 * NK_EINVAL (the handle was not dereferenced).
 */
export function nk_get_badge_op(
  desc: HandleDesc,
  operation: number,
):
  | { readonly err: typeof NK_EOK; readonly badge: unknown }
  | { readonly err: typeof NK_EPERM | typeof NK_EINVAL; readonly badge?: undefined } {
  if (!desc.dereferenced) return { err: NK_EINVAL }
  if ((operation & ~desc.rights) !== 0) return { err: NK_EPERM }
  return { err: NK_EOK, badge: desc.badge }
}

/**
 * True if the handle in the container came by dereferencing, false if by a transfer (topic
 * `nk_is_handle_dereferenced`).
 */
export function nk_is_handle_dereferenced(desc: HandleDesc): boolean {
  return desc.dereferenced
}

/** Types of handles (of @kos/idl). `HandleLike` is every value that may be sent as one. */
export type { Handle, HandleDesc, HandleLike }
