// Made by `kos gen` from kl/VfsSdCardFs.edl. Do not edit.
//
// The virtual file system with file systems on an SD card.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
/* eslint-disable */

import type { EntityInfo, InterfaceSizes } from '@kos/libkos'
import { VfsFilesystem } from './VfsFilesystem.idl.ts'
import { VfsSession } from './VfsSession.idl.ts'
import { VfsFile } from './VfsFile.idl.ts'
import { VfsBuffer } from './VfsBuffer.idl.ts'

/** The class of the process. */
export const className = 'kl.VfsSdCardFs'

/** The endpoints of kl.VfsSdCardFs, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly 'vfs.fs': VfsFilesystem
  readonly 'vfs.session': VfsSession
  readonly 'vfs.file': VfsFile
  readonly 'vfs.buffer': VfsBuffer
} = {
  'vfs.fs': VfsFilesystem,
  'vfs.session': VfsSession,
  'vfs.file': VfsFile,
  'vfs.buffer': VfsBuffer,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.Vfs.fs', riid: 0, interface: 'kl.VfsFilesystem' },
  { name: 'vfs.fs', riid: 0, interface: 'kl.VfsFilesystem' },
  { name: 'kl.Vfs.session', riid: 1, interface: 'kl.VfsSession' },
  { name: 'vfs.session', riid: 1, interface: 'kl.VfsSession' },
  { name: 'kl.Vfs.file', riid: 2, interface: 'kl.VfsFile' },
  { name: 'vfs.file', riid: 2, interface: 'kl.VfsFile' },
  { name: 'kl.Vfs.buffer', riid: 3, interface: 'kl.VfsBuffer' },
  { name: 'vfs.buffer', riid: 3, interface: 'kl.VfsBuffer' },
]

/** What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as `{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`. */
export const entityInfo: EntityInfo = {
  eiid: className,
  max_endpoints: 4,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'kl.VfsSdCardFs', components: [
    { name: 'vfs', type: 'kl.Vfs', components: [] },
  ] },
}

/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */
export const sizes: InterfaceSizes = { request: 72, requestArena: 8192, response: 120, responseArena: 4096 }
