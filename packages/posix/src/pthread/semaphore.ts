// Semaphores: `sem_t` over that of `@kos/sync`, without a name (sem_init) or with one (sem_open).
//
// Named semaphores are of the process that opens them (documented): a table by name. One that was
// unlinked has no name, and lives until it is closed as often as it was opened.

import { Semaphore } from '@kos/sync'
import { EEXIST, EFAULT, EINVAL, EBUSY, EMFILE, ENAMETOOLONG, ENOENT, ENOTSUP } from '../errno.ts'
import { utf8Length } from '../fs/file-name.ts'
import { O_CREAT, O_EXCL } from '../fs/open-flags.ts'
import { NAME_MAX, SEM_NSEMS_MAX, SEM_VALUE_MAX } from '../limits.ts'
import type { PosixProcess } from '../runtime/posix-process.ts'
import { Struct } from './struct.ts'

/** A semaphore: `const sem = new sem_t()` for sem_init, or what sem_open answers. */
export class sem_t extends Struct<Semaphore> {
  constructor() {
    super(null)
  }
}

/** What sem_open answers if it fails. */
export const SEM_FAILED = null

function isValue(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= SEM_VALUE_MAX
}

/**
 * 0; or a negated errno: EFAULT: no sem_t; ENOTSUP: shared by processes (documented); EINVAL: the
 * value is no integer from 0 to SEM_VALUE_MAX; EBUSY: threads wait.
 */
export function initSemaphore(sem: unknown, shared: unknown, value: unknown): number {
  if (shared !== 0) return -ENOTSUP
  if (!isValue(value)) return -EINVAL
  if ((Struct.read(sem, Semaphore)?.waiting ?? 0) > 0) return -EBUSY
  return Struct.write(sem, sem_t, new Semaphore(value)) ? 0 : -EFAULT
}

interface Named {
  readonly sem: sem_t
  /** Null once it was unlinked. */
  name: string | null
  opened: number
}

/** The named semaphores of a process. */
export class NamedSemaphores {
  readonly #byName: Map<string, Named> = new Map()
  readonly #bySem: Map<sem_t, Named> = new Map()

  static of(process: PosixProcess): NamedSemaphores {
    return process.local(NamedSemaphores, () => new NamedSemaphores())
  }

  /** True for one that sem_open answered and that is not closed. */
  has(sem: unknown): boolean {
    return this.#bySem.has(sem as sem_t)
  }

  /** The semaphore, or a negated errno: see `sem_open`. */
  open(name: unknown, oflag: unknown, value: unknown): sem_t | number {
    const fault = nameFault(name)
    if (fault !== 0) return -fault
    if (!Number.isInteger(oflag)) return -EINVAL
    const flags = oflag as number
    const found = this.#byName.get(name as string)
    if (found !== undefined) {
      if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) return -EEXIST
      found.opened++
      return found.sem
    }
    if ((flags & O_CREAT) === 0) return -ENOENT
    if (!isValue(value)) return -EINVAL
    return this.#bySem.size === SEM_NSEMS_MAX ? -EMFILE : this.#make(name as string, value)
  }

  /** 0, or -EINVAL: no open one. With the last close of one that was unlinked it is gone. */
  close(sem: unknown): number {
    const found = this.#bySem.get(sem as sem_t)
    if (found === undefined || found.opened === 0) return -EINVAL
    found.opened--
    this.#forgetUnused(found)
    return 0
  }

  /** 0, or a negated errno: ENOENT: none has this name; ENAMETOOLONG. */
  unlink(name: unknown): number {
    const fault = nameFault(name)
    if (fault !== 0) return fault === EINVAL ? -ENOENT : -fault
    const found = this.#byName.get(name as string)
    if (found === undefined) return -ENOENT
    this.#byName.delete(name as string)
    found.name = null
    this.#forgetUnused(found)
    return 0
  }

  #make(name: string, value: number): sem_t {
    const sem = new sem_t()
    Struct.write(sem, sem_t, new Semaphore(value))
    const made: Named = { sem, name, opened: 1 }
    this.#byName.set(name, made)
    this.#bySem.set(sem, made)
    return sem
  }

  #forgetUnused(named: Named): void {
    if (named.name !== null || named.opened > 0) return
    this.#bySem.delete(named.sem)
    Struct.write(named.sem, sem_t, null)
  }
}

// 0, or why a value is no name: a slash, and one to NAME_MAX bytes without another one.
function nameFault(name: unknown): number {
  if (typeof name !== 'string') return EFAULT
  if (name.length > NAME_MAX + 1 || utf8Length(name) > NAME_MAX + 1) return ENAMETOOLONG
  const rest = name.slice(1)
  const isName = name.startsWith('/') && rest !== '' && !rest.includes('/')
  return isName && !rest.includes('\0') ? 0 : EINVAL
}
