// The files that the environment of a process chooses: see runtime/backend.ts.

import type { Kos } from '@kos/libkos'
import type { Files } from '../io/files.ts'
import { backendOf } from '../runtime/backend.ts'
import { RemoteFiles } from './remote-files.ts'

/**
 * Those of a VFS process, if the environment says `client:<connection>`; null if it says nothing or
 * `local`. Anything else is a mistake, which gives no files at all: every operation is EIO.
 */
export function filesOfBackend(kos: Kos): Files | null {
  const { kind, channel, value } = backendOf(kos, 'FILESYSTEM')
  if (kind === '' || kind === 'local') return null
  return new RemoteFiles(kind === 'client' ? channel : value)
}
