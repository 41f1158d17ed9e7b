// Errors about names that lead nowhere: what the policy denied, or the names that there are and the
// nearest one.
//
// The kernel is asked for endpoints and services only then. If the policy does not allow that, the
// error has no hint.

import { didYouMean } from '@kos/idl/nearest'
import { rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import { nameBuffer, readName } from '../abi/name-buffer.ts'
import type { Syscall, SyscallFunction } from '../abi/syscall.ts'
import { maxListedNames } from '../limits.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'

/**
 * `it has: lights, doors; did you mean "lights"?` for the names behind `verb`; nothing if there are
 * none. `wanted` may be anything.
 */
export function knownNames(verb: string, names: readonly string[], wanted: unknown): string {
  const hint = typeof wanted === 'string' ? didYouMean(wanted, names) : ''
  return names.length === 0 ? '' : `${verb}: ${names.join(', ')}${hint}`
}

/** The text for a system call that the policy denied in `what`. */
export function deniedCall({ info }: Sys, what: string, { name }: Syscall): string {
  return `${what}: the policy denies ${info.name} the system call ${name}; add request(any, core)`
}

const { GetEndpointName, GetInterfaceName, GetServiceName } = ipcContract.calls

/** The endpoints of the server that a client handle leads to, in the order of their RIIDs. */
export function endpointNames(sys: Sys, handle: Handle): string[] {
  const getName = sys.call(GetEndpointName)
  const { length } = GetEndpointName.results
  return namesBy(sys, length, (index, bytes) => getName(handle, index, bytes))
}

/** The name of the interface of an endpoint; null if the policy does not let this process know. */
export function interfaceName(sys: Sys, handle: Handle, riid: number): string | null {
  const bytes = nameBuffer()
  const { registers } = sys
  if (sys.call(GetInterfaceName)(handle, riid, bytes) !== rcOk) return null
  return readName(bytes, registers[GetInterfaceName.results.length] as number)
}

/** The names under which others are connected to this process. */
export function serviceNames(sys: Sys): string[] {
  return namesBy(sys, GetServiceName.results.length, sys.call(GetServiceName))
}

// `length` is the register where `getName` leaves the length of the name number `index`.
function namesBy(
  { registers }: Sys,
  length: number,
  getName: SyscallFunction<typeof GetServiceName>,
): string[] {
  const names: string[] = []
  const bytes = nameBuffer()
  while (names.length < maxListedNames && getName(names.length, bytes) === rcOk)
    names.push(readName(bytes, registers[length] as number))
  return names
}
