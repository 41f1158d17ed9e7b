// The demo as a solution: five processes, their connections, and the policy.

import {
  any,
  core,
  defineSolution,
  error,
  execute,
  NameServer,
  request,
  response,
  type Solution,
} from '@kos/kernel'
import { NameService } from '@kos/libkos'
import Client from './client.ts'
import FileServer from './file-server.ts'
import { BlockSize, Files } from './generated/demo/Files.idl.ts'
import { Gossip } from './generated/demo/Gossip.idl.ts'
import Intruder from './intruder.ts'
import Unlucky from './unlucky.ts'

const readers = [Client, Unlucky]

/** The solution that serves these bytes. */
export function demoSolution(content: Uint8Array): Solution {
  return defineSolution({
    programs: { 'kl.core.NameServer': NameServer, FileServer, Intruder, Unlucky, Client },
    processes: {
      ns: 'kl.core.NameServer',
      FileServer: 'FileServer',
      Intruder: 'Intruder',
      Unlucky: 'Unlucky',
      Client: 'Client',
    },
    connections: { Client: { gossip: 'Intruder' } },
    files: { FileServer: { content } },
    policy: [
      execute(),
      request(any, core),
      request(FileServer, NameServer, NameService),
      request([...readers, Intruder], NameServer, NameService.Enumerate),
      response(NameServer, any),
      error(NameServer, any),
      request(readers, FileServer, Files),
      request(readers, FileServer, Files.UseResource, ({ message }) => message.length <= BlockSize),
      response(FileServer, readers, Files),
      error(FileServer, readers, Files),
      request(Client, Intruder, Gossip),
      response(Intruder, Client, Gossip),
    ],
  })
}
