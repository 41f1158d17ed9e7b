// Addresses as they are in messages to and from a network process.

import type { Address } from '../generated/kl/VfsSocket.idl.ts'
import type { SocketAddress } from '../io/network.ts'
import { AF_INET, AF_UNIX } from './socket-constants.ts'

/** No address. */
export const noAddress: Address = { family: 0, port: 0, address: 0, path: '' }

/** An address for a message. */
export function toMessage(address: SocketAddress | null): Address {
  if (address === null) return noAddress
  if (address.family === AF_UNIX) return { ...noAddress, family: AF_UNIX, path: address.path }
  const { port, address: number } = address
  return { family: AF_INET, port, address: number, path: '' }
}

/** An address out of a message; null if it is none. */
export function fromMessage({ family, port, address, path }: Address): SocketAddress | null {
  if (family === AF_UNIX) return { family, path }
  return family === AF_INET ? { family, address, port } : null
}
