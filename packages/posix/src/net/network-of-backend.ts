// The network that the environment of a process chooses: see runtime/backend.ts.

import type { Kos } from '@kos/libkos'
import type { Network } from '../io/network.ts'
import { backendOf } from '../runtime/backend.ts'
import { RemoteNetwork } from './remote-network.ts'

/**
 * That of a network process, if the environment says `client:<connection>`; null if it says nothing,
 * `local` or `server:`. Anything else is a mistake, which gives no sockets, and a line says so.
 */
export function networkOfBackend(kos: Kos): Network | null {
  const { kind, channel, value } = backendOf(kos, 'NETWORK')
  if (kind === '' || kind === 'local' || kind === 'server') return null
  return new RemoteNetwork(kind === 'client' ? channel : value)
}
