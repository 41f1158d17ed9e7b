// What the POSIX threads of a process share: descriptors, files, network, and what the families keep.

import type { Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { DescriptorTable } from '../io/descriptor-table.ts'
import type { Files } from '../io/files.ts'
import type { Network } from '../io/network.ts'
import type { PosixThread } from './posix-thread.ts'

/** How the files and the network of a process are chosen: by the first `posix` of it. */
export interface PosixOptions {
  /** Where its files are. If left out: a tree in memory of its own (runtime/default-files.ts). */
  readonly files?: Files
  /** Where its sockets come from. If left out there are none. */
  readonly network?: Network
}

/** What a process is made of. */
export interface ProcessParts {
  readonly files: Files
  readonly network: Network | null
  readonly functionsOf: (thread: PosixThread) => object
}

/** The POSIX state of one process. */
export class PosixProcess {
  readonly descriptors: DescriptorTable = new DescriptorTable()
  readonly files: Files
  readonly network: Network | null
  /** The POSIX threads by their id. */
  readonly threads: Map<number, PosixThread> = new Map()
  /** Threads that pthread_create made and that are not over. */
  created = 0
  /** The functions of a thread. */
  readonly functionsOf: (thread: PosixThread) => object
  readonly #locals: Map<object, object> = new Map()

  constructor({ files, network, functionsOf }: ProcessParts) {
    this.files = files
    this.network = network
    this.functionsOf = functionsOf
  }

  /**
   * The thread whose code runs now, as far as can be told from here: one that does not wait. A server
   * loop waits without that being known, so other threads come first.
   */
  get running(): PosixThread | undefined {
    let server: PosixThread | undefined
    for (const thread of this.threads.values()) {
      if (thread.sys.pending !== null) continue
      if (thread.sys.serving === null) return thread
      server ??= thread
    }
    return server
  }

  /** State of the process that a family keeps under `key`. `make` makes the first. */
  local<T extends object>(key: object, make: () => T): T {
    let kept = this.#locals.get(key)
    if (kept === undefined) this.#locals.set(key, (kept = make()))
    return kept as T
  }

  /** That of the process that a thread is in; `make` makes the first. */
  static of(kos: Kos, make: () => PosixProcess): PosixProcess {
    return sysOf(kos).process.local(PosixProcess, make)
  }
}
