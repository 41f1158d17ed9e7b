// The demo as a solution: four processes, their connections, and the policy that says who may do what.

import { any, core, defineSolution, error, execute, request, response, type Solution } from '@kos/kernel'
import Client from './client.ts'
import FileServer from './file-server.ts'
import { blockSize, Files } from './files.ts'
import Intruder, { Gossip } from './intruder.ts'
import Unlucky from './unlucky.ts'

const readers = [Client, Unlucky]

/** The solution that serves these bytes. */
export function demoSolution(content: Uint8Array): Solution {
  return defineSolution({
    programs: { FileServer, Intruder, Unlucky, Client },
    connections: {
      Client: { files: 'FileServer', gossip: 'Intruder' },
      Unlucky: { files: 'FileServer' },
      Intruder: { files: 'FileServer' },
    },
    files: { FileServer: { content } },
    policy: [
      execute(),
      request(any, core),
      request(readers, FileServer, Files),
      request(readers, FileServer, Files.UseResource, ({ message }) => message.length <= blockSize),
      response(FileServer, readers, Files),
      error(FileServer, readers, Files),
      request(Client, Intruder, Gossip),
      response(Intruder, Client, Gossip),
    ],
  })
}
