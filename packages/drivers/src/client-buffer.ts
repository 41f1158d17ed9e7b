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
  rcInvalidArgument,
  rcOk,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'

/**
 * Copies `size` bytes from `source`, an address of this process, into a buffer of a client from
 * `offset` on.
 *
 * rcOk; codes of KnPmmMdlMap, if `buffer` is none, is revoked, is too small or may not be read and
 * written.
 */
export function copyToClient(
  kos: Kos,
  buffer: Handle,
  offset: number,
  source: number,
  size: number,
): Retcode {
  return withMapped(kos, buffer, offset, size, VMM_FLAG_READ | VMM_FLAG_WRITE, (address) =>
    kos.memory.copy(address, source, size),
  )
}

/**
 * Copies `size` bytes from a buffer of a client, from `offset` on, to `target`. Codes as
 * `copyToClient`; it need not be written.
 */
export function copyFromClient(
  kos: Kos,
  buffer: Handle,
  offset: number,
  target: number,
  size: number,
): Retcode {
  return withMapped(kos, buffer, offset, size, VMM_FLAG_READ, (address) =>
    kos.memory.copy(target, address, size),
  )
}

/** An offset as it comes in a message; null if no buffer is that large. */
export function bufferOffset(offset: bigint): number | null {
  return offset <= 0xffff_ffff_ffffn ? Number(offset) : null
}

function withMapped(
  kos: Kos,
  buffer: Handle,
  offset: number,
  size: number,
  flags: number,
  copy: (address: number) => void,
): Retcode {
  if (size === 0) return rcInvalidArgument
  const within = offset % PAGE_SIZE
  const first = offset - within
  const length = Math.ceil((within + size) / PAGE_SIZE) * PAGE_SIZE
  const { rc, addr } = kos.KnPmmMdlMap(buffer, first, length, 0, flags)
  if (rc !== rcOk) return rc
  copy(addr + within)
  kos.KnVmUnmap(addr, length)
  return rcOk
}
