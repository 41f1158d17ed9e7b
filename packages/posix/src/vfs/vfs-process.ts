// The VFS process: a program that serves file systems to other processes (class kl.VfsEntity).

import {
  formatRetcode,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  program,
  type Program,
  rcOk,
  serve,
  type Serving,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { className, endpointInfo, endpoints } from '../generated/kl/VfsEntity.edl.ts'
import { defaultVfsThreads } from '../limits.ts'
import { backendOf } from './backend.ts'
import type { VfsOptions } from './vfs-options.ts'
import { VfsServer } from './vfs-server.ts'

type VfsKos = Kos & Serving<typeof endpoints>

/**
 * The program of a VFS process, of class kl.VfsEntity, kl.VfsRamFs or kl.VfsSdCardFs. It ends with
 * code 1, and a line says why, if nobody connects to it under the names that it serves, or if it does
 * not get its threads; and as any program if `mounts` throws.
 */
export function vfsProcess(options: VfsOptions): Program<Kos> {
  return program({ endpoints, endpointInfo }, (kos) => run(kos, options))
}

async function run(kos: VfsKos, options: VfsOptions): Promise<number> {
  const { threads = defaultVfsThreads } = options
  const names = channelsOf(kos, options)
  const listeners = names
    .map((name) => kos.ServiceLocatorRegister(name))
    .filter((listener) => listener !== INVALID_HANDLE)
  const [first] = listeners
  if (first === undefined) {
    kos.log(`nobody connects to ${kos.name} as ${names.join(' or ')}`)
    return 1
  }
  const server = new VfsServer(kos, await options.mounts(kos), options.clients)
  const start = (routine: (own: VfsKos) => Promise<void>): boolean => {
    const { rc } = kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, null, 0)
    if (rc !== rcOk) kos.log(`${kos.name} has no thread to serve with: ${formatRetcode(rc)}`)
    return rc === rcOk
  }
  if (!start((own) => server.objects.reap(server.addThread(own)))) return 1
  for (const listener of listeners) {
    // The first name has this thread as well.
    for (let count = listener === first ? 1 : 0; count < threads; count++)
      if (!start((own) => serveIn(own, listener, server))) return 1
  }
  await serveIn(kos, first, server)
  return 0
}

async function serveIn(kos: VfsKos, listener: Handle, server: VfsServer): Promise<void> {
  server.addThread(kos)
  await serve(kos, listener, {
    'vfs.fs': server,
    'vfs.session': null,
    'vfs.file': null,
    'vfs.buffer': null,
  })
}

function channelsOf(kos: Kos, { channels }: VfsOptions): readonly string[] {
  if (channels !== undefined) return channels
  const { kind, channel } = backendOf(kos)
  return kind === 'server' ? [channel] : [className]
}
