// Handles of one interface: what IDL calls handle<Iface>.
//
// On the wire they are handles like any other. The type checker knows the interface, and codecs
// tell it to the `HandleReader` and the `HandleWriter`. Those make a proxy of a handle and a handle
// for an implementation: neither is made here.

import type { Implementation } from './implementation.ts'
import type { AnyInterface } from './interface.ts'
import type { Proxy } from './proxy.ts'
import { describe, type HandleDesc, type HandleLike, type Type } from './type.ts'

/**
 * A handle of `I` that arrived: the handle with its rights, and the methods of `I`. No method has
 * the name of a property of handles (`reservedMethodNames`).
 */
export type Capability<I extends AnyInterface> = HandleDesc & Proxy<I>

/**
 * What may be sent for a handle of `I`: a handle, a capability of the same interface, or an object
 * with its methods, if there is a `HandleWriter` that makes a handle of it.
 */
export type CapabilityLike<I extends AnyInterface> =
  | Exclude<HandleLike, HandleDesc>
  | Capability<I>
  | Implementation<I>

/**
 * handle<Iface>: transfers a handle through which `target` can be called. The interface is given by
 * a function, because interfaces may mention themselves and each other: `handleOf(() => File)`. It
 * is called when the interface that mentions it is first used (a proxy is made, a server serves, a
 * message is written), not when that is defined, and in libkos never while a message is delivered.
 */
export function handleOf<I extends AnyInterface>(
  target: () => I,
): Type<Capability<I>, CapabilityLike<I>> {
  if (typeof target !== 'function')
    throw new TypeError(
      'handleOf: expected a function that answers the interface: handleOf(() => File)',
    )
  return describe<Capability<I>, CapabilityLike<I>>({
    kind: 'handle',
    size: 16,
    alignment: 8,
    target,
  })
}
