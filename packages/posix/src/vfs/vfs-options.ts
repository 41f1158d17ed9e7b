// What the solution decides about a VFS process: its file systems, and what its clients see of them.

import type { Kos } from '@kos/libkos'
import type { MountTable } from '../fs/mount-table.ts'

/** What the sessions of one profile see, and as whom. */
export interface VfsClient {
  /** The directory that is the root of the session: no path leads out of it. `/` if left out. */
  readonly root?: string
  /** The user; 0, who may do all, if left out. */
  readonly uid?: number
  /** The group; 0 if left out. */
  readonly gid?: number
  /** Supplementary groups; none if left out. */
  readonly groups?: readonly number[]
  /** Permissions that new files do not get; 0o022 if left out. */
  readonly umask?: number
  /**
   * True: the server takes absolute normalised paths only, and follows no symbolic link. So the path
   * of a request says where the file is, and a policy can judge it (plain-path.ts). False if left
   * out.
   */
  readonly plainPaths?: boolean
}

/** A VFS process. */
export interface VfsOptions {
  /** Makes its file systems, when the process starts, with the `kos` of its first thread. */
  readonly mounts: (kos: Kos) => MountTable | Promise<MountTable>
  /**
   * Profiles by name: a session of any other name is refused (EACCES). If left out, every name has
   * the whole tree as user 0.
   */
  readonly clients?: Readonly<Record<string, VfsClient>>
  /**
   * Names of the connections that it serves. If left out: the one in its environment variable
   * `_VFS_FILESYSTEM_BACKEND=server:<name>`, or else that of its class.
   */
  readonly channels?: readonly string[]
  /** Threads that serve the clients of one connection name; 4 if left out. */
  readonly threads?: number
}
