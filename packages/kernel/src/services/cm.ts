// Channels made at run time, for programs. The connect queues of servers are in
// `channel-manager.ts`.

import type { ChannelApi, NameServerApi } from '@kos/libkos'
import { cmContract } from '@kos/libkos/abi'
import { channelLibrary, nameServerLibrary } from '@kos/libkos/libraries'
import { joinLibraries, type Library } from '@kos/libkos/process'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { ChannelManager } from './channel-manager.ts'

type CmApi = ChannelApi & NameServerApi

// All kernels have the same, so their processes share what is made of it.
const library: Library<CmApi> = /* @__PURE__ */ joinLibraries<CmApi>(
  channelLibrary,
  nameServerLibrary,
)

/**
 * The channel manager: a client asks for a channel to a server by name, the server accepts or drops
 * the request. With it come the functions that find servers: the name server itself is a program
 * (`NameServer`).
 */
export function cm(): Service<'cm', CmApi, Needed<'ipc'>> {
  return defineService({
    name: 'cm',
    needs: ['ipc'],
    contract: cmContract,
    library,
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
