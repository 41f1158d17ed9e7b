// Made by `kos gen` from kl/Vfs.cdl. Do not edit.
//
// File systems for other processes. Clients reach fs over their connection; sessions, open files and
// buffers are objects, each with handles of its own.
/* eslint-disable */

import { VfsFilesystem } from './VfsFilesystem.idl.ts'
import { VfsSession } from './VfsSession.idl.ts'
import { VfsFile } from './VfsFile.idl.ts'
import { VfsBuffer } from './VfsBuffer.idl.ts'

/** The endpoints of kl.Vfs, in the order of their RIIDs: `program({ endpoints, endpointInfo }, ...)`. */
export const endpoints: {
  readonly fs: VfsFilesystem
  readonly session: VfsSession
  readonly file: VfsFile
  readonly buffer: VfsBuffer
} = {
  fs: VfsFilesystem,
  session: VfsSession,
  file: VfsFile,
  buffer: VfsBuffer,
}

/** Every name that an endpoint has: by the type of what has it, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
  { name: 'kl.Vfs.fs', riid: 0, interface: 'kl.VfsFilesystem' },
  { name: 'fs', riid: 0, interface: 'kl.VfsFilesystem' },
  { name: 'kl.Vfs.session', riid: 1, interface: 'kl.VfsSession' },
  { name: 'session', riid: 1, interface: 'kl.VfsSession' },
  { name: 'kl.Vfs.file', riid: 2, interface: 'kl.VfsFile' },
  { name: 'file', riid: 2, interface: 'kl.VfsFile' },
  { name: 'kl.Vfs.buffer', riid: 3, interface: 'kl.VfsBuffer' },
  { name: 'buffer', riid: 3, interface: 'kl.VfsBuffer' },
]
