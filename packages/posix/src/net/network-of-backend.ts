// The network that the environment of a process chooses: see network-backend.ts.

import type { Kos } from '@kos/libkos'
import type { Network } from '../io/network.ts'
import { networkBackend } from './network-backend.ts'
import { RemoteNetwork } from './remote-network.ts'

/** That of a network process, if the environment says `client:<connection>`; else null. */
export function networkOfBackend(kos: Kos): Network | null {
  const connection = networkBackend(kos, 'client')
  return connection === null ? null : new RemoteNetwork(connection)
}
