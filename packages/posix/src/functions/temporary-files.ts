// Files and directories with names of their own: `mkstemp` and `mkdtemp` of stdlib.h.

import { EEXIST, EFAULT, EINVAL } from '../errno.ts'
import { O_CREAT, O_EXCL, O_RDWR } from '../fs/open-flags.ts'
import { Out } from '../out.ts'
import type { Family } from '../runtime/family.ts'
import { openDescriptor } from '../runtime/open-descriptor.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions of stdlib.h for temporary files. */
export interface TemporaryFilesApi {
  /**
   * Makes a file, for its owner only, and opens it to read and write. `template.value` ends with
   * XXXXXX, which is replaced; it stays if that fails. Resolves with the descriptor. -1: EINVAL (it
   * ends otherwise), EFAULT (no Out with a text), EEXIST (all that were tried are there), those of
   * `open`.
   */
  readonly mkstemp: (template: Out<string>) => Promise<number>
  /** Makes a directory likewise, and resolves with its path. null: likewise, those of `mkdir`. */
  readonly mkdtemp: (template: Out<string>) => Promise<string | null>
}

const suffix = 'XXXXXX'
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const attempts = 100

/** The names of a process: a sequence that begins with the time, so that processes differ. */
class TemporaryNames {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** Another name for a template. */
  next(template: string): string {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0
    // The low bits of such a sequence repeat soon.
    let rest = Math.floor(this.#state / 2) * 31
    let name = ''
    for (let i = 0; i < suffix.length; i++) {
      name = letters.charAt(rest % letters.length) + name
      rest = Math.floor(rest / letters.length)
    }
    return template.slice(0, -suffix.length) + name
  }
}

function namesOf(thread: PosixThread): TemporaryNames {
  const { time } = thread.kos.KnGetSystemTime()
  const seed = (time?.sec ?? 0) ^ (time?.nsec ?? 0)
  return thread.process.local(TemporaryNames, () => new TemporaryNames(seed))
}

/** Tries names until one is free. Answers what `make` did, or a negated error number. */
async function withName(
  thread: PosixThread,
  template: Out<string>,
  make: (path: string) => Promise<number> | number,
): Promise<number> {
  const value = Out.take(template)
  if (typeof value !== 'string') return -EFAULT
  if (!value.endsWith(suffix)) return -EINVAL
  const names = namesOf(thread)
  for (let i = 0; i < attempts; i++) {
    const path = names.next(value)
    const answer = await make(path)
    if (answer >= 0) Out.put(template, path)
    if (answer !== -EEXIST) return answer
  }
  return -EEXIST
}

function mkstemp(thread: PosixThread, template: Out<string>): Promise<number> {
  const oflag = O_RDWR | O_CREAT | O_EXCL
  return withName(thread, template, (path) => openDescriptor(thread, null, path, oflag, 0o600))
}

async function mkdtemp(thread: PosixThread, template: Out<string>): Promise<string | null> {
  const { files } = thread.process
  const answer = await withName(thread, template, (path) => files.mkdir(thread, null, path, 0o700))
  if (answer >= 0) return Out.take(template) as string
  thread.fail(-answer)
  return null
}

/** Temporary files. */
export const temporaryFiles: Family<TemporaryFilesApi> = {
  mkstemp: (thread) => (template) => thread.promise(mkstemp(thread, template)),
  mkdtemp: (thread) => (template) => mkdtemp(thread, template),
}
