// Open files of a VFS process that go from one process to another: as a handle, which the one sends
// in a message and the other makes a descriptor of. No path and no session goes with it.
//
// The handle is the sender's: it may revoke what came of it (KnHandleRevoke), or close it after the
// message was sent.

import type { Handle } from '@kos/libkos'
import { EBADF, EINVAL, EOPNOTSUPP } from '../errno.ts'
import { VfsFile } from '../generated/kl/VfsFile.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import { PosixFunctions } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { RemoteBuffers } from './remote-buffers.ts'
import { RemoteCalls, VfsEndpoint } from './remote-calls.ts'
import { type OpenedFile, RemoteFile } from './remote-file.ts'

/**
 * A handle of the open file behind a descriptor, for another process: with the same offset, and
 * `isReadOnly` without the right to change anything. `posix` is that of the calling thread.
 * Resolves with the handle, which the caller closes. -1: EBADF; EOPNOTSUPP (no file of a VFS
 * process); EMFILE, ENFILE, EIO.
 */
export function shareFile(
  posix: object,
  fildes: number,
  { isReadOnly = false }: { readonly isReadOnly?: boolean } = {},
): Promise<number> {
  const thread = threadOf(posix)
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return thread.promise(-EBADF)
  if (!(description instanceof RemoteFile)) return thread.promise(-EOPNOTSUPP)
  return thread.promise(description.share(thread, isReadOnly))
}

/**
 * Makes a descriptor of a handle that another process shared. The handle is the descriptor's from
 * now on, unless it fails. -1: EBADF (no handle of an open file, or a revoked one), EMFILE, EIO,
 * EINVAL (no number).
 */
export async function adoptFile(posix: object, handle: number): Promise<number> {
  const thread = threadOf(posix)
  if (typeof handle !== 'number' || handle >>> 0 !== handle) return thread.fail(EINVAL)
  const described = await describe(thread, handle as Handle)
  if (typeof described === 'number') return thread.result(described)
  const buffers = new RemoteBuffers()
  const file = new RemoteFile({ buffers, isOfFile: true, lost: () => {} }, described)
  return thread.result(thread.process.descriptors.add(file))
}

async function describe(thread: IoThread, handle: Handle): Promise<OpenedFile | number> {
  let opened: OpenedFile | null = null
  const target = { handle, lost: () => {} }
  const result = await RemoteCalls.of(thread.kos).call(
    target,
    VfsEndpoint.file,
    VfsFile.Describe,
    {},
    thread.signal,
    ({ type, flags }) => {
      opened = { handle, type, flags, number: 0, path: '', isOwned: false }
    },
  )
  return opened ?? result
}

function threadOf(posix: object): PosixThread {
  const thread = PosixFunctions.threadOf(posix)
  if (thread === undefined) throw new TypeError('this is not what posix(kos) answers')
  return thread
}
