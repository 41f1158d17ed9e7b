// The endpoints of a program as its kernel knows them: names, qualified and by type, and
// interfaces. They are read when a kernel or a process is made: no code of a program may run later.

import { type AnyInterface, checkInterfaces } from '@kos/idl'
import type { Endpoint } from '@kos/ipc'
import type { EndpointInfo, Program } from '@kos/libkos'
import { nameByClass, type NamedEndpoint } from '@kos/security'

/**
 * The endpoints of a process of this class. Throws TypeError, naming `process`, for one without
 * interface.
 */
export function endpointsOf(
  process: string,
  className: string,
  program: Program | null,
): readonly Endpoint[] {
  const interfaces: Record<string, AnyInterface> = { ...program?.endpoints }
  checkInterfaces(`${process}: endpoint`, interfaces)
  const names = endpointNamesOf(className, program, Object.keys(interfaces))
  const list = names.map((each) =>
    Object.freeze({ ...each, interface: interfaces[each.name] as AnyInterface }),
  )
  return Object.freeze(list)
}

/**
 * The security interfaces of a process, by RIID. Throws TypeError, naming `process`, for what is no
 * interface. The policy knows that of a component by the way to it and `security`, so that rules
 * can select the component.
 */
export function securityInterfacesOf(
  process: string,
  program: Program | null,
): readonly Endpoint[] {
  const interfaces: Record<string, AnyInterface> = { ...program?.security }
  checkInterfaces(`${process}: security`, interfaces)
  const list = Object.entries(interfaces).map(([component, target]) =>
    Object.freeze({ name: component === '' ? '' : `${component}.security`, interface: target }),
  )
  return Object.freeze(list)
}

/** The names of the endpoints of a program of this class, in the order of their RIIDs. */
export function endpointNamesOf(
  className: string,
  program: Program | null,
  names: readonly string[] = Object.keys(program?.endpoints ?? {}),
): NamedEndpoint[] {
  const info = [...(program?.endpointInfo ?? [])]
  return names.map((name, riid) => ({
    name,
    typeNames: Object.freeze(typeNamesOf(className, name, riid, info)),
  }))
}

function typeNamesOf(
  className: string,
  name: string,
  riid: number,
  info: readonly EndpointInfo[],
): string[] {
  const told = info.filter((row) => row.riid === riid && row.name !== name).map((row) => row.name)
  const byClass = nameByClass(className, name)
  return byClass === null || told.includes(byClass) ? told : [...told, byClass]
}
