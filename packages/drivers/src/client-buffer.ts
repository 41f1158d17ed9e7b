// The shared buffers (MDL) of clients: data goes between them and the memory of a driver in one
// copy.
//
// A client may revoke its buffer at any time, and an access to a revoked mapping ends the process
// that makes it. So a buffer is mapped, copied and unmapped in one go, while no other thread runs.

import {
  type Handle,
  type Kos,
  PAGE_SIZE,
  type Retcode,
  rcOk,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

/**
 * Copies bytes into a buffer of a client, from `offset` on.
 *
 * rcOk; codes of KnPmmMdlMap, if `buffer` is none, is revoked, is too small or may not be read and
 * written.
 */
export function copyToClient(
  kos: Kos,
  buffer: Handle,
  offset: number,
  source: Uint8Array,
): Retcode {
  const within = offset % PAGE_SIZE
  const length = mappedBytes(within, source.length)
  const { rc, addr } = kos.KnPmmMdlMap(buffer, offset - within, length, 0, readWrite)
  if (rc !== rcOk) return rc
  kos.memory.write(addr + within, source)
  kos.KnVmUnmap(addr, length)
  return rcOk
}

/**
 * Fills `target` from a buffer of a client, from `offset` on. Codes as `copyToClient`; the buffer
 * need not be written.
 */
export function copyFromClient(
  kos: Kos,
  buffer: Handle,
  offset: number,
  target: Uint8Array,
): Retcode {
  const within = offset % PAGE_SIZE
  const length = mappedBytes(within, target.length)
  const { rc, addr } = kos.KnPmmMdlMap(buffer, offset - within, length, 0, VMM_FLAG_READ)
  if (rc !== rcOk) return rc
  kos.memory.read(addr + within, target)
  kos.KnVmUnmap(addr, length)
  return rcOk
}

/** An offset as it comes in a message; null if no buffer is that large. */
export function bufferOffset(offset: bigint): number | null {
  return offset <= 0xffff_ffff_ffffn ? Number(offset) : null
}

/** Whole pages with `size` bytes that begin `within` the first one. */
function mappedBytes(within: number, size: number): number {
  return Math.ceil((within + size) / PAGE_SIZE) * PAGE_SIZE
}
