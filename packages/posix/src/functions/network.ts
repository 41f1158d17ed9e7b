// All families of sockets and of names of the network.

import type { AnyFamily } from '../runtime/family.ts'
import { type ArpaInetApi, arpaInet } from './arpa-inet.ts'
import { type NetIfApi, netIf } from './net-if.ts'
import { type NetdbApi, netdb } from './netdb.ts'
import { type SysSocketApi, sysSocket } from './sys-socket.ts'

/** Their functions. */
export interface NetworkApi extends ArpaInetApi, NetIfApi, NetdbApi, SysSocketApi {}

/** The families. */
export const networkFamilies: readonly AnyFamily[] = [
  arpaInet,
  netIf,
  netdb,
  sysSocket,
] as readonly object[] as readonly AnyFamily[]
