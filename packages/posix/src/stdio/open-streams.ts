// The streams of a process: which are open, the three standard ones, and what is done to all.

import { O_RDONLY, O_WRONLY } from '../fs/open-flags.ts'
import type { DescriptorTable } from '../io/descriptor-table.ts'
import type { PosixProcess } from '../runtime/posix-process.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { _IOLBF, _IONBF, EOF } from './buffering.ts'
import { FILE } from './file.ts'

/** The streams of one process. */
export class OpenStreams {
  readonly descriptors: DescriptorTable
  readonly stdin: FILE
  readonly stdout: FILE
  readonly stderr: FILE
  readonly #open: Set<FILE> = new Set()
  /** How many names of temporary files were made. */
  temporaryNames = 0

  constructor({ descriptors }: PosixProcess) {
    this.descriptors = descriptors
    this.stdin = this.add(0, O_RDONLY)
    this.stdout = this.add(1, O_WRONLY)
    this.stderr = this.add(2, O_WRONLY, _IONBF)
  }

  /** Those of the process of a thread. */
  static of({ process }: PosixThread): OpenStreams {
    return process.local(OpenStreams, () => {
      const streams = new OpenStreams(process)
      process.exitSteps.push(flushAll)
      return streams
    })
  }

  /** A stream over a descriptor. */
  add(fd: number, flags: number, buffering: number = -1): FILE {
    const file = new FILE(this, fd, flags, buffering)
    this.#open.add(file)
    return file
  }

  /** Closes a stream (`fclose`). */
  async close(thread: PosixThread, file: FILE): Promise<number> {
    const answer = await file.close(thread)
    this.#open.delete(file)
    return answer
  }

  /** A stream that was closed is open again. */
  readd(file: FILE): void {
    this.#open.add(file)
  }

  /** What a program has for a stream of this process, if it is one. */
  fileOf(stream: unknown): FILE | null {
    return stream instanceof FILE && stream.streams === this ? stream : null
  }

  /** Writes whole and begun lines, before somebody waits for input. Takes no lock of others. */
  async flushLines(thread: PosixThread): Promise<void> {
    for (const file of this.#open) {
      if (file.output.length === 0 || file.buffering !== _IOLBF) continue
      if (!file.lock.isTakenFor(thread))
        await file.lock.perform(thread, () => file.drain(thread), EOF)
    }
  }

  /** Writes what is in the buffers of all streams (`fflush` of none). EOF if one failed. */
  async flushEach(thread: PosixThread): Promise<number> {
    let answer = 0
    for (const file of this.#open) {
      if (file.isUntouched) continue
      if ((await file.lock.perform(thread, () => file.flush(thread), EOF)) < 0) answer = EOF
    }
    return answer
  }

  /** The same at the end of the process: no lock is waited for. */
  async flushAtExit(thread: PosixThread): Promise<void> {
    for (const file of this.#open) {
      if (file.isUntouched || file.lock.isBusyFor(thread)) continue
      if (file.lock.isTakenFor(thread)) await file.flush(thread)
      else await file.lock.perform(thread, () => file.flush(thread), EOF)
    }
  }
}

/**
 * Writes what is in the buffers of all streams of the process, as `exit` does. A stream that another
 * thread writes to or reads from at this moment is left alone; errors are nobody's, and `errno` stays.
 */
export async function flushAll(thread: PosixThread): Promise<void> {
  const { errno } = thread
  await OpenStreams.of(thread).flushAtExit(thread)
  thread.errno = errno
}
