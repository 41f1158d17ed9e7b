// What explorers know of the functions of `kos`: which of them may block, and how an operation on a
// lock, an event or a semaphore reads in an interleaving. `operating-host.ts` wraps the functions.

import type { Kos } from '@kos/libkos'
import { type SyncState, syncStateOf } from '@kos/libkos/kos/sync_types'

type Answer<K extends keyof Kos> = Kos[K] extends (...args: never[]) => infer R ? R : never
type BlockingName = {
  [K in keyof Kos]: Extract<Answer<K>, Promise<unknown>> extends never ? never : K
}[keyof Kos]

// The type holds it complete: all functions that answer with a promise. A function that does not is
// over when it returns, so no thread can come before it.
const blocking: { readonly [K in BlockingName]: true } = {
  Call: true,
  CallEx: true,
  EntityWait: true,
  KnCmConnect: true,
  KnCmListen: true,
  KnNoticeGetEvent: true,
  KnNoticeGetEventEx: true,
  KnSleep: true,
  KosCondvarWait: true,
  KosCondvarWaitTimeout: true,
  KosEventWait: true,
  KosEventWaitTimeout: true,
  KosMutexLock: true,
  KosMutexLockTimeout: true,
  KosQueuePop: true,
  KosRWLockRead: true,
  KosRWLockWrite: true,
  KosSemaphoreWait: true,
  KosSemaphoreWaitTimeout: true,
  KosThreadExit: true,
  KosThreadOnce: true,
  KosThreadSleep: true,
  KosThreadSuspend: true,
  KosThreadTerminate: true,
  KosThreadWait: true,
  KosThreadYield: true,
  NsCreate: true,
  NsEnumServices: true,
  NsPublishService: true,
  NsUnPublishService: true,
  Recv: true,
  RecvEx: true,
  Reply: true,
  loadImage: true,
  readAudit: true,
}

/** True for a function of `kos` that may block. */
export function isBlocking(name: string): boolean {
  return Object.hasOwn(blocking, name)
}

/** How a function reads, and of what kind the object is that it has as its first argument. */
type Phrase = readonly [verb: string, kind: string]

const phrases: { readonly [K in keyof Kos]?: Phrase } = {
  KosMutexLock: ['locks', 'mutex'],
  KosMutexLockTimeout: ['locks', 'mutex'],
  KosMutexTryLock: ['tries to lock', 'mutex'],
  KosMutexUnlock: ['unlocks', 'mutex'],
  KosCondvarSignal: ['signals', 'condvar'],
  KosCondvarBroadcast: ['broadcasts', 'condvar'],
  KosCondvarWait: ['waits at', 'condvar'],
  KosCondvarWaitTimeout: ['waits at', 'condvar'],
  KosEventSet: ['sets', 'event'],
  KosEventReset: ['resets', 'event'],
  KosEventWait: ['waits for', 'event'],
  KosEventWaitTimeout: ['waits for', 'event'],
  KosSemaphoreSignal: ['signals', 'semaphore'],
  KosSemaphoreSignalN: ['signals', 'semaphore'],
  KosSemaphoreWait: ['takes a permit of', 'semaphore'],
  KosSemaphoreWaitTimeout: ['takes a permit of', 'semaphore'],
  KosSemaphoreTryWait: ['tries to take a permit of', 'semaphore'],
  KosRWLockRead: ['reads', 'rwlock'],
  KosRWLockTryRead: ['tries to read', 'rwlock'],
  KosRWLockWrite: ['writes', 'rwlock'],
  KosRWLockTryWrite: ['tries to write', 'rwlock'],
  KosRWLockUnlock: ['unlocks', 'rwlock'],
}

// Of these it is told also that they woke nobody: it is how wake-ups are lost.
const waking: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'KosCondvarSignal',
  'KosCondvarBroadcast',
  'KosEventSet',
])

/** A call of a function of `kos` on a lock, an event or a semaphore. */
export class SyncOperation {
  /** As text: `locks mutex journal`. */
  readonly what: string
  readonly #object: unknown
  readonly #isWaking: boolean
  readonly #waiting: number

  constructor([verb, kind]: Phrase, name: string, object: unknown, before: SyncState) {
    this.what = `${verb} ${kind}${before.name === '' ? '' : ` ${before.name}`}`
    this.#object = object
    this.#isWaking = waking.has(name)
    this.#waiting = before.waiting
  }

  /** Whom it woke, when it is over: ` and wakes nobody`. Empty if that says nothing. */
  get woken(): string {
    const count = this.#waiting - (syncStateOf(this.#object)?.waiting ?? 0)
    if (count <= 0) return this.#isWaking ? ' and wakes nobody' : ''
    return ` and wakes ${count === 1 ? 'another thread' : `${count} threads`}`
  }

  /** The ids of threads that have ended and still own the object. */
  get deadOwners(): readonly number[] {
    const owners = syncStateOf(this.#object)?.owners ?? []
    return owners.flatMap(({ tid, isOver }) => (isOver ? tid : []))
  }
}

/** True for a function of which operations can be described. */
export function isDescribed(name: string): boolean {
  return Object.hasOwn(phrases, name)
}

/** The operation of a call; null if its object is none that the function works on. */
export function operationOf(name: string, args: readonly unknown[]): SyncOperation | null {
  const phrase = (phrases as Readonly<Record<string, Phrase | undefined>>)[name]
  const state = syncStateOf(args[0])
  if (phrase === undefined || state === undefined) return null
  return new SyncOperation(phrase, name, args[0], state)
}
