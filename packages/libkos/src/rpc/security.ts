// Security interfaces: a program asks the security module by calling the methods of the interface
// that it declared (`security` in its EDL file). Nothing answers but the decision.
//
// The calls never wait, so they answer a code at once. Ported C code asks over a transport instead
// (`../nk/security-transport.ts`).

import {
  type AnyInterface,
  type CallArguments,
  type Interface,
  type Method,
  type MethodNames,
  type MethodSpecs,
  misfit,
} from '@kos/idl'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import { securityContract } from '../abi/contracts.ts'
import { callsOf } from '../abi/syscall.ts'
import { sysOf } from '../runtime/lazy-kos.ts'
import type { Sys } from '../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(securityContract)

/** The methods of a security interface: each answers what the security module decided. */
export type SecurityProxy<I extends AnyInterface> = {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (...args: CallArguments<I[K]>) => Retcode
    : never
}

type Asker = (values?: object) => Retcode

/**
 * The security interface of this process: `securityOf(kos, Approve).Check({ port: 81 })` is rcOk if
 * the policy grants that, rcSecurityDisallow if it does not, and rcInvalidArgument for values that
 * do not fit, which no rule sees. `component` is the way to a component of the process with an
 * interface of its own.
 *
 * Throws TypeError if the program does not declare this interface: `program({ security: Approve },
 * ...)`.
 */
export function securityOf<const M extends MethodSpecs>(
  kos: object,
  target: Interface<M>,
  component = '',
): SecurityProxy<Interface<M>> {
  const sys = sysOf(kos)
  const riid = riidOf(sys, target, component)
  const proxy: Record<string, Asker> = {}
  for (const method of target.$methods) proxy[method.name] = askerOf(sys, method, riid)
  return proxy as unknown as SecurityProxy<Interface<M>>
}

function riidOf({ process, info }: Sys, target: AnyInterface, component: string): number {
  const { security } = process
  if (Object.hasOwn(security, component) && security[component] === target)
    return Object.keys(security).indexOf(component)
  const where = component === '' ? '' : ` of its component ${component}`
  const declared = Object.entries(security).map(
    ([name, { $name }]) => `${$name}${name === '' ? '' : ` (component ${name})`}`,
  )
  const had = declared.length === 0 ? 'none' : declared.join(', ')
  throw new TypeError(
    `securityOf: ${target.$name} is no security interface${where} of ${info.name}; ` +
      `it has: ${had}; declare it: program({ security: ... }, ...)`,
  )
}

function askerOf(sys: Sys, method: Method, riid: number): Asker {
  const ask = sys.call(calls.Ask)
  const { size, arenaSize } = method.request
  const message = new Uint8Array(size)
  const view = new DataView(message.buffer)
  const arena = new Uint8Array(arenaSize)
  return (values = {}) => {
    const isObject = typeof values === 'object' && values !== null
    const used = isObject ? method.request.encode(values, riid, view, arena) : -1
    if (used >= 0) return ask(message, arena, used) as Retcode
    const { interfaceName, name } = method
    sys.misuse(
      `${sys.info.name}: ${interfaceName}.${name} was not asked (rcInvalidArgument): ` +
        misfit(method.request, values),
    )
    return rcInvalidArgument
  }
}
