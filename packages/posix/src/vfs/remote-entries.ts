// The entries of an open directory of a VFS process: one request brings many, which are kept until
// they are read. The program sees the offset behind the entry that it read last; the server may be
// ahead.
//
// Once others have the open file, too, each request brings one entry, so that all see one offset.
//
// Threads of the process may read and seek at the same time. What arrives from before a seek is
// dropped, and the server is then told the offset again (`isAstray`).

import { EINTR } from '../errno.ts'
import type { DirectoryEntry } from '../fs/file-stat.ts'
import { SEEK_CUR, SEEK_SET } from '../fs/open-flags.ts'
import { VfsFile } from '../generated/kl/VfsFile.idl.ts'
import { type Entry, MaxEntries } from '../generated/kl/VfsTypes.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import { RemoteCalls, type RemoteTarget, VfsEndpoint } from './remote-calls.ts'

/** The reader of one open directory. */
export class RemoteEntries {
  readonly #target: RemoteTarget
  /** Whether no other process has the open file: then the offset is known here. */
  #isAlone: boolean
  #kept: readonly Entry[] = []
  #next = 0
  /** That of the entry that was read last. */
  #offset = 0
  /** Seeks so far. */
  #epoch = 0
  /** The offset of the server may be anywhere. */
  #isAstray = false

  constructor(target: RemoteTarget, isAlone: boolean) {
    this.#target = target
    this.#isAlone = isAlone
  }

  /** Writes the next entry. Resolves with 1, 0 at the end, or a negated error number. */
  async read(thread: IoThread, into: DirectoryEntry): Promise<number> {
    while (!this.#take(into)) {
      const count = await this.#fetch(thread)
      if (count <= 0) return count
    }
    return 1
  }

  /** Moves the offset. Resolves with it, or a negated error number. */
  async seek(thread: IoThread, offset: number, whence: number): Promise<number> {
    if (this.#isAlone && whence === SEEK_CUR && offset === 0) return this.#offset
    const fault = whence === SEEK_SET ? 0 : await this.#settle(thread)
    return fault < 0 ? fault : this.#seekServer(thread, offset, whence)
  }

  /** Others get the open file: the offset of the server is that of the program from now on. */
  async share(thread: IoThread): Promise<number> {
    const fault = await this.#settle(thread)
    if (fault >= 0) this.#isAlone = false
    return fault
  }

  #take(into: DirectoryEntry): boolean {
    const entry = this.#kept[this.#next]
    if (entry === undefined) return false
    this.#next++
    this.#offset = Number(entry.next)
    into.ino = Number(entry.ino)
    into.type = entry.type
    into.name = entry.name
    return true
  }

  async #fetch(thread: IoThread): Promise<number> {
    const { kos, signal } = thread
    const fault = await this.#settle(thread)
    if (fault < 0) return fault
    const epoch = this.#epoch
    const most = this.#isAlone ? MaxEntries : 1
    const result = await RemoteCalls.of(kos).call(
      this.#target,
      VfsEndpoint.file,
      VfsFile.ReadDir,
      { count: most },
      signal,
      ({ result: count, entries }) => this.#arrived(entries, count, epoch),
      most,
    )
    // The server may have moved the offset all the same.
    if (result === -EINTR) this.#isAstray = this.#isAlone
    return result
  }

  // False for what no server may answer.
  #arrived(entries: readonly Entry[], count: number, epoch: number): boolean {
    if (entries.length !== count || !entries.every(({ name }) => isEntryName(name))) return false
    if (epoch === this.#epoch) {
      this.#kept = [...this.#kept.slice(this.#next), ...entries]
      this.#next = 0
    } else this.#isAstray = this.#isAlone
    return true
  }

  /** Has the server where the program is. */
  async #settle(thread: IoThread): Promise<number> {
    const isThere = !this.#isAstray && this.#next === this.#kept.length
    return isThere || !this.#isAlone ? 0 : this.#seekServer(thread, this.#offset, SEEK_SET)
  }

  async #seekServer({ kos, signal }: IoThread, offset: number, whence: number): Promise<number> {
    let position = 0
    const values = { offset: BigInt(offset), whence }
    const result = await RemoteCalls.of(kos).call(
      this.#target,
      VfsEndpoint.file,
      VfsFile.Seek,
      values,
      signal,
      (response) => {
        position = Number(response.position)
        this.#moved(position)
      },
    )
    return result < 0 ? result : position
  }

  #moved(offset: number): void {
    this.#epoch++
    this.#kept = []
    this.#next = 0
    this.#offset = offset
    this.#isAstray = false
  }
}

// Whether it can be the name of an entry: a program makes paths of it.
function isEntryName(name: string): boolean {
  return name !== '' && !name.includes('/') && !name.includes('\0')
}
