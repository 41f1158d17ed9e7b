// The environment variable that chooses the network of a process and the name that a network process
// is reached by, as documented (topic client_and_two_vfs): _VFS_NETWORK_BACKEND, of the form
// `client:CONNECTION` or `server:CONNECTION`. Later versions leave out the first underscore.

import type { Kos } from '@kos/libkos'

/** The connection of a process that the variable names for a role; null if it does not. */
export function networkBackend(kos: Pick<Kos, 'env'>, role: 'client' | 'server'): string | null {
  const { env } = kos
  const value = env['_VFS_NETWORK_BACKEND'] ?? env['VFS_NETWORK_BACKEND'] ?? ''
  const [first, ...rest] = value.split(':')
  const name = rest.join(':').trim()
  return first?.trim() === role && name !== '' ? name : null
}
