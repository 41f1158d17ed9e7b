// A table with an observer that records its calls, for the tests of this package.

import { HandleTable, type HandleTableOptions, KernelObject, type Space } from '../src/index.ts'
import {
  HANDLE_TYPE_USER_FIRST,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
} from '../src/index.ts'

export const READ: number = OCAP_HANDLE_SPEC(1)
export const WRITE: number = OCAP_HANDLE_SPEC(2)
export const PASS: number = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY
export const ALL_RIGHTS: number = PASS | READ | WRITE

export interface System {
  readonly table: HandleTable
  readonly events: string[]
  /** Events since the last call. */
  readonly takeEvents: () => string[]
}

/** Objects are named by their context. */
export function createSystem(options: Partial<HandleTableOptions> = {}): System {
  const events: string[] = []
  const observer = {
    objectDestroyed: (object: KernelObject) => void events.push(`destroyed ${object.context}`),
    badgeClosed: (badge: KernelObject) => void events.push(`closed ${badge.context}`),
  }
  const table = new HandleTable({
    entropy: () => 0x12345678,
    observer,
    slice: Infinity,
    ...options,
  })
  return { table, events, takeEvents: () => events.splice(0) }
}

/** A user resource of `provider` with the given context. */
export function resource(provider: Space, context: number): KernelObject<string> {
  return new KernelObject(HANDLE_TYPE_USER_FIRST, provider, context, `resource ${context}`)
}

/** The counts after all handles were closed. */
export const EMPTY = {
  handles: 0,
  revoked: 0,
  ghosts: 0,
  objects: 0,
  badges: 0,
  transfers: 0,
  pending: 0,
} as const
