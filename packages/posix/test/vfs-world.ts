// A VFS process and its clients, on the real kernel. At the end nothing is left, neither in the kernel
// nor in the file system.

import type { Kos } from '@kos/libkos'
import type { FullKernelOptions } from '@kos/kernel'
import {
  MemoryFileSystem,
  MountTable,
  Namespace,
  type Posix,
  posix,
  type VfsOptions,
  vfsProcess,
} from '@kos/posix'

import { ManualClock } from './manual-clock.ts'
import { PosixWorld } from './posix-world.ts'

export const vfsName = 'kl.VfsEntity'
/** The environment of a client. */
export const clientEnv = { _VFS_FILESYSTEM_BACKEND: 'client:VFS1' }

export interface VfsWorldOptions extends Partial<VfsOptions> {
  readonly fileSystem?: MemoryFileSystem
  readonly kernel?: FullKernelOptions
}

/** A world with a VFS process, which serves a file system in memory. */
export class VfsWorld extends PosixWorld {
  readonly fileSystem: MemoryFileSystem
  readonly mounts: MountTable
  /** The whole tree, as root sees it in the VFS process. */
  readonly root: Namespace
  readonly #options: VfsOptions

  constructor({ fileSystem, kernel = {}, ...options }: VfsWorldOptions = {}) {
    super(kernel)
    this.fileSystem = fileSystem ?? new MemoryFileSystem({ clock: new ManualClock() })
    this.mounts = new MountTable(this.fileSystem)
    this.root = new Namespace(this.mounts)
    this.#options = { mounts: () => this.mounts, channels: ['VFS1'], ...options }
    this.startVfs()
  }

  /** Starts the VFS process. */
  startVfs(): void {
    this.start(vfsProcess(this.#options), vfsName)
  }

  /** Makes a client that the test acts as. */
  override client(name: string, env: Readonly<Record<string, string>> = clientEnv): void {
    this.kernel.spawn(null, { name, connections: { VFS1: vfsName }, env })
  }

  /** Acts as a process from now on; the kernel runs when the test lets it. */
  begin<T>(name: string, routine: (functions: Posix, kos: Kos) => Promise<T>): Promise<T> {
    const done = this.kernel.as(name, (kos: Kos) => routine(posix(kos), kos))
    done.catch(() => {})
    return done
  }

  /** Lets the kernel run until something is done. */
  async until<T>(done: Promise<T>): Promise<T> {
    await this.kernel.run({ until: done })
    return done
  }
}
