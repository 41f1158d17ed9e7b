// All families of sockets, addresses and the names of hosts.

import type { AnyFamily } from '../runtime/family.ts'
import { arpaInet, type ArpaInetApi } from './arpa-inet.ts'
import { netIf, type NetIfApi } from './net-if.ts'
import { netdb, type NetdbApi } from './netdb.ts'
import { sysSocket, type SysSocketApi } from './sys-socket.ts'

/** Their functions. */
export interface SocketsApi extends ArpaInetApi, NetdbApi, NetIfApi, SysSocketApi {}

/** The families. */
export const socketFamilies: readonly AnyFamily[] = [
  arpaInet,
  netdb,
  netIf,
  sysSocket,
] as readonly object[] as readonly AnyFamily[]
