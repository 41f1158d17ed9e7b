// A program: the default export of a module, which a process runs.
//
// It needs no host: everything comes with `kos`. The endpoints that it serves are part of it, as an
// EDL file is part of a program in the documented system. So the kernel can check every message
// against its interface before it is delivered.

import { type AnyInterface, checkInterfaces, isInterface } from '@kos/idl'
import { checkOptions } from '@kos/idl/nearest'
import type { Kos } from './kos-api.ts'
import type { ExitCode, ThreadApi } from './kos/thread.ts'

/** Endpoints by qualified name, in the order of their RIIDs. */
export interface Endpoints {
  readonly [name: string]: AnyInterface
}

/**
 * A name of an endpoint, as `EndpointInfo` of the documented header `if_connection.h`. An endpoint
 * has several: `kos gen` prints its qualified name and that by type.
 */
export interface EndpointInfo {
  readonly name: string
  readonly riid: number
  /** The name of its interface. */
  readonly interface: string
}

/**
 * Security interfaces, as `kos gen` prints them: that of the process itself under the empty name,
 * those of its components under the way to them. Their order gives the RIIDs.
 */
export interface SecurityInterfaces {
  readonly [component: string]: AnyInterface
}

/** A program that needs a `kos` with at least the members of `K`, and serves `E`. */
export interface Program<K = never, E extends Endpoints = Endpoints> {
  readonly main: (kos: K) => Promise<ExitCode | void> | ExitCode | void
  readonly endpoints: E
  /** More names of its endpoints. */
  readonly endpointInfo?: readonly EndpointInfo[]
  /** Its security interfaces: what it may ask the security module. */
  readonly security?: SecurityInterfaces
}

/** The declaration of a program. */
export interface ProgramDeclaration<E extends Endpoints> {
  /**
   * The endpoints it serves, and one for each interface of which it passes objects to others; their
   * order gives the RIIDs.
   */
  readonly endpoints?: E
  /**
   * Every name that an endpoint has, as `kos gen` prints it of EDL files: so clients and policies
   * reach `disk.store` as `demo.Storage.store`, too.
   */
  readonly endpointInfo?: readonly EndpointInfo[]
  /**
   * Its security interface, or `security` of the module of its EDL file, if components have some of
   * their own. Methods take `in` parameters only: nobody answers.
   */
  readonly security?: AnyInterface | SecurityInterfaces
}

/**
 * What a program needs of its kernel: all that its `kos` has but the type of its endpoints, which
 * the `kos` of its threads has, too.
 */
export type NeededKos<K> = Omit<K, 'endpoints' | 'KosThreadCreate'> &
  Pick<ThreadApi, keyof K & 'KosThreadCreate'>

/** What `serve` knows of the program by the type of its `kos`. */
export interface Serving<E extends Endpoints> {
  /** Type only: the endpoints that the program declared. */
  readonly endpoints: E
}

/**
 * Declares a program: `export default program(async (kos) => { ... return exitCode })`.
 *
 * A program that serves says what: `program({ endpoints: { lights: Lights } }, async (kos) => { ...
 * })`. The exit code is what the function returns, 0 if nothing; if it throws, the process ends
 * with a report. A program that needs less than the whole `Kos` says so: `program(async (kos:
 * Context & IpcApi) => ...)`, and runs on kernels that have just that. Throws TypeError for an
 * endpoint whose interface `defineInterface` did not make, and for an `endpointInfo` of others.
 */
export function program<K extends object = Kos>(
  main: (kos: K) => Promise<ExitCode | void> | ExitCode | void,
): Program<K>
export function program<const E extends Endpoints, K extends object = Kos & Serving<E>>(
  declaration: ProgramDeclaration<E>,
  main: (kos: K) => Promise<ExitCode | void> | ExitCode | void,
): Program<NeededKos<NoInfer<K>>, E>
export function program(
  first:
    | ProgramDeclaration<Endpoints>
    | ((kos: never) => Promise<ExitCode | void> | ExitCode | void),
  second?: (kos: never) => Promise<ExitCode | void> | ExitCode | void,
): Program<never, Endpoints> {
  const main = typeof first === 'function' ? first : second
  if (typeof main !== 'function')
    throw new TypeError(
      'program: expected a function that is given kos, after { endpoints } if it serves',
    )
  if (typeof first !== 'function')
    checkOptions('program', first, ['endpoints', 'endpointInfo', 'security'])
  const declaration = typeof first === 'function' ? {} : first
  const endpoints = { ...declaration.endpoints }
  checkInterfaces('program: endpoint', endpoints)
  const endpointInfo = (declaration.endpointInfo ?? []).map((row) => Object.freeze({ ...row }))
  checkInfo(endpointInfo, Object.values(endpoints))
  const security = securityInterfaces(declaration.security)
  return Object.freeze({
    main,
    endpoints: Object.freeze(endpoints),
    endpointInfo: Object.freeze(endpointInfo),
    security: Object.freeze(security),
  })
}

function securityInterfaces(given: ProgramDeclaration<Endpoints>['security'] = {}): {
  readonly [component: string]: AnyInterface
} {
  const security: SecurityInterfaces = isInterface(given) ? { '': given } : { ...given }
  checkInterfaces('program: security', security)
  for (const { $methods } of Object.values(security)) {
    const answering = $methods.find(({ spec }) => hasAny(spec.out) || spec.error !== undefined)
    if (answering === undefined) continue
    throw new TypeError(
      `program: ${answering.interfaceName}.${answering.name} has parameters that are not in ` +
        'parameters; nobody answers the methods of a security interface',
    )
  }
  return security
}

function hasAny(parameters: object | undefined): boolean {
  return parameters !== undefined && Object.keys(parameters).length > 0
}

function checkInfo(info: readonly EndpointInfo[], interfaces: readonly AnyInterface[]): void {
  const wrong = info.find(({ name, riid, interface: type }) => {
    return typeof name !== 'string' || interfaces[riid]?.$name !== type
  })
  if (wrong === undefined) return
  throw new TypeError(
    `program: endpointInfo has ${wrong.name}, but endpoint ${wrong.riid} is not of ` +
      `${wrong.interface}; take endpoints and endpointInfo of one module`,
  )
}
