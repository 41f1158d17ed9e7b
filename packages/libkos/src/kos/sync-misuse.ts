// Misuse of the documented functions of `kos/*.h` that answer void: they have no code for a
// mistake, so they report it and change nothing.

import { formatRetcode, rcOk } from '@kos/retcode'
import type { Sys } from '../runtime/sys.ts'
import { SyncStruct } from './sync_types.ts'

/** Reports a call that had no effect, unless `rc` says that it had one. */
export function reportUnless(
  sys: Sys,
  call: string,
  rc: number,
  why: string = formatRetcode(rc),
): void {
  if (rc !== rcOk) sys.misuse(`${sys.info.name}: ${call} did nothing: ${why}`)
}

/** Why an argument is refused. */
export function noSuch(kind: string): string {
  return `its argument is no ${kind}, or one after its Deinit`
}

/**
 * For Init and Deinit: replaces the mechanism of a struct by `inner`. Reports misuse instead, if
 * threads use the old one (`isUsed`), or the value is no such struct.
 */
export function initialise<T extends object>(
  sys: Sys,
  call: string,
  value: unknown,
  kind: abstract new (...args: never[]) => T,
  inner: T | null,
  isUsed: (inner: T) => boolean,
): void {
  const old = SyncStruct.read(value, kind)
  if (old !== undefined && isUsed(old))
    return reportUnless(sys, call, -1, 'threads have it or wait for it; let them finish first')
  if (!SyncStruct.write(value, kind, inner))
    reportUnless(sys, call, -1, 'its argument was made by no initialiser of this kind')
}
