// Whether shared memory was revoked: an access to a mapping of it would end the process then.

import {
  type Handle,
  type Kos,
  rcInvalidArgument,
  rcOk,
  type Retcode,
  VMM_FLAG_READ,
} from '@kos/libkos'

/**
 * rcOk; rcHandleRevoked: memory was revoked; other codes if `memory` is none that can be read. It
 * stays so while no other thread runs.
 */
export function checkRevoked(kos: Kos, memory: Handle): Retcode {
  // The kernel looks at the handle first. A mapping of nothing it refuses then.
  const { rc } = kos.KnPmmMdlMap(memory, 0, 0, 0, VMM_FLAG_READ)
  return rc === rcInvalidArgument ? rcOk : rc
}
