// What people are told beside a name that is not there: the names that are, and which of them was
// probably meant.
//
// Endpoints and services are asked for only then: a policy that does not allow it leaves the hint
// out.

import { didYouMean } from '@kos/idl/nearest'
import { rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import { nameBuffer, nameIn } from '../runtime/name-in.ts'
import type { Sys } from '../runtime/sys.ts'

/** Most names of a list: the others are not asked for. */
const longestList = 64

/**
 * `it has: lights, doors; did you mean "lights"?` for the names behind `verb`; nothing if there are
 * none. `wanted` may be anything.
 */
export function knownNames(verb: string, names: readonly string[], wanted: unknown): string {
  const hint = typeof wanted === 'string' ? didYouMean(wanted, names) : ''
  return names.length === 0 ? '' : `${verb}: ${names.join(', ')}${hint}`
}

/** The endpoints of the server that a client handle leads to, in the order of their RIIDs. */
export function endpointNames(sys: Sys, handle: Handle): string[] {
  const ask = sys.call(ipcContract.calls.GetEndpointName)
  return namesBy(sys, (index, bytes) => ask(handle, index, bytes))
}

/** The names under which others are connected to this process. */
export function serviceNames(sys: Sys): string[] {
  return namesBy(sys, sys.call(ipcContract.calls.GetServiceName))
}

function namesBy({ registers }: Sys, ask: (index: number, bytes: Uint8Array) => number): string[] {
  const names: string[] = []
  const bytes = nameBuffer()
  while (names.length < longestList && ask(names.length, bytes) === rcOk)
    names.push(nameIn(bytes, registers[0] ?? 0))
  return names
}
