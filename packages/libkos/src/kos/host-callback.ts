// Locks and queues in callbacks of the host: refused under virtual time.
//
// They live in the process, so the kernel sees nothing of most calls. A function of the library
// asks first whether a callback of the host runs. Then it changes nothing, answers
// rcInvalidThreadState, null or nothing, and the misuse is reported. In real time the functions are
// given out as they are.

import { rcInvalidThreadState } from '@kos/retcode'
import { hostCallbackMisuse } from '../runtime/host-callback.ts'
import type { Library, Sys } from '../runtime/sys.ts'

type Act = (...args: never[]) => unknown

/** What a function answers when it is refused, made for the thread. */
export type Refusal = (sys: Sys) => unknown

export const noCode: Refusal = () => rcInvalidThreadState
export const nothing: Refusal = () => {}
export const noObject: Refusal = () => null
export const laterNoCode: Refusal = (sys) => sys.wait(rcInvalidThreadState)
export const laterNothing: Refusal = (sys) => sys.wait(rcInvalidThreadState).then(() => {})
export const laterNoObject: Refusal = (sys) => sys.wait(rcInvalidThreadState).then(() => null)

/** The library, whose functions are refused in callbacks of the host as `refusals` says. */
export function refusedInCallbacks<A extends object>(
  library: Library<A>,
  refusals: { readonly [K in keyof A]: Refusal | null },
): Library<A> {
  const makers = Object.entries<(sys: Sys) => Act>(library as never).map(([name, make]) => {
    const refusal = (refusals as Record<string, Refusal | null>)[name] ?? null
    return [name, refusal === null ? make : (sys: Sys) => guarded(sys, name, make(sys), refusal)]
  })
  return Object.freeze(Object.fromEntries(makers)) as Library<A>
}

function guarded(sys: Sys, name: string, act: Act, refusal: Refusal): Act {
  const { isQuiescent } = sys
  if (isQuiescent === null) return act
  return (...args) => {
    if (!isQuiescent()) return act(...args)
    sys.misuse(hostCallbackMisuse(sys.info.name, name))
    return refusal(sys)
  }
}
