// Channels made at run time, for programs. The connect queues of servers are in
// `channel-manager.ts`.

import type { ChannelApi, NameServerApi } from '@kos/libkos'
import { cmContract } from '@kos/libkos/abi'
import { channelLibrary, nameServerLibrary } from '@kos/libkos/libraries'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { ChannelManager } from './channel-manager.ts'

/**
 * The channel manager: a client asks for a channel to a server by name, the server accepts or drops
 * the request. With it come the functions that find servers: the name server itself is a program
 * (`NameServer`).
 */
export function cm(): Service<'cm', ChannelApi & NameServerApi, Needed<'ipc'>> {
  return defineService({
    name: 'cm',
    needs: ['ipc'],
    contract: cmContract,
    library: { ...channelLibrary, ...nameServerLibrary },
    start(kernel, { ipc }) {
      const manager = new ChannelManager(kernel, ipc.transfer)
      return {
        handlers: {
          Connect: (thread, server, service, timeout) =>
            manager.connect(thread, server, service, timeout),
          Listen: (thread, timeout, client, service) =>
            manager.listen(thread, timeout, client, service),
          Accept: (thread, client, service, riid, listener) =>
            manager.accept(thread, client, service, riid, listener),
          Drop: (thread, client, service) => manager.drop(thread, client, service),
        },
        taskEnded: (task) => manager.taskEnded(task),
        counts: () => manager.counts,
      }
    },
  })
}
