// Handles that are for one interface: what IDL calls handle<Iface>.
//
// On the wire they are handles like any other. What is more is known on both sides: the type
// checker sees the interface, and codecs tell the reader and the writer of handles (`codec.ts`)
// which it is. Making a handle for an implementation, and a proxy of a handle, is theirs to do:
// nothing of that is here.

import type { Implementation } from './implementation.ts'
import type { AnyInterface } from './interface.ts'
import type { Proxy } from './proxy.ts'
import { describe, type HandleDesc, type HandleLike, type Type } from './type.ts'

/**
 * A handle of `I` that arrived: the handle with its rights, and the methods of `I`. No method is
 * called as a property of it is (`names.ts`).
 */
export type Capability<I extends AnyInterface> = HandleDesc & Proxy<I>

/**
 * What may be sent for a handle of `I`: a handle, one that arrived for the same interface, or,
 * where the `HandleWriter` makes handles of such, an object with its methods.
 */
export type CapabilityLike<I extends AnyInterface> =
  | Exclude<HandleLike, HandleDesc>
  | Capability<I>
  | Implementation<I>

/**
 * handle<Iface>: transfers a handle through which `target` can be called. The interface is given by
 * a function, because interfaces may mention themselves and each other: `handleOf(() => File)`. It
 * is called when a message is read or written, not before.
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
