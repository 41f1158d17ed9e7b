// What the environment of a process says of its files and its network, as documented:
// `_VFS_FILESYSTEM_BACKEND=client:CONNECTION` and `_VFS_NETWORK_BACKEND=client:CONNECTION` for
// those of another process, `server:CONNECTION` for that process itself. Later versions leave out
// the first underscore.

import type { Kos } from '@kos/libkos'

/** What a variable says: both are empty if it is not set. */
export interface Backend {
  /** `client`, `server`, or what else is there. */
  readonly kind: string
  /** The name of a connection. */
  readonly channel: string
  /** All of it, to be told if it is a mistake. */
  readonly value: string
}

/** The backend that the environment chooses for files or for the network. */
export function backendOf({ env }: Pick<Kos, 'env'>, what: 'FILESYSTEM' | 'NETWORK'): Backend {
  const value = (env[`_VFS_${what}_BACKEND`] ?? env[`VFS_${what}_BACKEND`] ?? '').trim()
  const colon = value.indexOf(':')
  if (colon < 0) return { kind: value, channel: '', value }
  return { kind: value.slice(0, colon).trim(), channel: value.slice(colon + 1).trim(), value }
}
