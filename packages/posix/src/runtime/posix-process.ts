// What the POSIX threads of a process share: descriptors, files, network, and what the families keep.

import type { Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { DescriptorTable } from '../io/descriptor-table.ts'
import type { Files } from '../io/files.ts'
import type { Network } from '../io/network.ts'
import { utf8Of } from '../text/utf8.ts'
import type { PosixThread } from './posix-thread.ts'
import { ProcessEnd } from './process-end.ts'

/** How the files and the network of a process are chosen: by the first `posix` of it. */
export interface PosixOptions {
  /** Where its files are. If left out: a tree in memory of its own (runtime/default-files.ts). */
  readonly files?: Files
  /**
   * Where its sockets come from. If left out there are none but those of `socketpair`. The variable
   * _VFS_NETWORK_BACKEND of the process, `client:CONNECTION`, goes before.
   */
  readonly network?: Network
}

/** The POSIX state of one process. */
export class PosixProcess {
  readonly descriptors: DescriptorTable = new DescriptorTable()
  readonly files: Files
  readonly network: Network | null
  /** The POSIX threads by their id. */
  readonly threads: Map<number, PosixThread> = new Map()
  readonly #locals: Map<object, object> = new Map()

  constructor({ files, network }: { readonly files: Files; readonly network: Network | null }) {
    this.files = files
    this.network = network
  }

  /** State of the process that a family keeps under `key`. `make` makes the first. */
  local<T extends object>(key: object, make: () => T): T {
    let kept = this.#locals.get(key)
    if (kept === undefined) this.#locals.set(key, (kept = make()))
    return kept as T
  }

  /** The process is over: what others share is given back (files, locks, working directory). */
  end(): void {
    this.descriptors.abandon()
    this.files.close()
  }

  /** That of the process that a thread is in; `make` makes the first. */
  static of(kos: Kos, make: () => PosixProcess): PosixProcess {
    const sys = sysOf(kos)
    return sys.process.local(PosixProcess, () => {
      const made = make()
      sys.process.observe(new ProcessEnd(sys, () => made.end()))
      return made
    })
  }

  /**
   * Writes a line to the standard error output. Nobody waits for it, and like in C nobody hears if it
   * could not be written.
   */
  complain(thread: PosixThread, line: string): void {
    const bytes = utf8Of(`${line}\n`)
    const answer = this.descriptors.get(2)?.write(thread, bytes, 0, bytes.length)
    if (answer instanceof Promise) void answer.catch(() => -1)
  }
}
