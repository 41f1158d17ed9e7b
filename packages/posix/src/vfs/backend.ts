// Which files a process has, as its environment says: `_VFS_FILESYSTEM_BACKEND=client:<connection>`
// for those of a VFS process, `server:<connection>` for the VFS process itself. The names are those of
// the documents.

import type { Kos } from '@kos/libkos'

/** The name of the environment variable. */
export const filesystemBackend = '_VFS_FILESYSTEM_BACKEND'

/** What the variable says: `kind` is empty if it is not set. */
export interface Backend {
  readonly kind: string
  /** The name of a connection. */
  readonly channel: string
}

/** The backend of a process. */
export function backendOf(kos: Kos): Backend {
  const value = kos.env[filesystemBackend] ?? ''
  const colon = value.indexOf(':')
  if (colon < 0) return { kind: value, channel: '' }
  return { kind: value.slice(0, colon), channel: value.slice(colon + 1) }
}
