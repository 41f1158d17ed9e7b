// The contract between FileServer and its clients: open a file, read blocks of it, close it. Rights and wire types only.

import { bytes, defineInterface, handle, OCAP_HANDLE_SPEC, sint32, uint32 } from '@kos/libkos'

/** Most bytes of one block. */
export const blockSize = 64 * 1024

/** The right to read, in the specialised part of a handle's mask. */
export const fileRead: number = OCAP_HANDLE_SPEC(1)
/** The right to write. Nobody is given it. */
export const fileWrite: number = OCAP_HANDLE_SPEC(2)

/** What FileServer serves. `error.rc` is a return code. */
export const Files = defineInterface('demo.Files', {
  OpenResource: { in: { id: uint32 }, out: { file: handle, size: uint32 }, error: { rc: sint32 } },
  UseResource: {
    in: { file: handle, offset: uint32, length: uint32 },
    out: { block: bytes(blockSize) },
    error: { rc: sint32 },
  },
  CloseResource: { in: { file: handle }, error: { rc: sint32 } },
})
