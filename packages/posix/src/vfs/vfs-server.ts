// What the threads of a VFS process share: the mounts, the profiles, the objects that clients have,
// and which thread is which.

import { type Caller, INVALID_HANDLE, type Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { EACCES, ENFILE } from '../errno.ts'
import type { Credentials } from '../fs/credentials.ts'
import type { Identity } from '../fs/identity.ts'
import type { MountTable } from '../fs/mount-table.ts'
import { Namespace } from '../fs/namespace.ts'
import type {
  OpenSessionRequest,
  OpenSessionResponseInit,
  VfsFilesystemImplementation,
} from '../generated/kl/VfsFilesystem.idl.ts'
import { LocalFiles } from '../io/local-files.ts'
import { ServedObjects } from './served-objects.ts'
import { ServedSession } from './served-session.ts'
import { type Relief, ServiceThread } from './service-thread.ts'
import { SharedBuffers } from './shared-buffers.ts'
import type { VfsClient, VfsOptions } from './vfs-options.ts'

/** The state of a VFS process, and its endpoint `fs`. */
export class VfsServer implements VfsFilesystemImplementation {
  readonly objects: ServedObjects
  readonly buffers: SharedBuffers
  readonly #mounts: MountTable
  readonly #clients: Readonly<Record<string, VfsClient>> | null
  readonly #threads: Map<number, ServiceThread> = new Map()

  /** Throws RetcodeError if no receiver of notifications is left. */
  constructor(kos: Kos, mounts: MountTable, clients: VfsOptions['clients']) {
    this.#mounts = mounts
    this.#clients = clients ?? null
    this.objects = new ServedObjects(kos)
    this.buffers = new SharedBuffers(this.objects)
  }

  /** A thread begins to serve, or to reap. */
  addThread(kos: Kos, relief: Relief | null = null): ServiceThread {
    const thread = new ServiceThread(kos, relief)
    this.#threads.set(sysOf(kos).tid, thread)
    return thread
  }

  /** The thread that serves a call. */
  threadOf({ server }: Caller): ServiceThread {
    return this.#threads.get(server) as ServiceThread
  }

  async OpenSession(
    { profile }: OpenSessionRequest,
    caller: Caller,
  ): Promise<OpenSessionResponseInit> {
    const client = this.#clientOf(profile)
    if (client === null) return refused(-EACCES)
    if (!this.objects.admit()) return refused(-ENFILE)
    const { root = '/', umask = 0o022, plainPaths: isPlain = false } = client
    const thread = this.threadOf(caller)
    const namespace = new Namespace(this.#mounts, { umask, followsLinks: !isPlain })
    const files = new LocalFiles(namespace, caller.process)
    const fault = await enter(thread, files, root)
    if (fault < 0) {
      files.close()
      this.objects.dismiss()
      return refused(fault)
    }
    const credentials = credentialsOf(client)
    become(namespace.identity, credentials)
    const session = new ServedSession(this, files, { isConfined: root !== '/', isPlain })
    return {
      result: 0,
      isPlain: isPlain ? 1 : 0,
      ...credentials,
      session: this.objects.watched(thread, session),
    }
  }

  #clientOf(profile: string): VfsClient | null {
    if (this.#clients === null) return {}
    return Object.hasOwn(this.#clients, profile) ? (this.#clients[profile] as VfsClient) : null
  }
}

/** Makes a directory the root and the working directory, before the session is that of its user. */
async function enter(thread: ServiceThread, files: LocalFiles, root: string): Promise<number> {
  if (root === '/') return 0
  const fault = await files.chroot(thread, root)
  return fault < 0 ? fault : files.chdir(thread, null, '/')
}

function credentialsOf({ uid = 0, gid = 0, groups = [] }: VfsClient): Credentials {
  return { uid, gid, groups }
}

/** The user of a session. Only what comes before it is done by root. */
function become(identity: Identity, credentials: Credentials): void {
  identity.effective = credentials
  identity.uid = identity.savedUid = credentials.uid
  identity.gid = identity.savedGid = credentials.gid
}

function refused(result: number): OpenSessionResponseInit {
  return { result, isPlain: 0, uid: 0, gid: 0, groups: [], session: INVALID_HANDLE }
}
