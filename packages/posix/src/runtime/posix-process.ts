// What the POSIX threads of a process share: descriptors, files, network, and what the families keep.

import type { Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import type { TerminalInput } from '../terminal/terminal-input.ts'
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
   * Where its sockets come from. If left out, and the environment names no network process
   * (`_VFS_NETWORK_BACKEND=client:CONNECTION`), there are none but those of `socketpair`.
   */
  readonly network?: Network
  /** Where its terminal input comes from. If left out: the declared file `stdin` of the process. */
  readonly input?: TerminalInput
}

/** What is done when the process exits: see `PosixProcess.exitSteps`. */
export type ExitStep = (thread: PosixThread) => Promise<unknown> | unknown

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
  /**
   * What `exit` does after the functions of `atexit`, in this order, before it closes descriptors.
   * Families add to it: the streams are flushed here.
   */
  readonly exitSteps: ExitStep[] = []
  /** Called in the last thread when it has exited, if the first one has, too. */
  lastThreadExited: ExitStep | null = null

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
