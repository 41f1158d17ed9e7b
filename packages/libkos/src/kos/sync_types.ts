// The structs of the documented headers `kos/sync_types.h` and `kos/thread.h` that C programs
// allocate: opaque objects here, made by the documented initialisers.
//
// Each holds a mechanism of `@kos/sync`, which an initialiser puts there and a Deinit takes away. A
// process makes them and only its own threads use them.

import { frozenClass } from '@kos/retcode'
import { Condvar, Event, KOS_SEMAPHORE_VALUE_MAX, Mutex, Once, RWLock, Semaphore } from '@kos/sync'
import type { ThreadWaiter } from '../runtime/thread-waiter.ts'

export { KOS_SEMAPHORE_VALUE_MAX }

class SyncHolder<T extends object> {
  #inner: T | null

  /** Use the initialisers. */
  constructor(inner: T | null) {
    this.#inner = inner
  }

  /** @internal The mechanism of `value`, if it is such a struct and holds a `kind`. */
  static read<T extends object>(
    value: unknown,
    kind: abstract new (...args: never[]) => T,
  ): T | undefined {
    if (Object(value) !== value || !(#inner in (value as object))) return undefined
    const inner = (value as SyncStruct<T>).#inner
    return inner instanceof kind ? inner : undefined
  }

  /**
   * @internal Puts something inside; false if `value` is no such object, or holds another kind of
   * thing.
   */
  static write<T extends object>(
    value: unknown,
    kind: abstract new (...args: never[]) => T,
    inner: T | null,
  ): boolean {
    if (Object(value) !== value || !(#inner in (value as object))) return false
    const object = value as SyncStruct<T>
    if (object.#inner !== null && !(object.#inner instanceof kind)) return false
    object.#inner = inner
    return true
  }
}

/** A struct with a mechanism inside. */
export const SyncStruct: typeof SyncHolder = /* @__PURE__ */ frozenClass(SyncHolder)
/** A struct with a mechanism inside. */
export type SyncStruct<T extends object> = SyncHolder<T>

/** What a struct is in at a moment: for reports. */
export interface SyncState {
  /** Its name; empty if it has none. */
  readonly name: string
  /** How many threads wait for it. */
  readonly waiting: number
  /** The threads that have it, those that have ended included. */
  readonly owners: readonly { readonly tid: number; readonly isOver: boolean }[]
}

/** The state of a struct; undefined for anything else, and after its Deinit. */
export function syncStateOf(value: unknown): SyncState | undefined {
  const inner = SyncStruct.read(value, Object) as SyncMechanism | undefined
  if (inner === undefined) return undefined
  const owners = inner.owners?.() ?? []
  return {
    name: inner.name,
    waiting: inner.waiting,
    owners: owners.map(({ tid, isOver }) => ({ tid, isOver })),
  }
}

// The threads of a process lock with a `ThreadWaiter` each.
interface SyncMechanism {
  readonly name: string
  readonly waiting: number
  owners?(): readonly ThreadWaiter[]
}

/** A mutex. */
export type KosMutex = SyncStruct<Mutex>
/** A condition variable. */
export type KosCondvar = SyncStruct<Condvar>
/** An event. */
export type KosEvent = SyncStruct<Event>
/** A lock for many readers or one writer. */
export type KosRWLock = SyncStruct<RWLock>
/** A semaphore. */
export type KosSemaphore = SyncStruct<Semaphore>

class OnceHolder {
  readonly #once: Once = new Once()

  /** @internal The mechanism of `value`; undefined if it is no such state. */
  static read(value: unknown): Once | undefined {
    return Object(value) === value && #once in (value as object)
      ? (value as KosThreadOnceState).#once
      : undefined
  }
}

/** The state of KosThreadOnce. A new one stands for KOS_THREAD_ONCE_INIT. */
export const KosThreadOnceState: typeof OnceHolder = /* @__PURE__ */ frozenClass(OnceHolder)
/** The state of KosThreadOnce. A new one stands for KOS_THREAD_ONCE_INIT. */
export type KosThreadOnceState = OnceHolder

/** A mutex that is free. `name` is for people: reports of deadlocks show it. */
export function KosInitializedMutex(name: string = ''): KosMutex {
  return new SyncStruct(new Mutex({ name }))
}

/** A mutex that is free; `recursive` 1: its owner may lock it again. */
export function KosInitializedMutexEx(recursive: number, name: string = ''): KosMutex {
  return new SyncStruct(new Mutex({ recursive: recursive === 1, name }))
}

/** A recursive mutex that is free. */
export function KosInitializedRecursiveMutex(name: string = ''): KosMutex {
  return new SyncStruct(new Mutex({ recursive: true, name }))
}

/** A condition variable that no thread waits for. */
export function KosInitializedCondvar(name: string = ''): KosCondvar {
  return new SyncStruct(new Condvar({ name }))
}

/** An event that is not signalled. */
export function KosInitializedEvent(name: string = ''): KosEvent {
  return new SyncStruct(new Event({ name }))
}

/** A lock that no thread has. */
export function KosInitializedRWLock(name: string = ''): KosRWLock {
  return new SyncStruct(new RWLock({ name }))
}

/**
 * A semaphore with `count` permits. Throws RangeError unless that is an integer from 0 to
 * KOS_SEMAPHORE_VALUE_MAX.
 */
export function KosInitializedSemaphore(count: number, name: string = ''): KosSemaphore {
  return new SyncStruct(new Semaphore(count, { name }))
}
