// The VFS process: a program that serves file systems to other processes (class kl.VfsEntity).

import { formatRetcode, INVALID_HANDLE, type Kos, program, type Program, rcOk } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { endpointInfo, endpoints } from '../generated/kl/VfsEntity.edl.ts'
import { defaultVfsThreads } from '../limits.ts'
import { backendOf } from '../runtime/backend.ts'
import { ServiceThreads, startThread, type VfsKos } from './service-threads.ts'
import type { VfsOptions } from './vfs-options.ts'
import { VfsServer } from './vfs-server.ts'

/**
 * The program of a VFS process, of class kl.VfsEntity, kl.VfsRamFs or kl.VfsSdCardFs. It ends with
 * code 1, and a line says why, if nobody connects to it under the names that it serves, or if it does
 * not get its threads; and as any program if `mounts` throws.
 */
export function vfsProcess(options: VfsOptions): Program<Kos> {
  return program({ endpoints, endpointInfo }, (kos) => run(kos, options))
}

async function run(kos: VfsKos, options: VfsOptions): Promise<number> {
  const names = channelsOf(kos, options)
  const listeners = names
    .map((name) => kos.ServiceLocatorRegister(name))
    .filter((listener) => listener !== INVALID_HANDLE)
  if (listeners.length === 0) {
    kos.log(`nobody connects to ${kos.name} as ${names.join(' or ')}`)
    return 1
  }
  const server = new VfsServer(kos, await options.mounts(kos), options.clients)
  const groups = listeners.map((listener) => new ServiceThreads(server, listener))
  const routines = [(own: VfsKos): Promise<void> => server.objects.reap(server.addThread(own))]
  const { threads = defaultVfsThreads } = options
  for (const group of groups)
    for (let count = 0; count < threads; count++) routines.push((own) => group.serve(own))
  // This thread is one of those that serve.
  const own = routines.pop()
  for (const routine of routines) {
    const rc = startThread(kos, routine)
    if (rc === rcOk) continue
    kos.log(`${kos.name} has no thread to serve with: ${formatRetcode(rc)}`)
    return 1
  }
  await own?.(kos)
  return 0
}

function channelsOf(kos: Kos, { channels }: VfsOptions): readonly string[] {
  if (channels !== undefined) return channels
  const { kind, channel } = backendOf(kos, 'FILESYSTEM')
  return kind === 'server' ? [channel] : [sysOf(kos).info.className]
}
