// The network that the environment of a process chooses: see runtime/backend.ts.

import type { Kos } from '@kos/libkos'
import type { Network } from '../io/network.ts'
import { backendOf } from '../runtime/backend.ts'
import { RemoteNetwork } from './remote-network.ts'

/** That of a network process, if the environment says `client:<connection>`; else null. */
export function networkOfBackend(kos: Kos): Network | null {
  const { kind, channel } = backendOf(kos, 'NETWORK')
  return kind === 'client' ? new RemoteNetwork(channel) : null
}
