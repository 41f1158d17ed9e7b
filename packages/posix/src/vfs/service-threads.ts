// The threads that serve the clients of one connection name: as many as there should be, whoever of
// them waits for a client that may keep it for long.

import {
  type Handle,
  type Kos,
  rcOk,
  type Retcode,
  serve,
  type Serving,
  ThreadPriorityNormal,
} from '@kos/libkos'
import type { endpoints } from '../generated/kl/VfsEntity.edl.ts'
import { maxLongWaits } from '../limits.ts'
import type { VfsServer } from './vfs-server.ts'

/** What a thread of the VFS process has. */
export type VfsKos = Kos & Serving<typeof endpoints>

/** Starts a thread; the code says why there is none. */
export function startThread(kos: VfsKos, routine: (own: VfsKos) => Promise<void>): Retcode {
  return kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, null, 0).rc
}

/** The threads for one listener. */
export class ServiceThreads {
  readonly #server: VfsServer
  readonly #listener: Handle
  #waiting = 0
  /** Threads beyond those that there should be. */
  #spare = 0

  constructor(server: VfsServer, listener: Handle) {
    this.#server = server
    this.#listener = listener
  }

  /** Serves in the calling thread, until the listener is closed. */
  async serve(kos: VfsKos): Promise<void> {
    this.#server.addThread(kos, {
      leave: () => this.#leave(kos),
      comeBack: () => this.#comeBack(),
    })
    await serve(kos, this.#listener, {
      'vfs.fs': this.#server,
      'vfs.session': null,
      'vfs.file': null,
      'vfs.buffer': null,
    })
  }

  #leave(kos: VfsKos): boolean {
    if (this.#waiting >= maxLongWaits) return false
    if (this.#spare > 0) this.#spare--
    else if (startThread(kos, (own) => this.serve(own)) !== rcOk) return false
    this.#waiting++
    return true
  }

  #comeBack(): void {
    this.#waiting--
    this.#spare++
  }
}
