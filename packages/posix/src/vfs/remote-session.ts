// A session at a VFS process, as its client has it.

import { type Handle, INVALID_HANDLE, type Kos } from '@kos/libkos'
import type { Credentials } from '../fs/credentials.ts'
import { Identity } from '../fs/identity.ts'
import { VfsFilesystem } from '../generated/kl/VfsFilesystem.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import { RemoteBuffers } from './remote-buffers.ts'
import type { FileHome } from './remote-file.ts'
import { RemoteCalls, type RemoteTarget, VfsEndpoint } from './remote-calls.ts'

/** One session. */
export class RemoteSession implements RemoteTarget, FileHome {
  readonly handle: Handle
  /** Its paths must be plain: see plain-path.ts. */
  readonly isPlain: boolean
  readonly buffers: RemoteBuffers = new RemoteBuffers()
  readonly isOfFile = false
  /** Who the session is: its profile, and what `setId` made of it. */
  readonly identity: Identity
  /** The working directory of a plain session: the server is told whole paths. */
  directory = '/'
  readonly #onLost: (kos: Kos, session: RemoteSession) => void
  #isLost = false

  constructor(
    handle: Handle,
    isPlain: boolean,
    credentials: Credentials,
    onLost: (kos: Kos, session: RemoteSession) => void,
  ) {
    this.handle = handle
    this.isPlain = isPlain
    this.identity = new Identity(credentials)
    this.#onLost = onLost
  }

  /** The server has ended. Only the first call does anything. */
  lost(kos: Kos): void {
    if (this.#isLost) return
    this.#isLost = true
    this.close(kos)
    this.#onLost(kos, this)
  }

  /** Gives its handle and its buffers back. */
  close(kos: Kos): void {
    this.buffers.close(kos)
    kos.KnHandleClose(this.handle)
  }
}

/**
 * Opens a session with a profile over a connection. Resolves with a negated error number if there
 * is none: EACCES (the policy or the server refuses the profile), EIO (no such connection, or the
 * server is gone), EMFILE, ENFILE, ENOENT (the root of the profile).
 */
export async function openSession(
  thread: IoThread,
  connection: RemoteTarget,
  profile: string,
  onLost: (kos: Kos, session: RemoteSession) => void,
): Promise<RemoteSession | number> {
  let session: RemoteSession | null = null
  const calls = RemoteCalls.of(thread.kos)
  const result = await calls.call(
    connection,
    VfsEndpoint.fs,
    VfsFilesystem.OpenSession,
    { profile },
    thread.signal,
    ({ isPlain, session: { handle }, ...credentials }) => {
      if (handle === INVALID_HANDLE) return false
      session = new RemoteSession(handle, isPlain !== 0, credentials, onLost)
      return true
    },
  )
  return session ?? result
}
