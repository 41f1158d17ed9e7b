// A proxy: an object with the methods of an interface, for a handle that the program has (see
// `connect.ts`). A handle that arrives for an interface is one, too: `arrived-handle.ts`.
//
// A proxy belongs to the thread whose `kos` made it, and has one call outstanding at a time. Its
// methods are made in `client.ts`.

import type { Interface, MethodSpecs, Proxy } from '@kos/idl'
import { handleContract } from '../abi/contracts.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { callersOf } from './client.ts'
import { ProcessHandleReader } from './handle-reader.ts'

/** A proxy for the endpoint `riid` that `handle` leads to. Disposing it closes the handle. */
export function makeProxy<const M extends MethodSpecs>(
  sys: Sys,
  target: Interface<M>,
  handle: Handle,
  riid: number,
): Proxy<Interface<M>> {
  const callers = callersOf(target, handle, riid, new ProcessHandleReader(sys))
  const close = sys.processCall(handleContract.calls.Close)
  const proxy: Record<string | symbol, unknown> = { [Symbol.dispose]: () => void close(handle) }
  for (const { name, mid } of target.$methods) proxy[name] = callers[mid]
  return proxy as unknown as Proxy<Interface<M>>
}
