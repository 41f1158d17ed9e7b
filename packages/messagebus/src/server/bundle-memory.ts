// Memory that clients give a bus process: whether it is any, and how much. The process reads none
// of it, and maps single pages only to ask the kernel.

import {
  type Handle,
  type HandleDesc,
  type Kos,
  OCAP_HANDLE_TRANSFER,
  PAGE_SIZE,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  type Retcode,
  VMM_FLAG_READ,
} from '@kos/libkos'

/** Bytes of the whole pages that `length` bytes, one at least, take. */
export function pageBytes(length: bigint): number {
  return Math.ceil(Number(length) / PAGE_SIZE) * PAGE_SIZE
}

/**
 * Whether a handle that arrived is memory of exactly `bytes` bytes, whole pages, which others may
 * be given to read. More would be kept than counts.
 *
 * rcOk; rcInvalidArgument: no memory, or of another size; rcNoCapability: without the right to read
 * or to transfer; rcHandleRevoked; other codes of KnPmmMdlMap.
 */
export function checkMemory(kos: Kos, given: HandleDesc, bytes: number): Retcode {
  const { handle, rights, dereferenced } = given
  if (dereferenced) return rcInvalidArgument
  const last = checkPage(kos, handle, bytes - PAGE_SIZE)
  if (last !== rcOk) return last
  if ((rights & OCAP_HANDLE_TRANSFER) === 0) return rcNoCapability
  const next = checkPage(kos, handle, bytes)
  if (next === rcOk) return rcInvalidArgument
  return next === rcInvalidArgument ? rcOk : next
}

// Whether memory can be read at an offset: codes of KnPmmMdlMap.
function checkPage(kos: Kos, handle: Handle, offset: number): Retcode {
  const mapped = kos.KnPmmMdlMap(handle, offset, PAGE_SIZE, 0, VMM_FLAG_READ)
  if (mapped.rc === rcOk) kos.KnVmUnmap(mapped.addr, PAGE_SIZE)
  return mapped.rc
}
